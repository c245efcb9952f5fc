"""Tests of how texts become vectors, with an encoder and a repository of their own."""
