"""What is measured of models: how fast they are here, and what memory they take."""
