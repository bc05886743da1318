"""Takes in pictures that come from strangers: a child that can open nothing gives back their pixels alone."""
