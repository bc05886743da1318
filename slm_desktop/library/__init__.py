"""GGUF files on this computer: find them, tell what they are. May import `jobs`, `core`, `errors` and `paths`.

Files are read here as bytes with bounds; what needs native code happens in the engine child.
"""
