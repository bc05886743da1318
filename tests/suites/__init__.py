"""Suites on disk and their checks."""
