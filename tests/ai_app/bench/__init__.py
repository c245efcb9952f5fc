"""How fast the service is, beside the floors of the same machine in the same run."""
