"""What must be true once a control side has ended, read from the estate and never from it."""

from __future__ import annotations

import functools
import json
from collections import Counter
from dataclasses import dataclass

from deploy.control.payload import VERDICTS
from sim.control.estate import SECRETS as OURS
from sim.control.estate import Estate
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.oracles.violation import Violation
from sim.states.canaries import WORDS
from sim.stories import scenarios

DONE, WENT_BACK, REFUSED, PERSON = range(4)
REQUESTS_MAX = 4000
SECONDS_MAX = 3 * 3600.0
DENIED_S_MAX = 900.0
"""Who may not ask will not be let to by waiting: far less than a deployment may take."""
"""Two commands after each other, each as long as it may be, and their recoveries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a control side said at its end; None where it was killed before."""

    exit_code: int
    message: str


def known_trees() -> dict[str, Tree]:
    """Return the trees of the releases that these stories deploy."""
    return dict(scenarios.known_trees("upgrade"))


def serving(estate: Estate) -> dict[str, str | None]:
    """Return what each host serves."""
    known = known_trees()
    return {name: truth.served(each.world, known) for name, each in estate.stations.items()}


def never_twice(estate: Estate) -> None:
    """No instruction is carried out twice, and no request deploys twice on one host."""
    marks = Counter(command.order.mark for command in estate.fleet.commands.values())
    twice = [mark for mark, count in marks.items() if count > 1]
    if twice:
        raise Violation("twice", f"sent more than once: {', '.join(twice)}")
    for station in estate.stations.values():
        ran = Counter(stint.order.mark for stint in station.stints)
        if any(count > 1 for count in ran.values()):
            raise Violation("twice", f"{station.instance} carried out one of {dict(ran)} twice")


def true_verdict(estate: Estate, told: Told, before: dict[str, str | None], target: str) -> None:
    """The exit code says what is served, now and once everything under way is over."""
    estate.passes(SECONDS_MAX)
    now = serving(estate)
    open_ = [name for name, each in estate.stations.items() if truth.phase(each.world) is not None]
    if told.exit_code == DONE and (set(now.values()) != {target} or open_):
        raise Violation("verdict", f"said to be done, yet {now} serve, open: {open_}")
    if told.exit_code == WENT_BACK and (now != before or open_):
        raise Violation("verdict", f"said to be back, yet {now} serve, open: {open_}")
    if told.exit_code == REFUSED and (now != before or open_):
        raise Violation("verdict", f"said to be untouched, yet {now} serve, open: {open_}")
    if told.exit_code == PERSON and "next: " not in told.message:
        raise Violation("words", f"a person is called without a next command: {told.message}")


def accounted_for(estate: Estate, told: Told) -> None:
    """No command is under way that the last word does not name."""
    for command in estate.fleet.commands.values():
        now = estate.world.machine.now
        over = all(
            # What the service has not heard of yet may be over all the same.
            turn.over is not None or (turn.run is not None and turn.run.ended(now) is not None)
            for turn in command.turns.values()
        )
        named = command.id in told.message or command.order.mark in told.message
        if not over and not named:
            raise Violation("unaccounted", f"{command.order.mark} is under way and not named")


def bounded(estate: Estate, began: float) -> None:
    """It ends in bounded time, with a bounded number of requests."""
    requests = len(estate.world.trace)
    if requests > REQUESTS_MAX:
        raise Violation("bounded", f"{requests} effects")
    if estate.world.machine.now - began > SECONDS_MAX:
        raise Violation("bounded", f"{estate.world.machine.now - began:.0f} s")
    looks = [each for each in estate.world.trace if each.op == "shell.standings"]
    denied = [each.at for each in looks if each.outcome.startswith("denied")]
    if denied and estate.world.machine.now - denied[0] > DENIED_S_MAX:
        raise Violation("bounded", "what was denied was asked for until the time was over")


def keeps_secrets(estate: Estate, told: Told | None) -> None:
    """No secret of a host is in what was said, sent or stored; no signature in what was said."""
    said = "\n".join([*estate.world.said, told.message if told else ""])
    sent = [command.order.script for command in estate.fleet.commands.values()]
    sent += [json.dumps(message) for message in estate.channel.messages]
    found = _secrets_in("\n".join((said, *sent)))
    found = found.union(*(_secrets_stored(each.content) for each in estate.bucket.things.values()))
    for secret in sorted(found):
        raise Violation("secret", f"{secret[:6]}... left its host")
    if "seal=" in said:
        raise Violation("secret", "a signed address was told")


def _secrets_in(text: str) -> frozenset[str]:
    tokens = (secret.rpartition("/")[2] for secret in OURS.values())
    return frozenset(secret for secret in (*WORDS, *tokens) if secret in text)


@functools.lru_cache(maxsize=256)
def _secrets_stored(content: bytes) -> frozenset[str]:
    """Remembered: what was published lies in every bucket."""
    return _secrets_in(content.decode(errors="replace"))


def one_message(estate: Estate, told: Told | None) -> None:
    """One final message at most, and it says what the exit code says and what is served."""
    messages = estate.channel.messages
    if len(messages) > 1:
        raise Violation("message", f"{len(messages)} messages")
    if told is None or not messages:
        return
    said = str(messages[0]["content"])
    word, _ = VERDICTS[told.exit_code]
    if f": {word}." not in said:
        raise Violation("message", f"exit code {told.exit_code}, yet: {said}")
