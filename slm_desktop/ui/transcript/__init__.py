"""A conversation as it is drawn: turns, their buttons and versions.

The chat and the columns of a comparison share it.
"""
