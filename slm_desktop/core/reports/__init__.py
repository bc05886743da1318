"""One page from all that was measured: which of these models to use on this computer."""
