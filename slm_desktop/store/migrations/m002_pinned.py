"""What a list of chats needs: full-text search, pins, a bin, system prompts, drafts, presets, hashes of model files."""

SQL = """
ALTER TABLE chats ADD COLUMN pinned  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN system  TEXT NOT NULL DEFAULT '';    -- the system prompt
ALTER TABLE chats ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;  -- the newest message: orders chats, whatever the clock says
ALTER TABLE chats ADD COLUMN deleted REAL;                        -- since when it is in the bin; emptied at the next start
UPDATE chats SET touched = coalesce((SELECT max(messages.id) FROM messages WHERE messages.chat = chats.id), chats.id);
DROP INDEX chats_by_use;
CREATE INDEX chats_by_use ON chats (pinned DESC, touched DESC) WHERE deleted IS NULL;
CREATE INDEX chats_in_bin ON chats (deleted) WHERE deleted IS NOT NULL;

DROP INDEX messages_by_chat;
CREATE INDEX messages_by_chat ON messages (chat, id, parent);
CREATE INDEX messages_open ON messages (id) WHERE state = 'streaming';

CREATE TABLE drafts (
    chat  INTEGER PRIMARY KEY,           -- 0 for the chat that has not begun
    text  TEXT NOT NULL,
    files TEXT NOT NULL DEFAULT '[]'     -- JSON: texts beside the draft, each with a name
);
CREATE TABLE presets (
    id       INTEGER PRIMARY KEY,
    name     TEXT NOT NULL,
    system   TEXT NOT NULL DEFAULT '',
    sampling TEXT NOT NULL DEFAULT '{}',
    used_for TEXT NOT NULL DEFAULT ''    -- new chats that begin with it: '' none, '*' all, else those with a model of this name
);
CREATE TABLE files (
    path   TEXT PRIMARY KEY,
    size   INTEGER NOT NULL,
    mtime  REAL NOT NULL,
    sha256 TEXT NOT NULL
);

-- The words of all messages; an answer comes in when it is complete.
CREATE VIRTUAL TABLE words USING fts5 (
    content, content = 'messages', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3 4'
);
CREATE TRIGGER words_of_new AFTER INSERT ON messages WHEN new.state <> 'streaming' BEGIN
    INSERT INTO words (rowid, content) VALUES (new.id, new.content);
END;
CREATE TRIGGER words_of_changed AFTER UPDATE OF content, state ON messages
WHEN old.content IS NOT new.content OR (old.state = 'streaming') <> (new.state = 'streaming') BEGIN
    INSERT INTO words (words, rowid, content) SELECT 'delete', old.id, old.content WHERE old.state <> 'streaming';
    INSERT INTO words (rowid, content) SELECT new.id, new.content WHERE new.state <> 'streaming';
END;
CREATE TRIGGER words_of_gone AFTER DELETE ON messages WHEN old.state <> 'streaming' BEGIN
    INSERT INTO words (words, rowid, content) VALUES ('delete', old.id, old.content);
END;
INSERT INTO words (rowid, content) SELECT id, content FROM messages WHERE state <> 'streaming';
"""
