"""A simulated machine: its time, its processes, and what answers on its ports."""
