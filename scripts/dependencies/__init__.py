"""The project's dependencies: pyproject.toml says what is wanted, the lock which files that is."""
