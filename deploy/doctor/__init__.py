"""The doctor: a host looked at from every side, changing nothing; each finding says its cure."""
