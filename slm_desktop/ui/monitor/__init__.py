"""The monitor: what the engines do, at full size."""
