"""Tests of the models: the real ones, and stand-ins where a real one is an extra."""
