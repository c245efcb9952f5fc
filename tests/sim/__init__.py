"""The simulator itself is right, and each of its oracles can fail."""
