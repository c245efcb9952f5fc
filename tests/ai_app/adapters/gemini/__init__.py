"""Tests of Gemini against its wire format."""
