"""People: what is kept of them, and how a profile is read."""
