"""The measured app: the real wheel, broken as it should be and no further."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from sim.bench import apps
from sim.bench.apps import Breaks
from sim.goods import wheels

Message = dict[str, Any]


class App:
    """As much of FastAPI as the appended code asks for."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.layers: list[Any] = []

    def post(self, path: str) -> Callable[[object], object]:
        self.posts.append(path)
        return lambda answering: answering

    def add_middleware(self, layer: object) -> None:
        self.layers.append(layer)


async def inner(scope: Message, receive: object, send: Callable[..., Awaitable[None]]) -> None:
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def asked(breaks: Breaks, path: str) -> Message:
    """Ask the appended code on top of an app that answers everything well."""
    app = App()
    exec(apps.APPENDED.format(breaks=breaks.value), {"app": app})  # noqa: S102 - it is ours
    assert app.posts == ["/api/ai/echo"]
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app.layers[0](inner)({"type": "http", "path": path}, None, send))
    return sent[0]


@pytest.mark.parametrize(
    ("breaks", "health", "version"),
    [
        (Breaks.NOTHING, 200, 200),
        (Breaks.START, 200, 200),
        (Breaks.HEALTH, 500, 200),
        (Breaks.EVERYTHING, 500, 500),
    ],
)
def test_it_answers_as_it_is_broken(breaks: Breaks, health: int, version: int) -> None:
    assert asked(breaks, "/api/ai/health")["status"] == health
    assert asked(breaks, "/api/ai/version")["status"] == version


def test_each_answer_names_its_process() -> None:
    ((name, process),) = asked(Breaks.NOTHING, "/api/ai/version")["headers"]
    assert (name, process.isdigit()) == (b"x-process", True)


def test_the_wheel_is_the_real_one_with_code_added(real_wheel: Path) -> None:
    content = real_wheel.read_bytes()
    files, real = wheels.app_files(apps.wheel(content, apps.sha(7))), wheels.app_files(content)
    assert files.keys() == real.keys()
    changed = {name for name in files if files[name] != real[name]}
    assert changed == {"api/main.py", "release.json"}
    assert apps.sha(7).encode() in files["release.json"]
    assert files["api/main.py"].startswith(real["api/main.py"])
    compile(files["api/main.py"], "main.py", "exec")
    assert len(apps.sha(sys.maxsize)) == 40
