"""The order of a deployment, as the contract gives it, read off the effects and not the steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sim.effect import Effect
from sim.oracles.violation import Violation
from sim.states.places import APP, BASE, CONFIG

JOURNAL = f"{APP}/.deploy/journal.json"
CHANGE = ("stopped", "pointed", "started", "reloaded", "probed")
FINISH = ("recorded", "saved", "pruned")
APPLY: tuple[str, ...] = (
    *("opened", "asked", "kept", "backed up", "made", "installed", "staged", "imported"),
    *("flushed", "changing", "drained", *CHANGE, "committed", *FINISH),
)
RESTORE: tuple[str, ...] = (
    *("opened", "asked", "chosen", "backed up", "laid out", "furnished", "staged", "imported"),
    *("flushed", "changing", "drained", *CHANGE, "committed", *FINISH),
)
PHASES = {
    APPLY: ("opened", "changing", "committed"),
    RESTORE: ("opened", "chosen", "changing", "committed"),
}
NEEDED = ("opened", "asked", "staged", "imported", "flushed", *CHANGE, "recorded")
"""What every successful deployment has; a first one, say, has no backup."""


def after_closing(trace: Sequence[Effect]) -> Sequence[Effect]:
    """Return what a deployment did itself: what is left open by an earlier one is closed first."""
    closed = [
        place
        for place, effect in enumerate(trace)
        if effect.op == "files.remove" and effect.detail == JOURNAL
    ]
    return trace[closed[-2] + 1 :] if len(closed) > 1 else trace


def check_success(
    trace: Sequence[Effect], order: tuple[str, ...], *, proxied: bool = True, drained: bool = False
) -> None:
    """See that the milestones of a success come in their order and that none is left out.

    `drained`: our site of the proxy is there to be told of the stop.
    """
    first: dict[str, int] = {}
    for place, name in _milestones(trace, PHASES[order]):
        first.setdefault(name, place)
    _ascending([(name, first[name]) for name in order if name in first])
    _complete(first, (*NEEDED, *(("drained",) if drained else ())), proxied=proxied)


def check_return(trace: Sequence[Effect], order: tuple[str, ...], *, proxied: bool = True) -> None:
    """See that a way back is a forward list too: its last milestones come in their order."""
    last = {name: place for place, name in _milestones(trace, PHASES[order])}
    _ascending([(name, last[name]) for name in (*CHANGE, "recorded", "saved") if name in last])
    _complete(last, (*CHANGE, "recorded"), proxied=proxied)


def _complete(found: Mapping[str, int], needed: tuple[str, ...], *, proxied: bool) -> None:
    for name in needed:
        if name not in found and (proxied or name not in ("reloaded", "probed")):
            raise Violation("order", f"never {name}")


def _ascending(found: list[tuple[str, int]]) -> None:
    for (before, place), (after, later) in pairwise(found):
        if place > later:
            raise Violation("order", f"{after} before {before}")


MILESTONES: tuple[tuple[str, str, str], ...] = (
    ("asked", "files.free_bytes", ".*"),
    ("kept", "files.write", rf"{APP}/releases/.*\.whl"),
    ("staged", "files.write", rf"{APP}/releases/(?!.*-adopted/).*/manifest\.json"),
    ("backed up", "files.rename", rf".* -> {BASE}/backups/ai/(code|safety)[^/]*"),
    ("laid out", "files.copy", rf".* -> {APP}/releases/.*"),
    ("furnished", "files.link", rf"{APP}/releases/(?!.*-adopted/).*/venv -> .*"),
    ("pointed", "files.link", rf"{APP}/current -> .*"),
    ("flushed", "files.flush", APP),
    ("recorded", "files.write", rf"{APP}/\.deploy/current\.json"),
    ("made", "run.uv", "[^ ]+ venv .*"),
    ("installed", "run.uv", "[^ ]+ pip install .*"),
    ("imported", "run.python", ".*"),
    ("stopped", "run.pm2", "[^ ]+ delete .*"),
    ("started", "run.pm2", "[^ ]+ start .* --only ai-service --env production"),
    ("saved", "run.pm2", "[^ ]+ save.*"),
    ("reloaded", "run.caddy", "[^ ]+ reload .*"),
    ("probed", "http.get", "http://localhost/.*"),
    ("drained", "http.get", f"http://localhost:{CONFIG.drain_port}/.*"),
)
"""What makes an effect a milestone: its operation, and what its detail looks like."""

LOOKS_SO = {
    op: [(name, re.compile(pattern)) for name, kind, pattern in MILESTONES if kind == op]
    for _, op, _ in MILESTONES
}

DISCARDED = re.compile(r".* -> .*/\.discarded_[^/]*")


def _milestones(trace: Sequence[Effect], phases: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the milestones of a trace; each write of the journal enters the next phase."""
    written = 0
    for place, effect in enumerate(trace):
        op, text = effect.op, effect.detail
        if op == "files.write" and text == JOURNAL:
            yield place, phases[min(written, len(phases) - 1)]
            written += 1
            continue
        name = _name(op, text)
        if name == "probed" and effect.step == "check":
            continue  # what serves is asked too, before anything is changed
        if name is None and op == "files.rename" and DISCARDED.fullmatch(text):
            name = "pruned" if written >= len(phases) else None
        if name is not None:
            yield place, name


def _name(op: str, text: str) -> str | None:
    for name, pattern in LOOKS_SO.get(op, ()):
        if pattern.fullmatch(text):
            return name
    return None
