"""Running an errand from sending to verdicts, an interruption included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deploy.control import dispatching, judging, settling, watching
from deploy.control.centre import Centre
from deploy.control.dispatching import Sent
from deploy.control.errand import Errand
from deploy.control.errors import Unanswered
from deploy.control.judging import Verdict
from deploy.control.ports import Ending, Order
from deploy.control.watching import Watch
from deploy.errors import DeployError, Refused
from deploy.interruption import Interrupted
from deploy.model import Outcome

CANCEL_LOOKS_S = (1, 2, 2)
"""Whoever ends a job of CI leaves it some seconds (GitHub: 7.5 s from SIGINT to SIGTERM)."""
PERSON, REFUSED = Outcome.NEEDS_PERSON.exit_code, Outcome.REFUSED.exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What became of an errand, host by host."""

    errand: Errand
    verdicts: Mapping[str, Verdict]
    command: str | None = None
    """The id of the command; None where none was sent."""
    interrupted: bool = False


def run(centre: Centre, errand: Errand) -> Ran:
    """Send an errand, watch it, and say what became of it; raise `Refused` where it was not sent.

    A refusal says that nothing was touched, and that is so: nothing can begin any more.
    """
    order = _prepared(centre, errand)
    try:
        sent = dispatching.submit(centre, errand, order)
    except Interrupted as error:
        return _perhaps_sent(centre, errand, error)
    except Refused:
        raise
    except Unanswered as error:
        return _lost(errand, f"whether it was sent is not known: {error.reason}", errand.id)
    except DeployError as error:
        raise Refused(error.reason, error.advice) from error
    centre.log.note(f"sent; should this be cut off: python -m deploy watch {sent.command}")
    return follow(centre, Watch(sent=sent))


def _prepared(centre: Centre, errand: Errand) -> Order:
    """Return the order; all that fails before it is sent is a refusal."""
    try:
        return dispatching.prepare(centre, errand)
    except Refused:
        raise
    except DeployError as error:
        raise Refused(error.reason, error.advice) from error


def follow(centre: Centre, watched: Watch) -> Ran:
    """Watch a command that was sent, and say what became of it."""
    try:
        watching.watch(centre, watched)
    except Interrupted as error:
        return _interrupted(centre, watched, error)
    try:
        return _concluded(centre, watched)
    except Interrupted as error:
        why = f"interrupted by {error} before the hosts' replies were read"
        return _lost(watched.sent.errand, why, watched.sent.command)


def _concluded(centre: Centre, watched: Watch) -> Ran:
    sent = watched.sent
    verdicts = {}
    for instance, seen in watching.seen(centre, watched).items():
        found = judging.judge(seen)
        if watched.lost is not None and not found.known:
            found = Verdict(exit_code=None, message=f"{watched.lost}; {found.message}")
        verdicts[instance] = settling.settled(centre, sent, instance, found, seen)
    return Ran(errand=sent.errand, verdicts=verdicts, command=sent.command)


def _interrupted(centre: Centre, watched: Watch, error: Interrupted) -> Ran:
    """Cancel what surely has not begun; a host at work is left to finish, and told how to find.

    A command killed in the middle would leave its host to a recovery, for nothing. So it is looked
    at once more: what was seen last may be old, or nothing at all.
    """
    sent = watched.sent
    try:
        watched.standings.update(centre.shell.standings(sent.command))
    except DeployError as lost:
        why = f"interrupted by {error}, and whether the host works on is not known: {lost.reason}"
        return _lost(sent.errand, why, sent.command)
    if watched.begun():
        return _lost(sent.errand, f"interrupted by {error}, and the host works on", sent.command)
    if not _cancelled(centre, watched):
        why = f"interrupted by {error} and cancelled, and the host may just have begun"
        return _lost(sent.errand, why, sent.command)
    said = f"REFUSED, nothing was touched: interrupted by {error} before any host began"
    verdict = Verdict(exit_code=REFUSED, message=said)
    verdicts = dict.fromkeys(sent.errand.instances, verdict)
    return Ran(errand=sent.errand, verdicts=verdicts, command=sent.command, interrupted=True)


def _cancelled(centre: Centre, watched: Watch) -> bool:
    """Cancel the command; say whether it surely never began anywhere."""
    sent = watched.sent
    try:
        centre.shell.cancel(None, sent.command)
        for wait in CANCEL_LOOKS_S:
            centre.clock.sleep(wait)
            watched.standings.update(centre.shell.standings(sent.command))
            if watched.over:
                break
    except DeployError as error:
        centre.log.note(f"it could not be cancelled: {error.reason}")
        return False
    found = [watched.standings.get(name) for name in sent.errand.instances]
    return all(each is not None and each.ending is Ending.NEVER_BEGAN for each in found)


def _perhaps_sent(centre: Centre, errand: Errand, error: Interrupted) -> Ran:
    """Look once for a command that may have been sent in the very moment of the interruption."""
    try:
        ids = centre.shell.find(errand.instances[0], errand.id)
    except DeployError:
        ids = ()
    if not ids:
        said = f"interrupted by {error} while it was sent: whether a host works is not known"
        return _lost(errand, said, errand.id)
    now = centre.clock.now()
    sent = Sent(command=ids[0], errand=errand, since=now, until=now)
    return _interrupted(centre, Watch(sent=sent), error)


def _lost(errand: Errand, why: str, which: str) -> Ran:
    message = f"NEEDS A PERSON: {why}\n  next: python -m deploy watch {which}"
    verdict = Verdict(exit_code=PERSON, message=message)
    return Ran(
        errand=errand,
        verdicts=dict.fromkeys(errand.instances, verdict),
        command=which if which != errand.id else None,
        interrupted=True,
    )
