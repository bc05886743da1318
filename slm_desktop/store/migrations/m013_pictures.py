"""The pictures of a question, and those beside a draft: core/engines/media.py, Media, as a JSON list; '' for none."""

SQL = """
ALTER TABLE messages ADD COLUMN pictures TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN pictures TEXT NOT NULL DEFAULT '';
"""
