"""The settings screen, made from the table of options."""
