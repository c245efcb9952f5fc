"""A planted bug: where it is, what it breaks, and which oracle must catch it."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Edit(NamedTuple):
    """A text of one file of the deployer, which must be there exactly once, and its replacement."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """One way in which the deployer could be wrong."""

    name: str
    breaks: str
    """The incident it is kin to, or the law it breaks."""
    edits: tuple[Edit, ...]
    scenarios: tuple[str, ...]
    caught_by: str
    """The oracle that must say so."""
    faults: str = ""
    """The single faults under which it shows, as a pattern of their names; none: without any."""


def planted(bug: Bug, copy: Path) -> None:
    """Plant a bug in a copy of the deployer; fail where the code is not what the table says."""
    for edit in bug.edits:
        path = copy / "deploy" / edit.file
        text = path.read_text(encoding="utf-8")
        found = text.count(edit.old)
        assert found == 1, f"{bug.name}: {edit.file} holds {edit.old!r} {found} times, not once"
        path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
