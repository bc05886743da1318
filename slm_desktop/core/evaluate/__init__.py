"""Suites and sweeps: prompts with checks, asked of several models unattended."""
