"""Tests of people kept in a database; most run on SQLite and on a real PostgreSQL."""
