"""The reports on file: the newest stay, whatever the deployments came to that they tell of."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deploy.host import Host


def forget_old(host: Host, kept: str) -> None:
    """Remove the oldest reports beyond a number, however the deployments ended that they tell of.

    Never the one just written: on a clock that was set back its name is an old one.
    """
    folder = host.layout.reports
    with suppress(OSError):
        paths = [f"{folder}/{name}" for name in host.files.names(folder)]
        others = [path for path in paths if path != kept]
        for path in others[: max(0, len(paths) - host.config.keep_reports_max)]:
            host.files.remove(path)
