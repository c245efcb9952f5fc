"""What a release says about itself, and what the running service adds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The commit a wheel was built from, its version, and when it was built."""

    sha: str
    version: str
    built_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Startup:
    """What the process found when it started; fixed for its lifetime."""

    started_at: str
    release: Release | None
    problem: str | None
