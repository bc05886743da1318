"""What a question has found in documents: core/documents/records.py, Source, as a JSON list; '' for nothing."""

SQL = """
ALTER TABLE messages ADD COLUMN sources TEXT NOT NULL DEFAULT '';
"""
