"""Tests of the simulated control side."""
