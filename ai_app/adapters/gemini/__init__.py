"""Gemini: the models of Google that write, through either of its two libraries."""
