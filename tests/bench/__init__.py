"""Measurements of the real app against bare baselines, taken in the same run: `make bench`."""
