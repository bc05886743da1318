"""How Markdown of answers and model cards is read and drawn.

Shared by the screens; opens no file and calls no server.
"""
