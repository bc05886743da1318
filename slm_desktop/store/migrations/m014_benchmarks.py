"""Benchmarks: core/workshop/records.py, BenchmarkRecord, as JSON."""

SQL = """
CREATE TABLE benchmarks (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,   -- the name of the model
    body BLOB NOT NULL
);
"""
