"""Comparisons without windows, files or models."""
