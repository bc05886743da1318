"""The lens: what could have come in place of each token, and what the sampling settings left of it."""
