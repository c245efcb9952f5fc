"""Whether a report of a host is that of an errand: by the mark in it, for its clock is not ours."""

from __future__ import annotations

from typing import Any

from deploy.control.dispatching import Sent
from deploy.instruction import Task
from deploy.model import iso_of

SKEW_S = 30
"""By how much the clocks of the host and of the control side usually differ at most."""
DOUBT_S = 3600
"""By how much they may differ all the same."""


def is_of(sent: Sent, report: Any, live: Any) -> bool | None:  # noqa: ANN401 - the host's words
    """Say whether a report is of this errand; None where nobody can tell.

    Where the very commit that was asked for is `live` and no report is of this errand, that may
    have been lost; and where something is live, there once was one.
    """
    errand = sent.errand
    if not isinstance(report, dict):
        return False if live is None else None
    asked = report.get("asked")
    asked = asked if isinstance(asked, dict) else {}
    mine = asked["errand"] == errand.id if "errand" in asked else _in_time(sent, report, asked)
    may_be = errand.task is Task.APPLY and isinstance(live, dict) and live.get("sha") == errand.sha
    return None if mine is False and may_be else mine


def _in_time(sent: Sent, report: dict[str, Any], asked: dict[str, Any]) -> bool | None:
    """Say the same of the report of an older deployer, which holds no mark: only by the clock."""
    if sent.errand.task is Task.APPLY and asked.get("sha") != sent.errand.sha:
        return False
    started = str(report.get("started", ""))
    if started >= iso_of(sent.since - SKEW_S):
        return True
    return None if started >= iso_of(sent.since - DOUBT_S) else False
