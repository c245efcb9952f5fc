"""What a rollout is told as: a message and a table for people, a document for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.control.announcement import Facts, Operation
from deploy.instruction import Task
from deploy.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.control.judging import Verdict
    from deploy.control.rollout import Rollout

OPERATIONS = {
    Task.APPLY: Operation.DEPLOYMENT,
    Task.RESTORE: Operation.ROLLBACK,
    Task.RECOVER: Operation.RECOVERY,
}
WORDS = {
    0: "SUCCEEDED",
    1: "ROLLED BACK",
    2: "REFUSED, nothing was touched",
    3: "NEEDS A PERSON",
}


PERSON = Outcome.NEEDS_PERSON.exit_code
DISAGREE = "the same release again, where it is not live, or: python -m deploy rollback restore"
"""What to do where hosts serve different releases and none of them says more."""


def render(found: Rollout) -> str:
    """Write for the terminal: the verdict first; of several hosts a table."""
    if len(found.verdicts) == 1 and not found.untouched and not found.put_back:
        return next(iter(found.verdicts.values())).message
    rows = [(name, _word(each), each.message) for name, each in found.verdicts.items()]
    rows += [(name, "put back", each.message) for name, each in found.put_back.items()]
    rows += [(name, "not reached", "it serves what it served") for name in found.untouched]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{WORDS[found.exit_code]}: {len(found.verdicts) + len(found.untouched)} hosts"]
    for name, word, message in rows:
        first, *rest = message.splitlines() or [""]
        lines.append(f"  {name:{widths[0]}}  {word:{widths[1]}}  {first}")
        lines += [f"  {'':{widths[0]}}  {'':{widths[1]}}  {line.strip()}" for line in rest]
    if found.exit_code == PERSON and not any("next: " in line for line in lines):
        lines.append(f"  next: {DISAGREE}")
    return "\n".join(lines)


def _word(verdict: Verdict) -> str:
    return "not known" if verdict.exit_code is None else WORDS[verdict.exit_code].split(",")[0]


def document(found: Rollout) -> dict[str, object]:
    """Return the same as JSON writes it, with each host's whole reply."""
    return {
        "exit_code": found.exit_code,
        "message": render(found),
        "hosts": {name: _plain(each) for name, each in found.verdicts.items()},
        "put_back": {name: _plain(each) for name, each in found.put_back.items()},
        "untouched": list(found.untouched),
    }


def _plain(verdict: Verdict) -> dict[str, object]:
    reply = verdict.reply
    return {
        "exit_code": verdict.exit_code,
        "message": verdict.message,
        "report": None if reply is None else reply.report,
        "result": None if reply is None else reply.result,
        "log": [] if reply is None else list(reply.log),
    }


def reports(found: Rollout) -> Mapping[str, object]:
    """Return a report of each host: its own or, where it refused before it began, what it said."""
    last = {**found.verdicts, **found.put_back}
    return {name: _report(each) for name, each in last.items()}


def _report(verdict: Verdict) -> object:
    reply = verdict.reply
    if reply is None:
        return None
    if reply.report is not None:
        return reply.report
    if reply.exit_code != Outcome.REFUSED.exit_code:
        return None
    return {
        "outcome": Outcome.REFUSED.value,
        "exit_code": reply.exit_code,
        "live": reply.live,
        "dependencies": "unchanged",
        "reason": reply.message.partition(": ")[2].partition("\n")[0],
        "advice": reply.message.partition("next: ")[2] or None,
        "log": list(reply.log),
    }


def facts(task: Task, found: Rollout, *, seconds: float, **known: str | None) -> Facts:
    """Return what the control side adds to the hosts' reports."""
    silent = [each.message for each in found.verdicts.values() if each.reply is None]
    return Facts(
        operation=OPERATIONS[task],
        exit_code=found.exit_code,
        duration_s=seconds,
        commit=known.get("commit"),
        backup=known.get("backup"),
        run_url=known.get("run_url"),
        report_key=known.get("report_key"),
        reason="\n".join(dict.fromkeys(silent)) or None,
    )
