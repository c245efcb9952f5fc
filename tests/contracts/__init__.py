"""One suite for each port, run on everything that claims to be one."""
