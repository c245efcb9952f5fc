"""What goes wrong: faults and crashes, as values, and how each strikes."""
