"""Models: the Hub, downloads, files on this computer, and forecasts of memory and speed."""
