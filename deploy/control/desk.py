"""The desk of an operator or of CI: all that the control side's commands can reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.control.centre import Centre
from deploy.errors import Refused

if TYPE_CHECKING:
    from deploy.control.forge import Forge
    from deploy.control.notifier import Notifier
    from deploy.control.ports import ObjectStore, RemoteShell
    from deploy.control.publishing import Outputs
    from deploy.control.settings import Settings
    from deploy.control.workshop import Workshop
    from deploy.ports import Clock, Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The surroundings of a command; each part is made when it is needed, from the settings."""

    env: Mapping[str, str]
    clock: Clock
    log: Log
    store: Callable[[Settings], ObjectStore]
    remote_shell: Callable[[Settings], RemoteShell]
    forge: Callable[[Settings], Forge | None]
    """None where no token is set."""
    notifier: Callable[[Settings], Notifier | None]
    """None where no webhook is set."""
    workshop: Callable[[], AbstractContextManager[Workshop]]
    outputs: Callable[[Settings], Outputs | None]
    """None outside of CI."""
    write: Callable[[str, bytes], None]
    """Writes a file that was asked for; raises `OSError`."""
    chance: Callable[[], str]
    """A few letters and digits that tell two requests of one second apart."""

    def centre(self, settings: Settings) -> Centre:
        """Return the ports that lead to the hosts."""
        if settings.bucket is None:
            raise Refused("S3_ARTIFACTS_BUCKET is not set", "Set it to the bucket of the artifacts")
        return Centre(
            store=self.store(settings),
            shell=self.remote_shell(settings),
            clock=self.clock,
            log=self.log,
        )
