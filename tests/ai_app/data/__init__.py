"""Tests of the data that the service ships."""
