"""The chat screen: list, transcript, composer and inspector."""
