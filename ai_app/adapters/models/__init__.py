"""Models that make vectors of texts, each behind the same two questions."""
