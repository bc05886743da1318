"""Tests of what introduces the rooms to one another."""
