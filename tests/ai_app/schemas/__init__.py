"""Tests of the values that cross a border."""
