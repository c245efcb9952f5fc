"""Tests of résumés: what their text says of a person."""
