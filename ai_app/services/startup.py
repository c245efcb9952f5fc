"""What the service finds out once, when it starts."""

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from adapters.release_file import MalformedRelease, read_release
from schemas.release import Startup


def start(*, release_file: Path, now: Callable[[], datetime]) -> Startup:
    """Read the release once: a later one may take this directory while this process still runs."""
    started_at = now().astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    try:
        release = read_release(release_file)
    except MalformedRelease as error:
        return Startup(started_at=started_at, release=None, problem=str(error))
    return Startup(started_at=started_at, release=release, problem=None)
