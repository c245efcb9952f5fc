"""The control side as its flows see it: the ports, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deploy.control.ports import ObjectStore, RemoteShell
    from deploy.ports import Clock, Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """The ports of the control side."""

    store: ObjectStore
    shell: RemoteShell
    clock: Clock
    log: Log
