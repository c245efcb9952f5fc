"""Whether what somebody saw was ever so: readers take no lock, and are told no mixed state."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from deploy import steady
from deploy.listing import Item
from deploy.preview import Forecast
from deploy.replies import Reply
from deploy.snapshot.model import Snapshot
from deploy.status import Status
from sim.oracles.truth import Tree
from sim.oracles.violation import Violation
from sim.race.moments import Moment, Moments
from sim.race.playing import Part

RECORDED = re.compile(
    r"recorded as live is (\S+), (?:pointed to is (\S+)|but nothing is pointed to)"
)
ADOPTABLE = re.compile(r"\S+ is a real directory: the next deployment adopts it")
ADOPTED = re.compile(r".*-adopted.*")
INTERRUPTED = re.compile(r"(?:would first close )?(\S+), interrupted while (\S+)")
AT_WORK = re.compile(r"would be refused now: (\S+) is at work, (\S+)|(\S+), (\w+)")
BACK = re.compile(r"would go back to (\S+) on failure")

Holds = Callable[[Moment], bool]


def judge(part: Part, moments: Moments, _known: Mapping[str, Tree]) -> None:
    """Raise `Violation` where something was seen that never was so while this one looked."""
    assert part.told is not None
    found = part.told.found
    sight = _Sight(part.deed.name, tuple(moments.between(part.first, part.last)))
    if isinstance(found, Status):
        sight.status(found)
    elif isinstance(found, Forecast):
        sight.forecast(found)
    elif isinstance(found, Snapshot):
        sight.snapshot(found)
    elif isinstance(found, Reply):
        sight.reply(found)
    elif isinstance(found, tuple):
        sight.items(found)
    elif not part.deed.changes:
        sight.refusal(part.told.message)


class _Sight:
    """What one saw, and the moments in which it must have been so."""

    def __init__(self, name: str, moments: Sequence[Moment]) -> None:
        self.name, self.moments = name, moments

    def need(self, what: str, holds: Holds) -> None:
        """Raise `Violation` unless it was so at one moment."""
        if not any(holds(moment) for moment in self.moments):
            raise Violation("sight", f"{self.name} told what never was: {what}")

    def status(self, found: Status) -> None:
        told = (found.release, found.sha, found.version)
        self.need(f"live is {told}", lambda m: (m.told.release, m.told.sha, m.told.version) == told)
        if not found.drift:
            both = (found.release, found.since, found.how)
            self.need(
                f"{both} are one",
                lambda m: (
                    (m.told.recorded, m.told.since, m.told.how) == both
                    and m.told.release == m.told.recorded
                ),
            )
        for text in found.drift:
            self._drift(text)
        self._unclosed(found.unclosed)
        self._at_work(found.at_work)
        if (found.unclosed, found.at_work) == (None, None):
            self.need("nothing is open", lambda m: m.journal is None)

    def _drift(self, text: str) -> None:
        hit = RECORDED.fullmatch(text)
        if hit is not None:
            recorded = None if hit[1] == "nothing" else hit[1]
            pair = (recorded, hit[2])
            self.need(text, lambda m: (m.told.recorded, m.told.release) == pair)
        elif ADOPTABLE.fullmatch(text):
            self.need(text, lambda m: m.told.release is None)
        elif ADOPTED.fullmatch(text):  # the pairs change places one after another
            self.need(text, lambda m: m.held and m.told.phase == "changing")
        else:
            raise Violation("sight", f"{self.name} saw a drift that never was: {text}")

    def _unclosed(self, text: str | None) -> None:
        if text is None:
            return
        hit = INTERRUPTED.fullmatch(text)
        pair = (hit[1], hit[2]) if hit else None
        self.need(text, lambda m: not m.held and (m.told.deployment, m.told.phase) == pair)

    def _at_work(self, text: str | None) -> None:
        if text is None:
            return
        hit = AT_WORK.fullmatch(text)
        pair = (hit[1] or hit[3], hit[2] or hit[4]) if hit else None
        self.need(text, lambda m: m.held and (m.told.deployment, m.told.phase) == pair)

    def forecast(self, found: Forecast) -> None:
        first, *others = found.facts
        if first.startswith("would first close"):
            self._unclosed(first)
        elif first.startswith("would be refused now"):
            self._at_work(first)
        else:
            self.need("nothing is open", lambda m: m.journal is None)
        for hit in filter(None, (BACK.match(fact) for fact in others)):
            self._goes_back_to(hit[0], hit[1])

    def _goes_back_to(self, what: str, label: str) -> None:
        self.need(what, lambda m: label in ((m.told.sha or "")[:12], m.told.release))

    def snapshot(self, found: Snapshot) -> None:
        """Where nobody was at work, all of it was so at once; else it says that somebody was."""
        if found.locked:
            self.need("somebody is at work", lambda m: m.held)
            return
        journal = None if found.journal is None else found.journal.deployment
        live = None if found.live is None else found.live.release
        self.need(
            f"nobody is at work, open is {journal}, recorded is {live}",
            lambda m: not m.held and (m.told.deployment, m.told.recorded) == (journal, live),
        )
        if found.damaged or found.left_out:
            seen = (*found.damaged, *found.left_out)
            raise Violation("sight", f"{self.name} saw damage that never was: {seen}")

    def reply(self, found: Reply) -> None:
        live = found.live or {"release": None, "sha": None, "version": None}
        told = (live["release"], live["sha"], live["version"])
        self.need(f"live is {told}", lambda m: (m.told.release, m.told.sha, m.told.version) == told)
        if isinstance(found.result, dict) and "drift" in found.result:
            given: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in found.result.items()
            }
            self.status(Status(**given))

    def items(self, found: tuple[Item, ...]) -> None:
        for item in found:
            if item.state != "healthy":
                raise Violation("sight", f"{self.name} calls {item.id} {item.state}")

    def refusal(self, message: str) -> None:
        if "went on each of the" not in message or len(self.moments) <= steady.LOOKS_MAX:
            raise Violation("sight", f"{self.name} was refused: {message}")
