"""The calls of tools that an answer holds, or that a result is of: core/engines/tools.py, ToolCall, as a JSON list."""

SQL = """
ALTER TABLE messages ADD COLUMN calls TEXT NOT NULL DEFAULT '';
"""
