"""The ports of the deployer over a simulated world: every method is one effect."""
