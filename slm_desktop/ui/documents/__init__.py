"""Documents of a chat: their chips, what a question found in them, and their pages."""
