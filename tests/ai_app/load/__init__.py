"""The service under load, and killed amid it: every answer is checked, whatever happens."""
