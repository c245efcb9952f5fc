"""Ranking: which mentors suit a query best, and why."""
