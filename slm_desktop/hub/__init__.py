"""Hugging Face: search, file lists, headers read from afar, downloads. May import `jobs`, `core`, `errors` and `paths`.

`network.py` is the only way out of this computer. What servers say is hostile until proven harmless.
"""
