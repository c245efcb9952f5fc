"""Sees that the file of SQLite at a path is still the one that is open.

Whoever moves the file away, or another into its place, takes nothing from those who have it open:
they would read what nobody else sees any more, and keep what is lost.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError

from schemas.errors import StorageDown

Identity = tuple[int, int]
"""Device and inode, by which a file is itself wherever it is moved to."""
OPENED = "opened file"
"""Where a connection notes which file it opened."""


def watch(engine: Engine, path: Path) -> None:
    """Let connections of this engine be used only while their file is at its path.

    One whose file is not is thrown away with the whole pool, and another is opened instead. Once
    the file was there it is never made anew: an empty one would keep nobody, and say so too late.
    """
    place = _Place(engine, path)
    event.listen(engine, "do_connect", place.open)
    event.listen(engine, "connect", place.opened)
    event.listen(engine, "checkout", place.taken)
    event.listen(engine, "commit", place.before_commit)


class _Place:
    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine, self._path = engine, path.absolute()
        self._was_there = False
        self._last: Identity | None = None
        """Which file was at the path when that was last looked at."""

    def open(
        self, _dialect: object, _record: object, args: list[Any], more: dict[str, Any]
    ) -> None:
        if self._was_there:
            self._look()
            args[0], more["uri"] = f"{self._path.as_uri()}?mode=rw", True

    def opened(self, _connection: object, record: Any) -> None:  # noqa: ANN401 - the pool's
        if not self._was_there:
            self._was_there, self._last = True, self._identity()
        record.info[OPENED] = self._look()

    def taken(self, _connection: object, record: Any, _proxy: object) -> None:  # noqa: ANN401
        if record.info.get(OPENED) != self._look():
            raise DisconnectionError("another file is at the path, or none")

    def _look(self) -> Identity | None:
        """Return which file is at the path; where it is not the last one, let go of that."""
        found = self._identity()
        if found != self._last:
            self._last = found
            self._engine.dispose()
        return found

    def before_commit(self, connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        if writes and connection.connection.info.get(OPENED) != self._identity():
            raise StorageDown(
                f"sqlite: {self._path.name} was moved away amid a write, which was not kept"
            )

    def _identity(self) -> Identity | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
