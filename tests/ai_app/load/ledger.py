"""A ledger of one writer: what was acknowledged, and what was asked and never answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.ai_app.load.bodies import Body

Person: TypeAlias = tuple[str, int]
"""`mentors` or `mentees`, and an id."""
State: TypeAlias = Body | None
"""What is kept of somebody; None where nobody is."""


@dataclass(slots=True)
class Ledger:
    """What may be there after a kill; each person belongs to one ledger alone."""

    certain: dict[Person, State] = field(default_factory=dict)
    possible: dict[Person, list[State]] = field(default_factory=dict)
    """What unanswered requests may have made of them, beside what is certain."""
    together: list[Person] = field(default_factory=list)
    """Mentors of a batch without its end: each portion is kept whole or not at all."""

    def ask(self, person: Person, *states: State) -> None:
        """Note that a request is on its way which makes this of somebody, one after the other."""
        self.possible[person] = list(states)

    def acknowledge(self, person: Person, state: State) -> None:
        """Note that the service said it did; what was to come after this is still possible."""
        self.certain[person] = state
        left = self.possible.pop(person, [])
        if later := left[left.index(state) + 1 :]:
            self.possible[person] = later

    def settle(self, there: dict[Person, State]) -> None:
        """Compare with what is there after a kill; from now on that is certain."""
        for person, state in self.certain.items():
            may_be = [state, *self.possible.get(person, [])]
            assert there[person] in may_be, f"{person} is {said(there[person])}: {said(may_be)}"
        versions = {str(_version(there[person])) for person in self.together}
        assert len(versions) <= 1, f"of one portion there are parts: {versions}"
        self.certain.update({person: there[person] for person in self.certain})
        self.possible.clear()
        self.together.clear()


def said(what: object) -> str:
    """Return it as one reads it."""
    return json.dumps(what, ensure_ascii=False)


def batch_of(versions: Sequence[Sequence[tuple[int, Body]]]) -> bytes:
    """Return the lines of a batch; each id comes again and again, which makes portions of it."""
    lines = [{"user_id": user_id, **body} for each in versions for user_id, body in each]
    return b"\n".join(json.dumps(line).encode() for line in lines)


def _version(state: State) -> object:
    return None if state is None else state["years"]
