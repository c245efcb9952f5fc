"""Embedding: texts become vectors whose nearness is likeness of meaning."""
