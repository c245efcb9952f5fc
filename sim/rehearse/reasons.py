"""Reasons against going on that a snapshot alone shows, and what is only worth knowing.

What holds back and what does not, and why:

- What the host would refuse, or could not do, holds back: a full disk, a missing program, a
  stranger on the port, another deployer, a proxy that is down. The run itself shows most of it.
- What lies behind a link out of the app directory holds back: the host cannot be built without it.
- An open or damaged journal holds back, although the next command would close it: somebody should
  see first how the last deployment ended. `--force` with a reason goes on over it, as on the host.
- A damaged backup holds back a deployment, whichever it is: bytes rot on this disk, and one command
  mends it. It holds back a restore only where the restore is led to another release by it, or asks
  for it: the gate must not stand in the way of going back.
- A service that does not serve well is only told: to deploy may be what mends it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from deploy.snapshot import Snapshot
from sim.rehearse.building import unmodelled
from sim.rehearse.contents import seen
from sim.rehearse.keeping import keeps_its_past
from sim.rehearse.outside import is_all_seen
from sim.rehearse.reason import Question, Reason
from sim.rehearse.surroundings import has_programs, has_room, is_passed_on, serves

AHEAD_MAX_S = 300.0
"""Clocks may differ so much."""


def told(question: Question) -> list[Reason]:
    """Return everything that the snapshot shows, what holds back first."""
    found = [reason for look in LOOKS for reason in look(question)]
    return sorted(found, key=lambda reason: not reason.holds_back)


def is_fatal(snapshot: Snapshot) -> bool:
    """Say whether this host could not go back to what is live, whatever a deployment does.

    It is so where the environment is broken, the service was seen not to be well, or what is open
    already cannot be closed.
    """
    live = [tree for tree in snapshot.trees if tree.what == "live"]
    is_open = snapshot.journal is not None or _journal(snapshot) in snapshot.damaged
    return any(tree.environment for tree in live) or bool(seen(snapshot)) or is_open


def _journal(snapshot: Snapshot) -> str:
    return f"{snapshot.base}/app/ai/.deploy/journal.json"


def _is_ours(question: Question) -> Iterator[Reason]:
    snapshot, age_s = question.snapshot, question.now - question.snapshot.taken
    again = "Take another: python3 -m deploy snapshot --output FILE"
    if snapshot.base != question.base:
        text = f"it is of {snapshot.base}, what is planned is for {question.base}"
        yield Reason(about="base", text=text, mend="Give the base that is meant: --base DIR")
    if age_s > question.age_max_s:
        text = f"the snapshot is {age_s:.0f} s old, at most {question.age_max_s:.0f} are allowed"
        yield Reason(about="age", text=text, mend=again)
    if age_s < -AHEAD_MAX_S:
        text = f"the snapshot was taken {-age_s:.0f} s from now: a clock is wrong"
        yield Reason(about="age", text=text, mend="Set the clocks: timedatectl")
    for setting in unmodelled(snapshot):
        text = f"the simulator has no host with {setting}: nothing can be rehearsed for it"
        yield Reason(about="settings", text=text, mend="Deploy without a rehearsal, or set it back")
    for path in snapshot.left_out:
        text = f"{path} was not looked into"
        yield Reason(about="left out", text=text, mend=f"ls -la {path}", holds_back=False)


def _is_free(question: Question) -> Iterator[Reason]:
    """Nobody else is at work, and nothing is left open."""
    snapshot, forced = question.snapshot, question.plan.request.force is not None
    recover = f"python3 -m deploy recover --base {snapshot.base}"
    journal = _journal(snapshot)
    if snapshot.locked:
        text = "another deployer holds the lock: a deployment is under way"
        yield Reason(about="lock", text=text, mend="Wait for it to end, then take another snapshot")
    if journal in snapshot.damaged:
        text = f"{journal} is damaged: how far the last deployment had come is not known"
        mend = 'Look at `status`, then go on over it: --force "REASON"'
        yield Reason(about="journal", text=text, mend=mend, holds_back=not forced)
    elif snapshot.journal is not None:
        plan = snapshot.journal
        text = f"{plan.deployment} was left open while {plan.phase.value}"
        yield Reason(about="journal", text=text, mend=recover, holds_back=not forced)
    for path in snapshot.leftovers:
        text = f"an interrupted run left {path}"
        mend = "The next deployment removes it"
        yield Reason(about="leftover", text=text, mend=mend, holds_back=False)


LOOKS: tuple[Callable[[Question], Iterator[Reason]], ...] = (
    _is_ours,
    _is_free,
    is_all_seen,
    has_room,
    has_programs,
    serves,
    is_passed_on,
    keeps_its_past,
)
