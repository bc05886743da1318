"""Folders of chats: a chat names its own, and a folder is there as long as a chat is in it."""

SQL = """
ALTER TABLE chats ADD COLUMN folder TEXT NOT NULL DEFAULT '';  -- '' for a chat that is in none
"""
