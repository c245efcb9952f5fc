"""The shell of a host, for testinfra: a simulated one, and one of real parts."""
