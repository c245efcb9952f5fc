"""What may differ from one place where the service runs to another."""

from dataclasses import dataclass
from pathlib import Path

RUN_DIRECTORY = Path(__file__).resolve().parent.parent  # resolved: the link to it may be moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The defaults are those of production."""

    release_file: Path = RUN_DIRECTORY / "release.json"
    tags_file: Path = RUN_DIRECTORY / "schemas" / "openapi-tags.json"
