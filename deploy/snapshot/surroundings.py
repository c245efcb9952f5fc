"""What a snapshot says of the programs around a deployment: PM2, ports, the proxy, uv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What PM2's configuration says of the service; its environment is left out."""

    script: str = ""
    args: str = ""
    cwd: str = ""
    interpreter: str = ""
    as_reference: bool = False
    """The file is, byte for byte, what `provision` writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of PM2's table, without its environment."""

    name: str
    pm_id: int
    pid: int
    status: str
    restarts: int
    uptime_s: float
    cwd: str
    script: str
    args: str
    interpreter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who listens on a port; the pid is 0 where that is hidden."""

    pid: int
    parent: int
    cwd: str
    program: str
    interpreter: str = ""
    """The directory of its interpreter with links followed, where it is known."""
    aside: bool = False
    """It listens where a server on all of IPv4 has room beside it."""
    beside: tuple[Owner, ...] = ()
    """Who else listens on the service's port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an address answered: the status and the words that a deployment goes by."""

    status: int | None = None
    """None where there was no answer."""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """What stands before the service."""

    configured: bool = False
    runs: bool = False
    passes: tuple[int, ...] = ()
    """The local ports that the running proxy passes requests to."""
    would_pass: tuple[int, ...] | None = None
    """The same once it is reloaded; None where its file is not valid, or was not looked at."""
    provisioned: bool = False
    """Its file imports our site, which is what `provision` writes."""
    answer: Said | None = None
    """The health check through the proxy; None where no such probe is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pm2:
    """PM2's daemon, its table, what it would bring back, and what it is told of the service."""

    runs: bool = False
    rows: tuple[Row, ...] = ()
    saved: tuple[str, ...] | None = None
    """Names in its dump; None where there is none, or it is damaged."""
    saved_app: App | None = None
    """What it would bring back of this service; None where that is not in its dump."""
    app: App | None = None
    """None where the configuration is not there, or could not be understood."""
    trouble: str = ""
    """Why its table could not be read."""
    unusable: str = ""
    """`unreadable` where Node cannot read the configuration, `another` where it has no such app or
    more than one, `unfit` where what that starts would not be the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The programs of the host; None where one is missing or does not work."""

    python: str
    """Version of the Python that runs the deployer."""
    uv: str | None = None
    pm2: str | None = None
    caddy: str | None = None
    interpreter: str | None = None
    """What uv makes environments with."""
    index: bool | None = None
    """uv reaches its package index; None where it could not be asked."""
    cached: tuple[str, ...] = ()
    """Packages of backups that uv has in its cache, as `name==version`."""
