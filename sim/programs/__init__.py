"""The programs of a simulated host, behind the command port: they read argv and print."""
