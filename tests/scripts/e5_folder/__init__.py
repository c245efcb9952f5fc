"""Tests of the writing of a model as a folder, from a packed file of a few numbers."""
