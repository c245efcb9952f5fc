"""The control side."""
