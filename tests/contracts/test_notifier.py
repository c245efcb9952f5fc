"""What every implementation of the notifier port must do: it never raises, and says what became."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import requests
import responses

from deploy.control.notifier import Fate, Notifier
from deploy.control.web.discord import Discord
from deploy.control.webhook import parse_webhook
from sim.harm.faults import KINDS, Fault, Site
from sim.ports.notifier import Channel, SimNotifier
from sim.world import World
from tests.hostile import WEBHOOK_PATH

TYPED = f"https://discord.com{WEBHOOK_PATH}"
OP = "notifier.tell"
PAYLOAD = {"content": "done", "allowed_mentions": {"parse": []}}
Answer = tuple[int, dict[str, str], str | Exception]
ANSWERS: dict[str, Answer] = {
    "throttled": (429, {"Retry-After": "3600"}, ""),
    "denied": (404, {}, "{}"),
    "error": (503, {}, ""),
    "slow": (0, {}, requests.ReadTimeout()),
}
FATES = {
    "throttled": (Fate.UNDELIVERED, 0),
    "denied": (Fate.REFUSED, 0),
    "error": (Fate.UNDELIVERED, 0),
    "slow": (Fate.UNSURE, 0),
    "lost": (Fate.UNSURE, 1),
}


@dataclass(frozen=True)
class Ground:
    """A notifier, the channel behind it, and how to make it fail."""

    notifier: Notifier
    messages: list[Mapping[str, object]]
    fail: Callable[[str], None]


class Hands:
    """A clock that only sleeping moves."""

    time = 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@contextmanager
def over_discord() -> Iterator[Ground]:
    """Stand on the adapter, over what stands in for Discord."""
    messages: list[Mapping[str, object]] = []
    kinds: list[str] = []

    def answer(request: requests.PreparedRequest) -> Answer:
        failure = ANSWERS.get(kinds[0]) if kinds else None
        if failure is not None:
            return failure
        messages.append(json.loads(request.body or "{}"))
        return (0, {}, requests.ReadTimeout()) if kinds else (200, {}, '{"id": "1"}')

    webhook = parse_webhook(TYPED)
    with responses.RequestsMock() as mock:
        mock.add_callback(responses.POST, webhook.reveal(), answer)
        yield Ground(Discord(webhook=webhook, clock=Hands()), messages, kinds.append)


@contextmanager
def simulated() -> Iterator[Ground]:
    """Stand on the fake."""
    world, channel = World(), Channel()

    def fail(kind: str) -> None:
        world.lasting[OP] = Fault(Site(0, OP, "begin", 1), kind)

    yield Ground(SimNotifier(world, channel), channel.messages, fail)


GROUNDS = {"discord": over_discord, "simulated": simulated}


@pytest.fixture(params=sorted(GROUNDS))
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """Give each implementation."""
    with GROUNDS[request.param]() as made:
        yield made


def test_a_message_arrives_as_it_is(ground: Ground) -> None:
    told = ground.notifier.tell(PAYLOAD)
    assert (told.fate, told.tries) == (Fate.DELIVERED, 1)
    assert ground.messages == [PAYLOAD]
    assert "delivered" in str(told)


@pytest.mark.parametrize("kind", sorted(FATES))
def test_what_fails_is_told_and_never_raised(ground: Ground, kind: str) -> None:
    ground.fail(kind)
    told = ground.notifier.tell(PAYLOAD)
    assert (told.fate, len(ground.messages)) == FATES[kind]
    assert told.why


def test_every_kind_of_fault_is_tried() -> None:
    assert set(KINDS[OP]) == set(FATES)
