"""The ports on a real machine: the only place of the deployer that touches the world."""
