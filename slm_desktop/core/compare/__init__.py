"""Models and settings side by side: what a comparison is, how it runs, what it shows, and how it is judged.

Like all of core it knows no Qt, no files and no clock of its own.
"""
