"""The models screen: discover, downloads, and what is on this computer."""
