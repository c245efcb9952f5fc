"""A service that is told to end while it reads: with the real model, as PM2 ends it."""

import http.client
import json
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from controllers.upkeep import STOP_S_MAX
from services.embedding.filling import BATCH_MAX
from services.embedding.profile_text import LENGTH_MAX
from tests.ai_app.serving import AUTHORISATION, START_S_MAX, serving

pytestmark = pytest.mark.lengthy

LONGEST = ("대용량 트래픽을 다루는 서버를 만들고 운영합니다. " * LENGTH_MAX)[:LENGTH_MAX]


def test_it_ends_by_itself_amid_the_longest_texts(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/people.db"
    lines = [
        json.dumps({"user_id": user_id, "nickname": "m", "introduction": LONGEST})
        for user_id in range(1, 2 * BATCH_MAX + 1)
    ]
    with serving(url, tmp_path) as service:
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=START_S_MAX)
        with closing(connection):
            sent = {**AUTHORISATION, "Content-Type": "application/x-ndjson"}
            connection.request("POST", "/api/ai/mentors/batch", "\n".join(lines), sent)
            *_, end = connection.getresponse().read().splitlines()
            assert json.loads(end)["created"] == len(lines)
        asked = time.monotonic()
        assert service.terminate() in (0, -signal.SIGTERM), service.said()
        assert time.monotonic() - asked < STOP_S_MAX, "nobody waited until its thread was done"
    with closing(sqlite3.connect(tmp_path / "people.db")) as database:
        (read,) = database.execute("SELECT count(*) FROM mentor_vectors").fetchone()
    assert read < len(lines), "it was to be told amid its work"
