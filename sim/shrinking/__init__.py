"""Shrinking: from a run that fails to the simplest one that still fails in the same way."""
