"""Matching a whole cohort of mentees with mentors at once, and proving that it is stable."""
