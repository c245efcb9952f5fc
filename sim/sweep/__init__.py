"""The sweep: every fault at every site of all that is told, and what came of it."""
