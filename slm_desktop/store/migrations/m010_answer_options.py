"""How else answers are asked for: core/answer_options.py, AnswerOptions, as JSON; '' for nothing out of the ordinary."""

SQL = """
ALTER TABLE chats ADD COLUMN answer_options TEXT NOT NULL DEFAULT '';
ALTER TABLE presets ADD COLUMN answer_options TEXT NOT NULL DEFAULT '';
"""
