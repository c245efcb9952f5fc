"""People kept in a database, SQLite or PostgreSQL; one module per thing that is done to it."""
