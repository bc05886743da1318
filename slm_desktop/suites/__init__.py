"""Suites on disk, and their checks at work: a child of its own, as a pattern in a file of somebody else may never end.

It may import jobs, core, errors and paths. YAML and JSON Schema are read by libraries, imported where they are needed.
"""
