"""The states in which a deployment finds a host, each a change to another."""
