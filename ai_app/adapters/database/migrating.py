"""Brings a database to the tables of this release, whoever else starts at the same moment."""

from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, LargeBinary, inspect

from adapters.database.tables import describe
from adapters.database.transactions import writing
from schemas.errors import NotReady


def migrate(engine: Engine) -> tuple[str, ...]:
    """Make the tables, or those that lack; return the revision that the database has then.

    All of it happens in one transaction, while nobody else writes or migrates. A revision that
    this release does not know was made by a newer one, which was taken back: migrations only add
    (see `adapters.database.migrations`), so its tables serve, and are left as they are. Raises
    `StorageDown` where the database cannot be reached, and `NotReady` where the revision is not
    known and tables lack: then no release of this service made it.
    """
    with writing(engine) as connection:
        config = Config(attributes={"connection": connection})
        place = Path(__file__).parent / "migrations"
        config.set_main_option("script_location", str(place).replace("%", "%%"))
        scripts = ScriptDirectory.from_config(config)
        ours = {script.revision for script in scripts.walk_revisions()}
        found = MigrationContext.configure(connection).get_current_heads()
        if not ours.issuperset(found):
            _vet(connection, found)
            return found
        if set(found) == set(scripts.get_heads()):
            return found
        command.upgrade(config, "head")
        return MigrationContext.configure(connection).get_current_heads()


def _vet(connection: Connection, found: Sequence[str]) -> None:
    wanted = set(describe(LargeBinary()).metadata.tables)
    lacking = sorted(wanted.difference(inspect(connection).get_table_names()))
    if lacking:
        raise NotReady(
            f"the database says that it is at revision {', '.join(found)}, which this release does"
            f" not know, and lacks {', '.join(lacking)}: it is another application's, or damaged;"
            " name another one in DATABASE_URL, or restore a backup"
        )
