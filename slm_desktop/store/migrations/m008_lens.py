"""What could have come in place of each token of an answer: core/engines/candidates.py, CandidateRecord."""

SQL = """
CREATE TABLE candidates (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    body    BLOB NOT NULL                -- MessagePack, compressed by zlib
);
"""
