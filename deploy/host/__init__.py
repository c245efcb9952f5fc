"""A host: its settings and its ports, handed to every step.

Beside this file lies the reference of a host: what PM2 and Caddy are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deploy.config import Config
    from deploy.layout import Layout
    from deploy.ports import Clock, Commands, Files, Http, Log, Processes, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A host to look at: nothing here can change it, and the type checker proves that."""

    config: Config
    layout: Layout
    files: Reader
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host to work on."""

    config: Config
    layout: Layout
    files: Files
    commands: Commands
    http: Http
    clock: Clock
    processes: Processes
    log: Log
    home: str
    """Home directory of the user who owns the service."""

    def view(self) -> View:
        """Return the same host to look at, as of now."""
        return View(config=self.config, layout=self.layout, files=self.files, now=self.clock.now())
