"""Builds everything below the window, connects it and closes it; needs no Qt, so that commands use it too."""
