"""What is told when a run has ended: taken from what the hosts reported, never from what was asked.

The predecessor said "dependencies: yes" where they had been skipped, and "success" where the
safety backup had saved it. So what was done is told in the hosts' own words; where a host said
nothing, nothing is known, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from deploy.control.ending import Ending, Serving, ending

PERSON = 3
"""The exit code that calls for a person."""
WORST_FIRST = (None, PERSON, 1, 2, 0)


class Operation(Enum):
    """What was asked for."""

    DEPLOYMENT = "Deployment"
    ROLLBACK = "Rollback"
    RECOVERY = "Recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the control side knows by itself: the request, and the verdict it ends with."""

    operation: Operation
    exit_code: int
    duration_s: float
    commit: str | None = None
    """The commit asked for."""
    backup: str | None = None
    """The backup asked for; None means the newest usable one."""
    run_url: str | None = None
    report_key: str | None = None
    failed_step: str | None = None
    """Where the control side itself failed, why, and what to do: a host's words come first."""
    reason: str | None = None
    advice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """All that the one final message of a run says."""

    operation: Operation
    exit_code: int
    live: Serving | None
    """None where it is not known, or not the same on all hosts."""
    asked: str
    way: tuple[str, ...]
    dependencies: str
    failed_step: str | None
    reason: str | None
    advice: str | None
    duration_s: float
    run_url: str | None
    report_key: str | None
    hosts: tuple[Ending, ...]
    """The worst first."""
    last_lines: tuple[str, ...]
    """Of the log of the host that fared worst; none after a success."""


def announce(facts: Facts, reports: Mapping[str, object]) -> Announcement:
    """Return what to tell. `reports` holds the document of each host, None where there is none."""
    recovers = facts.operation is Operation.RECOVERY
    ends = [ending(host, reports[host], recovers=recovers) for host in sorted(reports)]
    ends.sort(key=lambda end: WORST_FIRST.index(end.exit_code))
    worst = ends[0] if ends else Ending(host="")
    theirs = worst.reason is not None
    return Announcement(
        operation=facts.operation,
        exit_code=facts.exit_code,
        live=worst.live if len({end.live for end in ends}) == 1 else None,
        asked=_asked(facts),
        way=_way(facts, ends),
        dependencies=_dependencies(ends),
        failed_step=worst.failed_step if theirs else facts.failed_step,
        reason=_reason(facts, worst, several=len(ends) > 1),
        advice=worst.advice or facts.advice,
        duration_s=facts.duration_s,
        run_url=facts.run_url,
        report_key=facts.report_key,
        hosts=tuple(ends),
        last_lines=worst.last_lines if facts.exit_code else (),
    )


def _asked(facts: Facts) -> str:
    if facts.operation is Operation.DEPLOYMENT:
        return f"commit {facts.commit}" if facts.commit else "the newest commit that may be"
    if facts.operation is Operation.RECOVERY:
        return "to close what an interrupted run left open"
    return f"backup {facts.backup}" if facts.backup else "the newest usable backup"


def _way(facts: Facts, ends: list[Ending]) -> tuple[str, ...]:
    """Return each way once, with its hosts where ways differ; and where words disagree, that."""
    if not ends:
        return ("no host was heard of" if facts.exit_code == PERSON else "no host was touched",)
    told = list(_by_host((end.host, end.way) for end in ends))
    if len(ends) == 1 and ends[0].exit_code not in (None, facts.exit_code):
        told.append(f"the host's report says otherwise: {ends[0].outcome}")
    return tuple(told)


def _dependencies(ends: list[Ending]) -> str:
    if not ends:
        return "not touched"
    return "; ".join(_by_host((end.host, end.dependencies or "not known") for end in ends))


def _by_host(said: Iterable[tuple[str, str]]) -> Iterable[str]:
    """Return what hosts say, each thing once, with who says it where they do not agree."""
    hosts: dict[str, list[str]] = {}
    for host, text in said:
        hosts.setdefault(text, []).append(host)
    return (
        text if len(hosts) == 1 else f"{text} ({', '.join(names)})" for text, names in hosts.items()
    )


def _reason(facts: Facts, worst: Ending, *, several: bool) -> str | None:
    """Return why, by the host that fared worst, then what the control side adds."""
    theirs = f"on {worst.host}: {worst.reason}" if several and worst.reason else worst.reason
    return "\n".join(dict.fromkeys(said for said in (theirs, facts.reason) if said)) or None
