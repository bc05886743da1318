"""The pictures of a question, and those beside a draft: core/engines/pictures.py, Picture, as a JSON list; '' for none."""

SQL = """
ALTER TABLE messages ADD COLUMN pictures TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN pictures TEXT NOT NULL DEFAULT '';
"""
