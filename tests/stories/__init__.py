"""What went wrong on this host before, a short story each: it must not happen again."""
