"""The answers of the status endpoints."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthAnswer:
    """The service is ready."""

    status: Literal["ok"] = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionAnswer:
    """Which release answers, and since when; in development there is no release."""

    sha: str | None
    version: str | None
    built_at: str | None
    started_at: str
