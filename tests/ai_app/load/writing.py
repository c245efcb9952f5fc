"""Writers: clients that keep and delete people without a pause, until the service is gone."""

import http.client
import json
import random
from collections.abc import Callable
from threading import Condition

from tests.ai_app.load.bodies import Body, Making, told
from tests.ai_app.load.ledger import Ledger, Person, batch_of
from tests.ai_app.serving import AUTHORISATION

PEOPLE_EACH = 6
APART = 100
VERSIONS = 4
"""So many portions a batch has."""
WAIT_S_MAX = 60.0
GONE = (OSError, http.client.HTTPException)


class Acknowledgements:
    """Counts them, for who waits until there are enough to kill."""

    def __init__(self) -> None:
        self._count, self._changed = 0, Condition()

    def add(self) -> None:
        """Count one."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait_for(self, count: int) -> None:
        """Wait until so many were counted."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._count >= count, WAIT_S_MAX), self._count


class Writer:
    """Has people of its own, of whom it knows what has to be kept."""

    def __init__(self, number: int, chance: random.Random) -> None:
        self.ledger, self._making, self._chance = Ledger(), Making(chance), chance
        self.ids = [APART * (number + 1) + each for each in range(PEOPLE_EACH)]
        for kind in ("mentors", "mentees"):
            self.ledger.certain.update({(kind, each): None for each in self.ids})

    def write(self, port: int, acknowledged: Acknowledgements) -> None:
        """Write until the service is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S_MAX)
        acts: list[Callable[[http.client.HTTPConnection, Acknowledgements], None]]
        acts = [self._put, self._put, self._put, self._delete, self._batch]
        try:
            while True:
                self._chance.choice(acts)(connection, acknowledged)
        except GONE:
            return
        finally:
            connection.close()

    def _put(self, connection: http.client.HTTPConnection, acknowledged: Acknowledgements) -> None:
        kind, user_id = self._somebody()
        body = self._body(kind, user_id)
        self.ledger.ask((kind, user_id), body)
        status, answer = _asked(connection, "PUT", f"/api/ai/{kind}/{user_id}", body)
        assert status == (201 if self.ledger.certain[kind, user_id] is None else 200), answer
        assert told(json.loads(answer)["data"], body) == body
        self.ledger.acknowledge((kind, user_id), body)
        acknowledged.add()

    def _delete(
        self, connection: http.client.HTTPConnection, acknowledged: Acknowledgements
    ) -> None:
        kind, user_id = self._somebody()
        self.ledger.ask((kind, user_id), None)
        status, answer = _asked(connection, "DELETE", f"/api/ai/{kind}/{user_id}")
        assert status == (404 if self.ledger.certain[kind, user_id] is None else 204), answer
        self.ledger.acknowledge((kind, user_id), None)
        acknowledged.add()

    def _batch(
        self, connection: http.client.HTTPConnection, acknowledged: Acknowledgements
    ) -> None:
        """Send each mentor several times, every portion with years of its own."""
        versions = [
            [(each, {**self._body("mentors", each), "years": years}) for each in self.ids]
            for years in self._chance.sample(range(4, 60), VERSIONS)
        ]
        lines = [line for version in versions for line in version]
        for user_id in self.ids:
            states = [body for each, body in lines if each == user_id]
            self.ledger.ask(("mentors", user_id), *states)
        headers = {**AUTHORISATION, "Content-Type": "application/x-ndjson"}
        connection.request("POST", "/api/ai/mentors/batch", batch_of(versions), headers)
        answer = connection.getresponse()
        assert answer.status == 200
        for place, (user_id, body) in enumerate(lines):
            heard = json.loads(answer.readline() or "{}")
            if "outcome" not in heard:
                raise http.client.IncompleteRead(b"")
            assert (heard["line"], heard["user_id"]) == (place + 1, user_id)
            self.ledger.together = [("mentors", each) for each in self.ids]
            self.ledger.acknowledge(("mentors", user_id), body)
            acknowledged.add()
        if not json.loads(answer.read() or "{}").get("done"):
            raise http.client.IncompleteRead(b"")
        self.ledger.together = []

    def _somebody(self) -> Person:
        return self._chance.choice(("mentors", "mentees")), self._chance.choice(self.ids)

    def _body(self, kind: str, user_id: int) -> Body:
        make = self._making.mentor if kind == "mentors" else self._making.mentee
        return make(user_id)


def _asked(
    connection: http.client.HTTPConnection, method: str, path: str, body: Body | None = None
) -> tuple[int, bytes]:
    sent = None if body is None else json.dumps(body).encode()
    headers = {**AUTHORISATION, **({"Content-Type": "application/json"} if sent else {})}
    connection.request(method, path, sent, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()
