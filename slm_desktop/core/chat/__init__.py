"""Chats: their messages as trees, the list of them, titles, archives, prompts."""
