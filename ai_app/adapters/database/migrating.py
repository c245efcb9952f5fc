"""Brings a database to the tables of this release, whoever else starts at the same moment."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from adapters.database.transactions import writing


def migrate(engine: Engine) -> tuple[str, ...]:
    """Make the tables, or those that lack; return the revision that the database has then.

    All of it happens in one transaction, while nobody else writes or migrates. A revision that
    this release does not know was made by a newer one, which was taken back: migrations only add
    (see `adapters.database.migrations`), so its tables serve, and are left as they are. Raises
    `StorageDown` where the database cannot be reached.
    """
    with writing(engine) as connection:
        config = Config(attributes={"connection": connection})
        place = Path(__file__).parent / "migrations"
        config.set_main_option("script_location", str(place).replace("%", "%%"))
        scripts = ScriptDirectory.from_config(config)
        ours = {script.revision for script in scripts.walk_revisions()}
        found = MigrationContext.configure(connection).get_current_heads()
        if not ours.issuperset(found) or set(found) == set(scripts.get_heads()):
            return found
        command.upgrade(config, "head")
        return MigrationContext.configure(connection).get_current_heads()
