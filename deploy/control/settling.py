"""Settling what is not known: the host is asked, by a `recover` that closes what is open.

Who only looked looks once more instead: a look changes nothing, whatever becomes of its answer.
A command that was killed in the middle leaves a journal; one whose reply was lost does not. Both
are told apart by the host alone. Only where it cannot be asked must a person look.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from deploy.control import attribution, dispatching, judging, watching
from deploy.control.centre import Centre
from deploy.control.dispatching import Sent
from deploy.control.errand import EXECUTION_S, Errand
from deploy.control.judging import Verdict
from deploy.control.watching import Seen, Watch
from deploy.errors import DeployError, Refused
from deploy.instruction import RECOVERY, Task
from deploy.interruption import Interrupted
from deploy.model import Outcome

AGAIN = "-again"
"""What a look that is made a second time has behind its id."""
PERSON = Outcome.NEEDS_PERSON.exit_code


def settled(centre: Centre, sent: Sent, instance: str, found: Verdict, seen: Seen) -> Verdict:
    """Return the verdict on a host, asking it where nobody knows; exit code 3 where that fails."""
    if found.known:
        return found
    ended = seen.standing is not None and seen.standing.ending is not None
    if not ended or sent.errand.task is Task.RECOVER or sent.errand.id.endswith(AGAIN):
        return _unknown(sent, sent.command, found.message)
    changes = sent.errand.task.changes
    what = "asking it to close what is open" if changes else "looking once more"
    centre.log.note(f"{instance}: {found.message}; {what}")
    errand = (_recovery if changes else _look)(sent.errand, instance)
    try:
        watched = Watch(sent=dispatching.send(centre, errand))
        watching.watch(centre, watched)
        said = judging.judge(watching.seen(centre, watched)[instance])
    except Refused as error:
        return _unknown(sent, sent.command, f"{found.message}; {error.reason}")
    except DeployError as error:
        return _unknown(sent, errand.id, f"{found.message}; {error.reason}")
    except Interrupted as error:
        why = f"{found.message}; interrupted by {error} while it was asked"
        return _unknown(sent, errand.id, why)
    if not said.known:
        return _unknown(sent, errand.id, f"{found.message}; asked, {said.message}")
    return _from_recovery(sent, found, said) if changes else said


def _recovery(errand: Errand, instance: str) -> Errand:
    """Return what closes what a deployment left open; the way back may take as long as that."""
    return replace(
        errand,
        id=f"{errand.id}{RECOVERY}",
        task=Task.RECOVER,
        instances=(instance,),
        wheel=None,
        sha=None,
        backup_id=None,
        code_only=False,
        force=None,
        execution_s=EXECUTION_S,
    )


def _look(errand: Errand, instance: str) -> Errand:
    """Return the same look once more: who only looks never changes a host, nor closes anything."""
    return replace(errand, id=f"{errand.id}{AGAIN}", instances=(instance,))


def _from_recovery(sent: Sent, found: Verdict, said: Verdict) -> Verdict:
    """Return what the recovery says of the deployment that it closed, or found closed."""
    reply = said.reply
    if reply is None or said.exit_code is None:
        return _unknown(sent, sent.command, found.message)
    report: Any = reply.report or reply.result
    if reply.exit_code in (Outcome.NEEDS_PERSON.exit_code, Outcome.REFUSED.exit_code):
        return Verdict(exit_code=PERSON, message=reply.message, reply=reply)
    mine = attribution.is_of(sent, report, reply.live)
    if mine is None:
        why = f"{found.message}; nothing is open there, and no report says how this one ended"
        advice = f"python -m deploy status --target ec2  # is {_asked_for(sent)} live?"
        return Verdict(exit_code=PERSON, message=f"NEEDS A PERSON: {why}\n  next: {advice}")
    if not mine:
        message = f"REFUSED, nothing was touched: {found.message}, and the host never began it"
        return Verdict(exit_code=Outcome.REFUSED.exit_code, message=message, reply=reply)
    message = f"{found.message}; then: {report.get('outcome')}"
    return Verdict(exit_code=int(report["exit_code"]), message=message, reply=reply)


def _asked_for(sent: Sent) -> str:
    errand = sent.errand
    return errand.sha or errand.backup_id or "the newest usable backup"


def _unknown(sent: Sent, which: str, what: str) -> Verdict:
    """Return that nobody knows, and which command to watch."""
    again = "" if sent.errand.task.changes else "\n  or the same command again: it changes nothing"
    message = f"NEEDS A PERSON: {what}\n  next: python -m deploy watch {which}{again}"
    return Verdict(exit_code=PERSON, message=message)
