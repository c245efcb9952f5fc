"""Hosts that stay up under a name: what is written down of each, for whoever asks later.

A host is held by a process of ours, its holder, and ends with it. What is written down outlives a
holder that was killed, so it counts only while that very process runs.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from deploy.errors import Refused

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")
BORN = 19
"""Where in /proc/PID/stat, behind the program's name, the moment of its start stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A host that stays up."""

    name: str
    root: str
    """Where its files lie on this machine."""
    holder: int
    born: int
    """When the holder was started, as the kernel counts: its pid may be given out again."""

    @property
    def run(self) -> Path:
        """The directory in which its agent is reached."""
        return Path(self.root) / "run"

    @property
    def is_held(self) -> bool:
        """Say whether its holder still runs."""
        return born(self.holder) == self.born


def born(pid: int) -> int | None:
    """Return when a process was started; None where it is gone, or dead and not yet reaped."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    state, *fields = said.rpartition(")")[2].split()
    return None if state in "ZX" else int(fields[BORN - 1])


def directory() -> Path:
    """Return where hosts are written down: a directory that only this user can read."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if given and os.access(given, os.W_OK | os.X_OK):
        place = Path(given) / "refit-sim"
    else:
        place = Path(tempfile.gettempdir()) / f"refit-sim-{os.geteuid()}"
    with suppress(FileExistsError):
        place.mkdir(0o700)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise Refused(f"{place} is not a directory of yours alone", f"Remove it: rm -rf {place}")
    return place


def find(name: str) -> Named:
    """Return a host that is up; raise `Refused` where none of this name is."""
    checked(name)
    for each in everything():
        if each.name == name:
            return each
    raise Refused(f"no host {name!r} is up", f"Bring it up: python -m sim host up {name}")


def everything() -> list[Named]:
    """Return every host that is up, by name; forget those whose holder is gone."""
    found = []
    for path in sorted(directory().glob("*.json")):
        with suppress(ValueError, TypeError, FileNotFoundError):
            each = Named(**json.loads(path.read_text(encoding="utf-8")))
            if each.is_held:
                found.append(each)
            else:
                path.unlink()
    return found


def remember(name: str, root: Path) -> None:
    """Write down that this process holds a host; raise `Refused` where the name is taken."""
    own = os.getpid()
    made = Named(name=checked(name), root=str(root), holder=own, born=born(own) or 0)
    with _alone():
        if any(each.name == name for each in everything()):
            refuse_taken(name)
        path = directory() / f"{name}.json"
        unfinished = path.with_suffix(".writing")
        unfinished.write_text(json.dumps(asdict(made)), encoding="utf-8")
        unfinished.replace(path)


def refuse_taken(name: str) -> None:
    """Raise the `Refused` of a name that is taken."""
    raise Refused(
        f"a host {name!r} is up already", f"End it: python -m sim host down {name}; or name another"
    )


def forget(name: str) -> None:
    """Remove what this process wrote down of its host."""
    path = directory() / f"{name}.json"
    with suppress(FileNotFoundError), _alone():
        if json.loads(path.read_text(encoding="utf-8"))["holder"] == os.getpid():
            path.unlink()


def checked(name: str) -> str:
    """Return a name that can be the name of a host; raise `Refused` for any other."""
    if NAME.fullmatch(name) is None:
        raise Refused(f"{name!r} is no name for a host", "Take small letters, digits and hyphens")
    return name


@contextmanager
def _alone() -> Iterator[None]:
    with (directory() / "lock").open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
