"""Tests of making and proving an artifact."""
