"""Engines on other machines: they take the commands of a child and tell its events, over HTTP."""
