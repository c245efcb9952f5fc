"""Concurrency groups: one holder each, and who waits behind it."""

from dataclasses import dataclass, field

from tests.workflows.runs import Job, Run
from tests.workflows.tokens import NotUnderstood

Member = Run | Job


@dataclass
class Lines:
    """The lines by the names of their groups, which are the same in any case."""

    waiting: dict[str, list[Member]] = field(default_factory=dict)

    def holder(self, group: str) -> Member | None:
        """Return who has its turn."""
        line = self.waiting.get(group.lower(), [])
        return line[0] if line else None

    def join(self, group: str, member: Member, *, queue: str) -> list[Member]:
        """Stand behind the others; return those who lose their place by that."""
        line = self.waiting.setdefault(group.lower(), [])
        losers = []
        if queue == "single":
            losers = line[1:]
            del line[1:]
        elif queue != "max":
            raise NotUnderstood(f"queue: {queue}")
        line.append(member)
        return losers

    def leave(self, group: str, member: Member) -> None:
        """Make room for the next."""
        line = self.waiting.get(group.lower(), [])
        if member in line:
            line.remove(member)
