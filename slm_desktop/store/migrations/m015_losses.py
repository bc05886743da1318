"""Perplexity of texts, and KL divergence: core/workshop/losses.py, LossRecord, as JSON."""

SQL = """
CREATE TABLE losses (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,   -- the name of the model
    body BLOB NOT NULL
);
"""
