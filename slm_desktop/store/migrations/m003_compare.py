"""Comparisons: columns are chats of their own, out of the list; votes outlive what they were about."""

SQL = """
ALTER TABLE chats ADD COLUMN comparison INTEGER NOT NULL DEFAULT 0;  -- the comparison whose column it is, 0 for none
DROP INDEX chats_by_use;
CREATE INDEX chats_by_use ON chats (pinned DESC, touched DESC) WHERE deleted IS NULL AND comparison = 0;
CREATE INDEX chats_of_comparison ON chats (comparison) WHERE comparison <> 0;

CREATE TABLE comparisons (
    id      INTEGER PRIMARY KEY,
    title   TEXT NOT NULL,
    touched INTEGER NOT NULL,            -- grows with every question: orders the list
    body    BLOB NOT NULL,               -- JSON: core/compare/records.py, Comparison
    deleted REAL                         -- since when it is in the bin; emptied at the next start
);
CREATE TABLE votes (
    id         INTEGER PRIMARY KEY,
    comparison INTEGER NOT NULL,
    body       BLOB NOT NULL             -- JSON: core/compare/records.py, Vote
);
CREATE TABLE suites (
    id    INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    body  BLOB NOT NULL                  -- JSON: core/compare/suite.py, Suite
);
CREATE TABLE suite_runs (
    id    INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    body  BLOB NOT NULL                  -- JSON: core/compare/evaluation.py, Evaluation
);
CREATE TABLE results (
    id   INTEGER PRIMARY KEY,
    run  INTEGER NOT NULL REFERENCES suite_runs (id) ON DELETE CASCADE,
    body BLOB NOT NULL                   -- JSON: core/compare/evaluation.py, Result
);
CREATE INDEX results_of_run ON results (run, id);
"""
