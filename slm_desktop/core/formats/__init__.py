"""Structured output: writing a form for answers, and reading the answers that have one."""
