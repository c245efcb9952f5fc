"""Signals: what a run that is asked to end does with the deployment under way."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deploy import advising, journal, verdict
from deploy.errors import DeployError
from deploy.model import Outcome, Phase
from deploy.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from deploy.host import Host
    from deploy.model import Apply, Restore

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """A signal asked the run to end: no step may take that for a failure of its own."""


@contextmanager
def raised() -> Iterator[None]:
    """Raise `Interrupted` where a signal arrives; one that is ignored (nohup) stays ignored."""
    handlers = {each: signal.getsignal(each) for each in SIGNALS}
    heeded = {each: handler for each, handler in handlers.items() if handler != signal.SIG_IGN}

    def interrupt(number: int, _: FrameType | None) -> None:
        for each in heeded:  # what follows is short, and must not be cut off too
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(signal.Signals(number).name)

    for each in heeded:
        signal.signal(each, interrupt)
    try:
        yield
    finally:
        for each, handler in heeded.items():
            signal.signal(each, handler)


def judged(host: Host, request: Apply | Restore | None) -> Verdict:
    """Carry out a request, or with None recover; a signal ends it as a power cut would.

    What is quick to close is closed at once. Going back takes time that whoever sent the signal
    did not give: an interrupted change stays open, and the message says what closes it. The first
    word is that of the exit code here too.
    """
    left = verdict.left_open(host)
    try:
        return verdict.after(host, request, left)
    except Interrupted as error:
        what = f"interrupted by {error}"
    where = _change_under_way(host)
    if where is not None:
        return _needs_person(f"{what}, {where}", advising.recovery(host))
    host.log.note(what)
    begun = len(host.log.lines()) > 1
    ending = verdict.of(host, None)
    another = request and ending.report and verdict.of_another(ending.report, left, what)
    if another:
        return another
    if ending.report is not None:
        code = ending.exit_code if request is None else ending.report.exit_code
        return Verdict(code, f"{ending.message}\n  note: {what}", ending.report)
    if ending.exit_code == Outcome.SUCCEEDED.exit_code and not begun:
        said = f"REFUSED, nothing was touched: {what}\n  next: {advising.AGAIN}"
        return Verdict(Outcome.REFUSED.exit_code, said, None)
    return _needs_person(f"{what}, then: {ending.message}", advising.command(host, "status"))


def _needs_person(what: str, command: str) -> Verdict:
    message = f"NEEDS A PERSON: {what}\n  next: {command}"
    return Verdict(Outcome.NEEDS_PERSON.exit_code, message, None)


def _change_under_way(host: Host) -> str | None:
    """Say in which change it was interrupted, as far as can be read; None where in none."""
    try:
        plan, before = journal.peek(host.files, host.layout), journal.earlier(host)
    except (DeployError, OSError) as error:
        return f"nobody knows how far it had come: {error}"
    if plan is not None and plan.phase is Phase.CHANGING:
        return "in the middle of the change: the service may be down"
    if before is not None and before.phase is Phase.CHANGING:
        return "while an earlier deployment is in the middle of its change, as it was before"
    return None
