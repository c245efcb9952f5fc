"""The Re-Fit matching service; it runs from this directory, so its imports are rooted here."""
