"""What each release did to the tables; Alembic runs it.

A deploy starts the new release while the old one still serves, and may take the new one back. So
a migration only adds: tables, and columns that may be empty or have a default of the server. What
no release reads any more is dropped two releases later. There is no way down.
"""
