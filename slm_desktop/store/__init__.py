"""Chats in SQLite. May import `jobs`, `core`, `errors` and `paths`.

One connection writes, on a thread of its own; another reads, on the thread of its owner.
"""
