"""An estate behind real protocols: boto3 to S3 and Systems Manager, Discord's HTTP, and no fake
between the control side and the wire. Time is virtual, the hosts are simulated.
"""

import contextlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import requests
import responses

from deploy.control import cli
from deploy.control.aws import clients
from deploy.control.desk import Desk
from deploy.control.ports import ObjectStore
from deploy.control.web.discord import Discord
from deploy.control.webhook import parse_webhook
from deploy.ports import Answer
from sim.control import estate as estates
from sim.control.estate import Estate
from sim.ports.host import SimClock
from sim.sandbox import s3, ssm
from sim.sandbox.ssm import Ssm
from sim.states.start import Start, two_releases

HTTP_S = 20


@dataclass(slots=True)
class WireBucket:
    """The bucket as a host reaches it: over HTTP, by signed addresses alone."""

    url: str
    name: str = "artifacts"

    def holds(self, url: str) -> bool:
        return url.startswith(self.url)

    def refuses(self, _method: str, _url: str, _now: float) -> Answer | None:
        """It says no when it is asked."""

    def answer(self, method: str, url: str, _now: float, body: bytes = b"") -> Answer:
        answer = requests.request(method, url, data=body, timeout=HTTP_S)
        return Answer(answer.status_code, answer.content)


@dataclass
class Wire:
    """A control side, everything it reaches over the wire, and what it came to."""

    estate: Estate
    ssm: Ssm
    desk: Desk
    store: ObjectStore
    said: str = ""
    messages: list[dict[str, object]] = field(default_factory=list)

    def run(self, *words: str) -> int:
        """Carry out a command line."""
        told = io.StringIO()
        self.estate.env["GITHUB_RUN_ATTEMPT"] = str(1 + len(self.ssm.fleet.commands))
        desk = replace(self.desk, env=dict(self.estate.env))
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            code = cli.main(words, desk)
        self.said = told.getvalue()
        return code


def publish(estate: Estate, store: ObjectStore) -> None:
    """Bring what the simulated bucket holds into the real one."""
    for key, thing in estate.bucket.things.items():
        store.put(key, thing.content)


@contextmanager
def wired(begin: Start = two_releases) -> Iterator[Wire]:
    """Put an estate behind the wire."""
    estate = estates.build(begin)
    webhook = parse_webhook(estate.env["DISCORD_WEBHOOK"])
    with contextlib.ExitStack() as stack:
        mock = stack.enter_context(responses.RequestsMock(assert_all_requests_are_fired=False))
        mock.add_passthru("http://127.0.0.1")
        made = Ssm(clock=lambda: estate.world.machine.now, fleet=estate.fleet)
        service = stack.enter_context(ssm.answering(made))
        served = stack.enter_context(s3.serving("artifacts"))
        store = clients.object_store("artifacts", endpoint_url=served.url)
        publish(estate, store)
        clock = SimClock(estate.world)
        desk = replace(
            estate.desk(),
            store=lambda _: store,
            remote_shell=lambda _: clients.remote_shell(endpoint_url=service.url),
            notifier=lambda _: Discord(webhook=webhook, clock=clock),
        )
        wire = Wire(estate, service, desk, store)
        mock.add_callback("POST", webhook.reveal(), callback=lambda asked: _heard(wire, asked))
        for station in estate.stations.values():
            station.bucket = WireBucket(served.url)
        yield wire


def _heard(wire: Wire, asked: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    wire.messages.append(json.loads(asked.body or b"{}"))
    return 200, {}, '{"id": "1"}'
