"""The real service in a thread of the tests, on a free port, and parts that wait for the tests."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import uvicorn
from pydantic import SecretStr

from api.application import create_app
from api.settings import Settings
from api.state import Parts, State, state_of
from schemas.errors import WordsDown
from schemas.matches_body import MatchesBody
from schemas.words import Piece, Prompt
from services.jobs.job import Report
from tests.ai_app.api.test_main import free_port

START_S_MAX = 30.0
READ_S_MAX = 240.0
"""So long the profiles of all sample mentors may take on a machine that does something else."""
GATE_S_MAX = 20.0
POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs."""

    url: str
    state: State

    @property
    def parts(self) -> Parts:
        assert self.state.parts is not None
        return self.state.parts

    def wait_until_read(self) -> None:
        """Wait until every mentor has a vector."""
        until(lambda: not self.parts.upkeep.round(), READ_S_MAX)


@contextmanager
def running(place: Path, **settings: object) -> Iterator[Service]:
    """Run a service for development; end it."""
    url = SecretStr(f"sqlite:///{place / 'people.db'}")
    told = Settings.model_validate({"development": True, "database_url": url, **settings})
    app, port = create_app(told), free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, ws="none", log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started, START_S_MAX)
    try:
        yield Service(f"http://127.0.0.1:{port}", state_of(app))
    finally:
        server.should_exit = True
        thread.join(START_S_MAX)
        assert not thread.is_alive()


def until(true: Callable[[], bool], s_max: float) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + s_max
    while not true():
        assert time.monotonic() < deadline
        time.sleep(POLL_S)


@dataclass(frozen=True, slots=True)
class Gated:
    """A writer that waits after its first piece; then it writes the others, or fails."""

    texts: tuple[str, ...]
    fails: bool
    gate: Event = field(default_factory=Event)

    def pieces(self, _: Prompt) -> Generator[Piece, None, None]:
        first, *others = self.texts
        yield Piece(text=first, tokens=10)
        assert self.gate.wait(GATE_S_MAX)
        if self.fails:
            raise WordsDown("it broke off")
        for text in others:
            yield Piece(text=text, tokens=10)


@dataclass(frozen=True, slots=True)
class Matches:
    """What takes the place of the matching: it fails at once, or works until it is stopped."""

    error: Exception | None = None

    def run(self, _: MatchesBody, report: Report) -> None:
        if self.error is not None:
            raise self.error
        for _turn in range(int(GATE_S_MAX / POLL_S)):
            report("scoring", 3, 8)
            time.sleep(POLL_S)
        raise AssertionError("nobody stopped it")
