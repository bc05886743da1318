"""Benchmarks: choosing models, watching, tables, charts, and files of them."""
