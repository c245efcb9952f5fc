"""Opens the place that a URL names, and brings its tables up to date."""

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from adapters.database import postgresql, sqlite
from adapters.database.migrating import migrate
from adapters.database.repository import DatabasePeople

POSTGRESQL = "postgresql+psycopg"


def open_people(url: str) -> DatabasePeople:
    """Return the people kept at `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`.

    Raises `ValueError` for another URL, `StorageDown` where the place cannot be reached, and
    `NotReady` where it is another application's.
    """
    place = _read(url)
    kind = {"sqlite": sqlite, POSTGRESQL: postgresql}.get(place.drivername)
    if kind is None:
        raise ValueError(f"people are not kept in {place.drivername}")
    engine = kind.connect(place)
    try:
        migrate(engine)
        return DatabasePeople(engine, kind.dialect())
    except BaseException:
        engine.dispose()
        raise


def _read(url: str) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        # Without its cause, whose text may hold a part of the password.
        raise ValueError("the URL of the place where people are kept cannot be read") from None
    # What other programs write without naming a driver means the one that is used here.
    plain = read.drivername in {"postgres", "postgresql"}
    return read.set(drivername=POSTGRESQL) if plain else read
