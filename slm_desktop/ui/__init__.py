"""Everything the user sees: with `app`, the only room that imports Qt. May import everything below it but no child.

A view reads state and calls verbs of `core`; it learns of changes through their signals.
"""
