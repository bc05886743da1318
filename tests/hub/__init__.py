"""Tests of the hub room: finding models on the Hugging Face Hub and downloading them, against a hub of our own that can misbehave."""
