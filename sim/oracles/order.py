"""The order of a deployment, as the contract gives it, read off the effects and not the steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.oracles.violation import Violation
from sim.start import APP, BASE
from sim.world import Effect

JOURNAL = f"{APP}/.deploy/journal.json"
CHANGE = ("stopped", "pointed", "started", "reloaded", "probed")
FINISH = ("recorded", "saved", "pruned")
APPLY = (
    *("opened", "asked", "kept", "backed up", "made", "installed", "staged", "imported"),
    *("flushed", "changing", *CHANGE, "committed", *FINISH),
)
RESTORE = (
    *("opened", "asked", "chosen", "backed up", "laid out", "furnished", "staged", "imported"),
    *("flushed", "changing", *CHANGE, "committed", *FINISH),
)
PHASES = {
    APPLY: ("opened", "changing", "committed"),
    RESTORE: ("opened", "chosen", "changing", "committed"),
}
NEEDED = ("opened", "asked", "staged", "imported", "flushed", *CHANGE, "recorded")
"""What every successful deployment has; a first one, say, has no backup."""


def check_success(trace: Sequence[Effect], order: tuple[str, ...], *, proxied: bool = True) -> None:
    """See that the milestones of a success come in their order and that none is left out."""
    first: dict[str, int] = {}
    for place, name in _milestones(trace, PHASES[order]):
        first.setdefault(name, place)
    _ascending([(name, first[name]) for name in order if name in first])
    for name in NEEDED:
        if name not in first and (proxied or name not in ("reloaded", "probed")):
            raise Violation("order", f"never {name}")


def check_return(trace: Sequence[Effect], order: tuple[str, ...]) -> None:
    """See that a way back is a forward list too: its last milestones come in their order."""
    last: dict[str, int] = {}
    for place, name in _milestones(trace, PHASES[order]):
        last[name] = place
    _ascending([(name, last[name]) for name in (*CHANGE, "recorded", "saved") if name in last])


def _ascending(found: list[tuple[str, int]]) -> None:
    for (before, place), (after, later) in zip(found, found[1:], strict=False):
        if place > later:
            raise Violation("order", f"{after} before {before}")


def _milestones(trace: Sequence[Effect], phases: Sequence[str]) -> Iterator[tuple[int, str]]:
    written = 0
    for place, effect in enumerate(trace):
        op, text = effect.site.op, effect.detail
        if op == "files.write" and text == JOURNAL:
            yield place, phases[min(written, len(phases) - 1)]
            written += 1
            continue
        name = (
            _of_files(op, text, written == len(phases))
            if op.startswith("files.")
            else _of_programs(op, text)
        )
        if name is not None:
            yield place, name


def _of_files(op: str, text: str, committed: bool) -> str | None:
    in_release = text.startswith(f"{APP}/releases/")
    match op:
        case "files.free_bytes":
            return "asked"
        case "files.write" if in_release and text.endswith(".whl"):
            return "kept"
        case "files.write" if in_release and text.endswith("/manifest.json"):
            return None if "-adopted/" in text else "staged"
        case "files.rename" if f" -> {BASE}/backups/ai/" in text:
            return "backed up"
        case "files.copy" if f" -> {APP}/releases/" in text:
            return "laid out"
        case "files.link" if in_release and "/venv -> " in text:
            return None if "-adopted/" in text else "furnished"
        case "files.link" if text.startswith(f"{APP}/current -> "):
            return "pointed"
        case "files.flush" if text == APP:
            return "flushed"
        case "files.write" if text == f"{APP}/.deploy/current.json":
            return "recorded"
        case "files.rename" if f" -> {APP}/.deploy/trash/" in text and committed:
            return "pruned"
    return None


def _of_programs(op: str, text: str) -> str | None:
    match op, text.split()[1:2]:
        case "run.uv", ["venv"]:
            return "made"
        case "run.uv", ["pip"]:
            return "installed"
        case "run.python", _:
            return "imported"
        case "run.pm2", ["delete"]:
            return "stopped"
        case "run.pm2", ["start"]:
            return "started"
        case "run.pm2", ["save"]:
            return "saved"
        case "run.caddy", _:
            return "reloaded"
        case "http.get", _ if text.startswith("http://localhost/"):
            return "probed"
    return None
