"""The rehearsal: the planned command on a host built from a snapshot, with every single fault."""
