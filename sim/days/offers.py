"""What is offered to a host in its life: good releases, and one broken in each way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from sim.catalogue.rarities import damaged_wheel
from sim.catalogue.upgrades import BEHAVIOURS
from sim.goods import lock, wheels


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A wheel under the name of the commit it is said to be built from."""

    name: str
    wheel: Callable[[], bytes]
    commit: str
    ends: int
    """The exit code on a host that serves another release."""


def _offer(name: str, wheel: Callable[[], bytes], ends: int = 0, commit: str = "") -> Offer:
    return Offer(name=name, wheel=wheel, commit=wheels.sha(commit or name), ends=ends)


LETTERS = ("A", "B", "C", "D")
"""Good releases."""


def _offers() -> list[Offer]:
    built = wheels.wheel
    return [
        *(_offer(letter, partial(built, letter)) for letter in LETTERS),
        *(
            _offer(name, partial(built, name, behaviour), ends)
            for name, (behaviour, ends) in BEHAVIOURS.items()
        ),
        _offer("lacks_data", partial(built, "lacks_data", data=False), 1),
        _offer("damaged_wheel", partial(damaged_wheel, "damaged_wheel"), 2),
        _offer("wrong_commit", partial(built, "wrong_commit"), 2, commit="another"),
        _offer("lock_lacks", lambda: built("lock_lacks", locked=lock.without("uvicorn")), 2),
        _offer("lock_differs", lambda: built("lock_differs", locked=lock.changed("fastapi")), 2),
        _offer("older_than_its_lock", partial(built, "older_than_its_lock", locked=b"")),
    ]


OFFERS: Mapping[str, Offer] = {offer.name: offer for offer in _offers()}
"""Everything that is ever offered, by name."""

GOOD = tuple(name for name, offer in OFFERS.items() if offer.ends == 0)
BROKEN = tuple(name for name, offer in OFFERS.items() if offer.ends == 1)
"""Releases that are tried, and rolled back."""
REFUSED = tuple(name for name, offer in OFFERS.items() if offer.ends == 2)  # noqa: PLR2004
"""Wheels that never come near the live service."""
