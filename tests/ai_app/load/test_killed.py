"""The service is killed amid writes: what it acknowledged is there, and nothing by halves."""

import http.client
import json
import random
import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from adapters.database.opening import open_people
from schemas.people import Mentor
from services.people.repository import PeopleRepository
from tests.ai_app.load.bodies import PHRASES, company, found, told
from tests.ai_app.load.ledger import Person, State
from tests.ai_app.load.writing import Acknowledgements, Writer
from tests.ai_app.serving import AUTHORISATION, Service, serving

pytestmark = pytest.mark.lengthy

WRITERS = 4
SEED = 20_260_101
ACKNOWLEDGED = (5, 120)
"""Somewhere in between the service is killed."""
ORPHANS = text("SELECT user_id FROM mentor_vectors EXCEPT SELECT user_id FROM mentors")
VECTORS_S_MAX = 60.0
WAITING = re.compile(rb"^refit_mentors_without_vector (\S+)$", re.MULTILINE)


@pytest.mark.parametrize("rounds", [2, pytest.param(25, marks=pytest.mark.load)])
def test_a_kill_loses_nothing_that_was_acknowledged(url: str, tmp_path: Path, rounds: int) -> None:
    chance = random.Random(SEED + rounds)
    writers = [Writer(each, random.Random(SEED + each)) for each in range(WRITERS)]
    other = OtherProcess()
    for _ in range(rounds):
        with serving(url, tmp_path) as service:
            look(service, writers)
            killed_amid_writes(service, writers, chance.randint(*ACKNOWLEDGED))
        look_into(url, writers, other)
    with serving(url, tmp_path) as service:
        look(service, writers)
        wait_for_vectors(service)
        assert service.terminate() <= 0
    look_into(url, writers, other)


def killed_amid_writes(service: Service, writers: list[Writer], count: int) -> None:
    """Let writers write, and kill the service at the moment of an acknowledgement."""
    acknowledged = Acknowledgements()
    with ThreadPoolExecutor(len(writers)) as pool:
        writing = [pool.submit(each.write, service.port, acknowledged) for each in writers]
        try:
            acknowledged.wait_for(count)
        finally:
            service.kill()
        for each in writing:
            each.result()


def look(service: Service, writers: list[Writer]) -> None:
    """Ask after everybody, and search for every mentor: both are as the ledgers say."""
    with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)) as connection:
        for writer in writers:
            there = {person: _kept(connection, person, writer) for person in writer.ledger.certain}
            writer.ledger.settle(there)
            for (kind, user_id), state in there.items():
                if kind == "mentors":
                    _find(connection, user_id, state)


class OtherProcess:
    """Follows the changes as a process of the service does that was not killed."""

    def __init__(self) -> None:
        self.mentors: dict[int, Mentor] = {}
        self._upto = 0

    def follow(self, people: PeopleRepository) -> None:
        """Read what changed since the last time."""
        news = people.changes(after=self._upto, limit=9_999)
        self._upto = news.upto
        self.mentors.update({mentor.user_id: mentor for mentor in news.put})
        for user_id in news.deleted:
            self.mentors.pop(user_id, None)


def look_into(url: str, writers: list[Writer], other: OtherProcess) -> None:
    """Look into the place itself: no vector of nobody, no change untold, no damage."""
    people = open_people(url)
    try:
        kept = {mentor.user_id: mentor for mentor in people.mentors(limit=9_999)}
        assert set(kept) <= {user_id for writer in writers for user_id in writer.ids}
        for follower in (other, OtherProcess()):
            follower.follow(people)
            assert follower.mentors == kept
        with people._engine.connect() as connection:
            assert connection.execute(ORPHANS).all() == []
    finally:
        people.close()
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def wait_for_vectors(service: Service) -> None:
    """Wait until every mentor has a vector, as they have without a kill."""
    deadline = time.monotonic() + VECTORS_S_MAX
    with closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)) as connection:
        while time.monotonic() < deadline:
            found_ = WAITING.search(_asked(connection, "GET", "/metrics")[1])
            if found_ is not None and not float(found_[1]):
                return
            time.sleep(0.05)
    pytest.fail(f"mentors are without a vector after {VECTORS_S_MAX} s")


def _kept(connection: http.client.HTTPConnection, person: Person, writer: Writer) -> State:
    """Return what is kept of somebody, as far as a body says it."""
    kind, user_id = person
    status, answer = _asked(connection, "GET", f"/api/ai/{kind}/{user_id}")
    if status == 404:
        return None
    assert status == 200
    data = json.loads(answer)["data"]
    return told(data, writer._body(kind, user_id))


def _find(connection: http.client.HTTPConnection, user_id: int, state: State) -> None:
    asked = {"text": PHRASES[0], "top_k": 2, "filters": {"companies": [company(user_id)]}}
    body = json.dumps(asked).encode()
    status, answer = _asked(connection, "POST", "/api/ai/mentors/recommend", body)
    assert status == 200
    recommended = json.loads(answer)["data"]["recommendations"]
    assert [each["user_id"] for each in recommended] == ([] if state is None else [user_id])
    for each in recommended:
        assert state is not None
        assert found(each, state) == {name: state[name] for name in state if name in each}


def _asked(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
) -> tuple[int, bytes]:
    kind = {"Content-Type": "application/json"} if body else {}
    connection.request(method, path, body, {**AUTHORISATION, **kind})
    answer = connection.getresponse()
    return answer.status, answer.read()
