"""Where people are kept, by the settings: a database that is named, or a file in the home."""

from pathlib import Path

from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from api.settings import Settings
from schemas.errors import NotReady

HOME_DIRECTORY = Path(".local") / "share" / "refit-ai"
"""Of the user, by the XDG Base Directory Specification: no release takes it away."""


def open_storage(settings: Settings) -> DatabasePeople:
    """Return who keeps people; raise `NotReady` or `StorageDown` where they cannot be kept."""
    try:
        return open_people(database_url(settings))
    except ValueError as error:
        raise NotReady(f"DATABASE_URL cannot be used: {error}") from error


def database_url(settings: Settings) -> str:
    """Return where people are kept; raise `NotReady` where nobody said, and there is no home."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    try:
        directory = Path.home() / HOME_DIRECTORY
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise NotReady(
            f"people cannot be kept in the home directory: {error}; set DATABASE_URL"
        ) from error
    return f"sqlite:///{directory / 'people.db'}"
