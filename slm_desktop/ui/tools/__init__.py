"""Tools as they are seen: chosen for a chat, asked about, and their servers."""
