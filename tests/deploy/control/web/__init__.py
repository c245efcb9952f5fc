"""Tests of the adapters to services of the web."""
