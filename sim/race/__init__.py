"""Two deployers at once on one simulated host: every order of their turns, and what must hold."""
