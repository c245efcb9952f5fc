"""Masking: what tells who somebody is, and where to reach them, is taken out of texts."""
