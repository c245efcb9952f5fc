"""Tests of what a sweep came to, as it is told and written down."""
