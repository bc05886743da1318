"""Numbered changes of the schema, each applied once and wholly; `user_version` counts them."""

from slm_desktop.store.migrations import m001_chats

MIGRATIONS = (m001_chats.SQL,)
