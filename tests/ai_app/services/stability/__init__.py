"""Tests of stable matchings."""
