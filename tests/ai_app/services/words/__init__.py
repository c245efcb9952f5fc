"""Tests of words, without a model."""
