"""The form that answers must have: core/engines/output_format.py, OutputFormat, as JSON; '' for none."""

SQL = """
ALTER TABLE chats ADD COLUMN format TEXT NOT NULL DEFAULT '';
ALTER TABLE presets ADD COLUMN format TEXT NOT NULL DEFAULT '';
"""
