"""Tests of how dependencies are locked, listed, merged and frozen."""
