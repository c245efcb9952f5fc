"""The reports on file: the newest stay, whatever the deployments came to that they tell of."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from deploy.parsing import parsed

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


def newest(host: Host, errand: str | None = None) -> object:
    """Return the report of the deployment that ended last, as JSON; None where none can be read.

    That of an errand, where it is kept: others may have been begun since, by other clocks. A
    journal that was set aside lies there too. A report is named for the moment it began.
    """
    folder, last = host.layout.reports, None
    with suppress(OSError, ValueError):
        names = [name for name in host.files.names(folder) if name[0].isdigit()]
        for name in sorted(names, reverse=True):
            found: object = parsed(host.files.read(f"{folder}/{name}"))
            last = last or found
            if errand is None or _errand(found) == errand:
                return found
        return last
    return None


def _errand(found: object) -> object:
    asked = found.get("asked") if isinstance(found, dict) else None
    return asked.get("errand") if isinstance(asked, dict) else None
