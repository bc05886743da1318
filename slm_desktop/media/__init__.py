"""Takes in pictures and sounds that come from strangers: a child that can open nothing gives back their pixels or
samples alone.
"""
