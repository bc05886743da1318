"""Chats, and their messages as a tree: every message but the first names its parent."""

SQL = """
CREATE TABLE chats (
    id       INTEGER PRIMARY KEY,
    title    TEXT NOT NULL,
    created  REAL NOT NULL,              -- seconds since 1970
    updated  REAL NOT NULL,
    model    TEXT NOT NULL DEFAULT '',   -- the name of the model that answered last
    head     INTEGER,                    -- the message at the end of the branch that is shown
    sampling TEXT NOT NULL DEFAULT '{}'  -- JSON: sampling values by name
);
CREATE INDEX chats_by_use ON chats (updated DESC, id DESC);
CREATE TABLE messages (
    id      INTEGER PRIMARY KEY,
    chat    INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    parent  INTEGER,
    role    TEXT NOT NULL,               -- system, user or assistant
    content TEXT NOT NULL,
    created REAL NOT NULL,
    state   TEXT NOT NULL,               -- complete, streaming, stopped, interrupted or failed
    fault   TEXT NOT NULL DEFAULT '',    -- the code of the error that ended it
    run     BLOB                         -- JSON: how an answer was made (core/records.py, RunRecord)
);
CREATE INDEX messages_by_chat ON messages (chat, id);
"""
