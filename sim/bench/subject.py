"""What is measured: this deployer on its host, operation by operation."""

from __future__ import annotations

from collections.abc import Callable

from deploy.model import Apply, Restore
from sim.bench.apps import Breaks, sha
from sim.bench.place import Place
from sim.sandbox import deployer

Act = Callable[[], tuple[str, ...]]
"""Carries an operation out and returns its log."""
STEP_S = 600
"""The deployer's clock moves on with each operation: backups are named by the second."""
SUCCEEDED, WENT_BACK = 0, 1


class Deployer:
    """This deployer on a host of its own, its first release live."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._wheels = self._operations = 0
        deployer.install(place.host)
        self.deploying()()

    def deploying(self, breaks: Breaks = Breaks.NOTHING) -> Act:
        """Lay a new wheel down; return what deploys it."""
        self._wheels += 1
        request = Apply(wheel=self._place.offer(self._wheels, breaks), sha=sha(self._wheels))
        ends = SUCCEEDED if breaks is Breaks.NOTHING else WENT_BACK
        return lambda: self._carry_out(request, ends)

    def newest_backup(self) -> str:
        """Return the id of the backup made last."""
        folders = self._place.host.outside(self._place.layout.backups).glob("code_*")
        return max(folder.name for folder in folders).removeprefix("code_")

    def restoring(self, backup_id: str) -> Act:
        """Return what restores this backup, code and dependencies."""
        request = Restore(backup_id=backup_id, force="it is measured again and again")
        return lambda: self._carry_out(request, SUCCEEDED)

    def _carry_out(self, request: Apply | Restore, ends: int) -> tuple[str, ...]:
        self._operations += 1
        told = deployer.carry_out(
            self._place.host,
            self._place.config,
            request,
            offset_s=self._operations * STEP_S,
        )
        if told is None or told.exit_code != ends or told.report is None:
            raise RuntimeError(f"the deployer did not end with {ends}: {told}")
        return tuple(told.report["log"])
