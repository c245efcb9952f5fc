"""Watching a command to its end, whatever it takes, and what each host left.

What passes is ridden out: a command that is not known yet, throttling, a lost reply. What lasts is
told at once: a key that may not look any more must not look like a host that works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat

from deploy import replies
from deploy.control import patience
from deploy.control.centre import Centre
from deploy.control.dispatching import Sent
from deploy.control.errand import reply_key
from deploy.control.errors import Denied, Missing, TryAgain, Unanswered
from deploy.control.ports import Ending, Invocation, Standing
from deploy.errors import DeployError
from deploy.replies import Reply

POLLS_S = (1, 1, 2, 2, 3, 5)
POLL_S = 10
"""After those. Each look is one request, whatever the number of hosts."""
MARGIN_S = 120
"""How long after its last moment the service may still be about to tell the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of one host once watching has ended."""

    standing: Standing | None
    """None where the service never knew of it."""
    reply: Reply | None = None
    said: str = ""
    """The last lines it wrote, where there is no reply."""


@dataclass(slots=True)
class Watch:
    """How far watching has come; it is kept where it is interrupted."""

    sent: Sent
    standings: dict[str, Standing] = field(default_factory=dict)
    lost: str | None = None
    """Why it was given up before the end."""

    @property
    def over(self) -> bool:
        """Say whether every host has ended."""
        found = [self.standings.get(name) for name in self.sent.errand.instances]
        return all(each is not None and each.state.over for each in found)

    def begun(self) -> bool:
        """Say whether a host may have begun: all but what surely waits."""
        waits = ("Pending", "Delayed")
        found = [self.standings.get(name) for name in self.sent.errand.instances]
        return any(
            each is not None
            and each.state.value not in waits
            and each.ending is not Ending.NEVER_BEGAN
            for each in found
        )


def watch(centre: Centre, watched: Watch) -> None:
    """Look until every host has ended, or nothing more can be learned."""
    centre.log.step("watch", "Watch the command to its end.")
    last = watched.sent.until + MARGIN_S
    for poll_s in chain(POLLS_S, repeat(POLL_S)):
        _look(centre, watched)
        if watched.over or watched.lost is not None:
            return
        if centre.clock.now() >= last:
            watched.lost = "Systems Manager did not tell the end in time"
            return
        centre.clock.sleep(poll_s)


def _look(centre: Centre, watched: Watch) -> None:
    try:
        found = centre.shell.standings(watched.sent.command)
    except (TryAgain, Unanswered) as error:
        centre.log.note(f"still watching: {error.reason}")
    except DeployError as error:
        watched.lost = error.reason
    else:
        _note(centre, watched.standings, found)
        watched.standings.update(found)


def _note(centre: Centre, before: Mapping[str, Standing], now: Mapping[str, Standing]) -> None:
    for instance, standing in now.items():
        if instance not in before or before[instance].state is not standing.state:
            centre.log.note(f"{instance}: {standing.state.value}")


def seen(centre: Centre, watched: Watch) -> dict[str, Seen]:
    """Return what each host left: its reply or, where there is none, its last lines."""
    centre.log.step("ask", "Read what each host left.")
    return {name: _seen(centre, watched, name) for name in watched.sent.errand.instances}


def _seen(centre: Centre, watched: Watch, instance: str) -> Seen:
    standing = watched.standings.get(instance)
    if standing is not None and standing.ending is Ending.NEVER_BEGAN:
        return Seen(standing=standing)
    reply = _reply(centre, watched.sent.errand.id, instance)
    if reply is not None or standing is None or not standing.state.over:
        return Seen(standing=standing, reply=reply)
    return Seen(standing=standing, said=_said(centre, watched.sent.command, instance))


def _reply(centre: Centre, errand: str, instance: str) -> Reply | None:
    """Return what a host left; None where it left nothing, or nothing that is its own."""
    key = reply_key(errand, instance)
    try:
        content = patience.asked(centre, lambda: centre.store.get(key))
        reply = replies.read(content)
    except Missing:
        return None
    except (DeployError, ValueError) as error:
        centre.log.note(f"the reply of {instance} cannot be read: {error}")
        return None
    return reply if (reply.id, reply.instance) == (errand, instance) else None


def _said(centre: Centre, command: str, instance: str) -> str:
    try:
        found: Invocation | None = patience.asked(
            centre, lambda: centre.shell.read(instance, command)
        )
    except (DeployError, Denied) as error:
        centre.log.note(f"what {instance} wrote cannot be read: {error}")
        return ""
    return "" if found is None else (found.err or found.out)
