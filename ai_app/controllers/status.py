"""Decides whether the service is ready, and which release it says it is."""

from schemas.errors import NotReady
from schemas.release import Startup
from schemas.status import VersionAnswer


def version(startup: Startup | None) -> VersionAnswer:
    """Answer which release this is; one whose record is malformed must not guess."""
    found = ready(startup)
    release = found.release
    return VersionAnswer(
        sha=release.sha if release else None,
        version=release.version if release else None,
        built_at=release.built_at if release else None,
        started_at=found.started_at,
    )


def ready(startup: Startup | None) -> Startup:
    """Give what was found at the start, if the service started and found nothing wrong."""
    if startup is None:
        raise NotReady("the service is starting or stopping")
    if startup.problem is not None:
        raise NotReady(startup.problem)
    return startup
