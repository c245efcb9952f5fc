"""The grade of the simulator: planted bugs, each of which it must catch."""
