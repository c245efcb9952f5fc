"""Timelines: what happened in a run, when, and why it ended so, for people."""
