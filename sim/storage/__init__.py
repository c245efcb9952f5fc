"""What lies on a simulated disk, how it changes, and what a crash leaves of it."""
