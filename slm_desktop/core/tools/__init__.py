"""Tools that models may call: which there are, and who allows a call."""
