"""A checkpoint of a long sweep: how far it has come, so that it can go on after an interruption."""

from __future__ import annotations

import hashlib
import json
import pickle
from dataclasses import dataclass, field
from pathlib import Path

import deploy
import sim
from sim.sweep.tally import Tally


@dataclass(slots=True)
class Checkpoint:
    """What the first chunks of a sweep came to."""

    path: Path
    work: str
    """Says which work it is of: the same chunks, by the same code."""
    done: int = 0
    """Chunks that are done: always the first ones."""
    tally: Tally = field(default_factory=Tally)

    def keep(self) -> None:
        """Write it down, whole or not at all."""
        beside = self.path.with_suffix(".writing")
        beside.write_bytes(pickle.dumps((self.work, self.done, self.tally)))
        beside.replace(self.path)

    def forget(self) -> None:
        """Take it away: the work is over."""
        self.path.unlink(missing_ok=True)


def begin(path: Path, *about: object) -> Checkpoint:
    """Return the checkpoint of a sweep: where it was left off, or else its beginning.

    What was done by other code, or is about anything else, counts for nothing.
    """
    work = _fingerprint(*about)
    try:
        known, done, tally = pickle.loads(path.read_bytes())  # noqa: S301 - our own file
    except (OSError, ValueError, EOFError, AttributeError, pickle.UnpicklingError):
        known, done, tally = "", 0, Tally()
    return Checkpoint(path, work, done, tally) if known == work else Checkpoint(path, work)


def _fingerprint(*about: object) -> str:
    digest = hashlib.sha256(json.dumps([str(each) for each in about]).encode())
    for package in (deploy, sim):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
