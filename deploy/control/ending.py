"""How it ended on one host: the host's own words, and nothing where it said nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.model import Command, Outcome

LAST_LINES_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What a host has live."""

    release: str | None
    commit: str | None
    """None where the release does not know it."""


NOTHING = Serving(release=None, commit=None)
"""No release is live, or none that could be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How it ended on one host."""

    host: str
    exit_code: int | None = None
    """None where the host did not say."""
    outcome: str = "not known"
    live: Serving | None = None
    """None where it is not known."""
    way: str = "the host did not say how it ended"
    """How it came to this: what was really done."""
    dependencies: str | None = None
    failed_step: str | None = None
    reason: str | None = None
    advice: str | None = None
    last_lines: tuple[str, ...] = ()


def ending(host: str, document: object, *, recovers: bool) -> Ending:
    """Return how it ended on a host, from the document of its report.

    None is no report. One that is malformed, or contradicts itself, tells nothing. `recovers`
    says that it was asked to close what was left open: putting that away is then a success.
    """
    if document is None:
        return Ending(host=host)
    outcome = _outcome(document)
    if outcome is None or not isinstance(document, Mapping):
        return Ending(host=host, way="the host's report could not be read")
    lines = document.get("log")
    shown = lines[-LAST_LINES_MAX:] if isinstance(lines, (list, tuple)) else ()
    put_away = recovers and outcome is Outcome.REFUSED
    return Ending(
        host=host,
        exit_code=0 if put_away else outcome.exit_code,
        outcome=outcome.value,
        live=_live(document),
        way=_way(outcome, document, recovers=recovers),
        dependencies=_text(document, "dependencies"),
        failed_step=_text(document, "failed_step"),
        reason=_text(document, "reason"),
        advice=_text(document, "advice"),
        last_lines=tuple(line for line in shown if isinstance(line, str)),
    )


def _outcome(document: object) -> Outcome | None:
    """Return the outcome a report names; None where it contradicts itself or names none."""
    if not isinstance(document, Mapping):
        return None
    found = next((each for each in Outcome if each.value == document.get("outcome")), None)
    agrees = found is not None and document.get("exit_code") == found.exit_code
    return found if agrees else None


def _way(outcome: Outcome, document: Mapping[str, object], *, recovers: bool) -> str:
    restores = document.get("command") == Command.RESTORE.value
    kind = "rollback" if restores else "deployment"
    backup = _text(document.get("asked"), "backup")
    said = {
        Outcome.SUCCEEDED: f"backup {backup} was put back and proved healthy"
        if restores
        else "the wheel was installed and the new release proved healthy",
        Outcome.ROLLED_BACK: f"level 2: it went back to the release that was live before the {kind}"
        + (", recovered as its safety backup holds it" if restores else ""),
        Outcome.REFUSED: "what was only prepared was put away; nothing live was touched"
        if recovers
        else "it was refused; nothing live was touched",
        Outcome.CLEARED: "a first deployment failed and was taken away; nothing serves",
        Outcome.NEEDS_PERSON: "level 3: neither the new release nor the way back works",
    }[outcome]
    return f"an interrupted {kind} was closed: {said}" if recovers else said


def _live(document: Mapping[str, object]) -> Serving | None:
    """Return what a report says is live."""
    live = document.get("live", "")
    if live is None:
        return NOTHING
    release = _text(live, "release")
    return None if release is None else Serving(release=release, commit=_text(live, "sha"))


def _text(document: object, key: str) -> str | None:
    found = document.get(key) if isinstance(document, Mapping) else None
    return found if isinstance(found, str) and found.strip() else None
