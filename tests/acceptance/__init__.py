"""Whether a host is well: one set of statements for simulated, sandboxed and real hosts."""
