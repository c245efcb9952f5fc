"""Tests of the people of a host."""
