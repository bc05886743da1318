"""SLM Desktop: run small language models on your own computer, and see what they do."""

__version__ = "0.1.0"
