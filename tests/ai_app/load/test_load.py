"""A hundred clients at once: answers are right, memory is bounded, the end is in order."""

import asyncio
import contextlib
import json
import os
import random
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.ai_app.load.asking import Asking, Course, Over, client
from tests.ai_app.load.bodies import Making
from tests.ai_app.load.visitor import BASE, MATCHED_AT_ONCE, Visitor
from tests.ai_app.serving import STOP_S_MAX, Service, serving

pytestmark = pytest.mark.load

SECONDS = float(os.environ.get("REFIT_LOAD_S", "60"))
VISITORS = 100
SEED = 20_260_101
WARM_UP_PART = 0.4
"""By then each thread and each cache of the service is there."""
GROWTH_BYTES_MAX = 48_000_000
SAMPLE_S = 0.5


def test_a_hundred_clients_are_answered_right_and_let_go_in_order(url: str, tmp_path: Path) -> None:
    with serving(url, tmp_path) as service:
        course, resident = asyncio.run(_loaded(service))
        status = service.process.wait(STOP_S_MAX)
        said = service.said()
    assert course.unanswered == []
    assert course.answered_late > 0
    assert len(course.answered) >= 16, course.answered
    # uvicorn ends in order, and then by the signal that it was sent: who waits for it sees which.
    assert status in (0, -signal.SIGTERM)
    assert "Application shutdown complete" in said
    assert "Traceback" not in said
    assert '"level": "error"' not in said
    warm = int(len(resident) * WARM_UP_PART)
    assert max(resident[warm:]) - resident[warm] < GROWTH_BYTES_MAX, resident


async def _loaded(service: Service) -> tuple[Course, list[int]]:
    """Let visitors ask; look at what they kept; tell the service to end while they ask on."""
    course, making = Course(), Making(random.Random(SEED))
    async with AsyncExitStack() as stack:
        visitors = []
        for number in range(VISITORS):
            asking = Asking(await stack.enter_async_context(client(service.port)), course)
            visitors.append(Visitor(asking, making, number, random.Random(SEED + number)))
        await _keep_base(visitors[0].asking, making)
        resident = asyncio.create_task(_resident(service, course))
        await _visited(visitors, SECONDS)
        await asyncio.gather(*(visitor.vet_all() for visitor in visitors))
        course.stopping = False
        matched = asyncio.Semaphore(MATCHED_AT_ONCE)
        asked = [asyncio.create_task(_until_over(each, matched)) for each in visitors]
        await asyncio.sleep(1)
        service.process.terminate()
        course.ending = True
        await asyncio.gather(*asked)
        course.stopping = True
        return course, await resident


async def _visited(visitors: list[Visitor], seconds: float) -> None:
    course = visitors[0].asking.course
    matched = asyncio.Semaphore(MATCHED_AT_ONCE)
    asked = [asyncio.create_task(visitor.visit(matched)) for visitor in visitors]
    await asyncio.wait(asked, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    course.stopping = True
    await asyncio.gather(*asked)


async def _until_over(visitor: Visitor, matched: asyncio.Semaphore) -> None:
    with contextlib.suppress(Over):
        await visitor.visit(matched)


async def _keep_base(asking: Asking, making: Making) -> None:
    lines = [json.dumps({"user_id": each, **making.mentor(each)}) for each in range(1, BASE + 1)]
    kind = {"Content-Type": "application/x-ndjson"}
    await asking.ask(
        "base", "POST", "/mentors/batch", (200,), content="\n".join(lines), headers=kind
    )


async def _resident(service: Service, course: Course) -> list[int]:
    found: list[int] = []
    while not course.ending:
        found.append(service.resident_bytes)
        await asyncio.sleep(SAMPLE_S)
    return found
