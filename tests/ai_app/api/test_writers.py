"""Tests of how many requests write at once."""

import asyncio
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import make_url

from adapters.database import repository
from adapters.database.turns import Turns
from api.settings import Settings
from api.state import state_of
from api.writers import Writers
from schemas.errors import StorageDown
from tests.ai_app.conftest import client_of

WAIT_S = 1.5
CLIENTS = 44
"""More than a process has threads for requests."""


def test_those_who_wait_come_in_turn_and_not_for_ever() -> None:
    async def run() -> None:
        writers = Writers(writers_max=1, wait_s_max=0.05)
        await writers.admit()
        with pytest.raises(StorageDown, match="wait already"):
            await writers.admit()
        next_one = asyncio.ensure_future(writers.admit())
        await asyncio.sleep(0)
        writers.leave()
        await next_one

    asyncio.run(run())


def test_while_nobody_can_write_those_who_read_are_answered(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "Turns", lambda: Turns(wait_s_max=WAIT_S))
    assert settings.database_url is not None
    path = Path(str(make_url(settings.database_url.get_secret_value()).database))
    with client_of(settings, "may-write") as client:
        state_of(client.app).writers._wait_s_max = WAIT_S / 2  # type: ignore[arg-type]
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as holder,
            ThreadPoolExecutor(CLIENTS) as pool,
        ):
            holder.execute("BEGIN IMMEDIATE")
            begun = time.monotonic()
            puts = [pool.submit(put, client, each) for each in range(1, CLIENTS + 1)]
            time.sleep(WAIT_S / 5)
            assert client.get("/api/ai/ready").status_code == 200
            assert client.get("/api/ai/mentors/1").status_code == 404
            assert time.monotonic() - begun < WAIT_S, "readers waited for writers"
            assert {each.result() for each in puts} == {503}
            assert time.monotonic() - begun < 3 * WAIT_S
            holder.execute("ROLLBACK")
        assert put(client, 1) == 201


def put(client: TestClient, user_id: int) -> int:
    answer = client.put(f"/api/ai/mentees/{user_id}", json={"nickname": "a", "jobs": ["b"]})
    return answer.status_code
