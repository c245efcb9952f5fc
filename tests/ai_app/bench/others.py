"""Measures the rest of the service: health, ingest, a cohort, and the memory it holds."""

import http.client
import json
import re
import time
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from schemas.people import Mentor
from services.cohort.cohort import Cohort, Constraints, Objective
from services.cohort.matching import match
from services.embedding.encoder import Encoder
from services.embedding.profile_text import profile_text
from tests.ai_app.bench import yardsticks
from tests.ai_app.bench.connection import WAIT_S_MAX, Connection
from tests.ai_app.bench.figures import Figure, Floor, Yardstick
from tests.ai_app.bench.timing import timed
from tests.ai_app.serving import AUTHORISATION, Service

HEALTH_MS, COHORT_MS, INGEST_PER_S, RESIDENT_MB = 0.3, 50.0, 150.0, 350.0
MB = 1_000_000
PLACES_EACH = 5
LOOK_S = 0.1
WAITING = re.compile(r"^refit_mentors_without_vector (\S+)$", re.MULTILINE)
KEPT = re.compile(r"^refit_search_mentors (\S+)$", re.MULTILINE)


def health_figure(connection: Connection, rounds: int, floor: Floor) -> Figure:
    """Return how long health takes."""
    times = timed(lambda _: connection.good("GET", "/api/ai/health"), rounds)
    return Figure(
        name="health",
        unit="ms",
        figure=times.p50,
        least=times.least,
        p99=times.p99,
        aim=HEALTH_MS,
        floor=floor,
        yardstick=yardsticks.health(floor),
    )


def resident_figure(service: Service, name: str, aim: float | None, floor: Floor) -> Figure:
    """Return how much memory a service holds."""
    held = service.resident_bytes / MB
    return Figure(name=f"memory, {name}", unit="MB", figure=held, aim=aim, floor=floor)


def ingest_figures(
    service: Service, mentors: Sequence[Mentor], floor: Floor, by: Yardstick
) -> list[Figure]:
    """Return how many mentors of a batch are kept each second, and how many get their vector."""
    body = b"\n".join(_line(mentor) for mentor in mentors)
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=WAIT_S_MAX)
    headers = {**AUTHORISATION, "Content-Type": "application/x-ndjson"}
    began = time.perf_counter()
    connection.request("POST", "/api/ai/mentors/batch", body, headers)
    end = json.loads(connection.getresponse().read().splitlines()[-1])
    kept_s = time.perf_counter() - began
    assert (end["created"], end["refused"]) == (len(mentors), 0), end
    deadline = began + WAIT_S_MAX * 10
    while not _all_have_vectors(connection, len(mentors)):
        assert time.perf_counter() < deadline, "vectors do not come"
        time.sleep(LOOK_S)
    took_s = time.perf_counter() - began
    connection.close()
    count = len(mentors)
    kept = Figure(name="ingest, kept and found by words", unit="per second", figure=count / kept_s)
    whole = Figure(
        name="ingest, until all vectors are kept",
        unit="per second",
        figure=count / took_s,
        aim=INGEST_PER_S,
        floor=floor,
        yardstick=by,
    )
    return [kept, whole]


def encoding_floor(mentors: Sequence[Mentor], encoder: Encoder) -> Floor:
    """Return how many of these profiles the model alone encodes each second."""
    texts = [profile_text(mentor.profile) for mentor in mentors]
    began = time.perf_counter()
    encoder.passages(texts)
    per_second = len(texts) / (time.perf_counter() - began)
    return Floor(name="the model alone, on these profiles", figure=per_second)


def cohort_figure(mentees: int, mentors: int, rounds: int) -> Figure:
    """Return how long it takes to match a cohort whose scores are there, with its proof."""
    chance = np.random.default_rng(mentees)
    liking = chance.standard_normal((mentees, mentors), np.float32)
    liking += chance.standard_normal(mentors, np.float32)  # some are liked more by everybody
    cohort = Cohort(
        mentee_ids=tuple(range(1, mentees + 1)),
        mentor_ids=tuple(range(1, mentors + 1)),
        capacities=(PLACES_EACH,) * mentors,
        liking=liking,
    )
    proof = match(cohort, Constraints(), Objective.MENTEES).proof
    assert proof.feasible
    assert not proof.blocking_pairs
    matched = timed(lambda _: match(cohort, Constraints(), Objective.MENTEES), rounds, warm_up=1)

    def sort(_number: int) -> None:
        liking.argsort(axis=1)
        liking.argsort(axis=0)

    return Figure(
        name=f"a cohort of {mentees:,} and {mentors:,}, the matching alone",
        unit="ms",
        figure=matched.p50,
        least=matched.least,
        p99=matched.p99,
        aim=COHORT_MS,
        floor=Floor(name="to sort all scores, by row and column", figure=timed(sort, rounds).p50),
    )


def cohort_over_http_figure(
    connection: Connection, mentee_ids: Sequence[int], mentor_ids: Sequence[int], rounds: int
) -> Figure:
    """Return how long a cohort takes from its ids on, once the model has read what they say."""
    body = json.dumps(
        {
            "mentee_ids": list(mentee_ids),
            "mentor_ids": list(mentor_ids),
            "capacities": [{"mentor_id": each, "capacity": PLACES_EACH} for each in mentor_ids],
        }
    ).encode()
    times = timed(lambda _: _match(connection, body), rounds, warm_up=1)
    return Figure(
        name=f"a cohort of {len(mentee_ids):,} and {len(mentor_ids):,} over HTTP",
        unit="ms",
        figure=times.p50,
        least=times.least,
        p99=times.p99,
        note="reads and scores everybody; the model read their texts before",
    )


def _match(connection: Connection, body: bytes) -> None:
    path, sent = "/api/ai/matches?wait_s=15", body
    method = "POST"
    while True:
        status, said = connection.ask(method, path, sent)
        assert status in (200, 202), said[:500]
        data = json.loads(said)["data"]
        if status == http.HTTPStatus.OK:
            assert data["state"] == "done", data["problem"]
            assert data["matching"]["proof"]["blocking_pairs"] == 0
            return
        method, path, sent = "GET", f"/api/ai/matches/{data['job_id']}?wait_s=15", b""


def _all_have_vectors(connection: http.client.HTTPConnection, count: int) -> bool:
    connection.request("GET", "/metrics", headers=AUTHORISATION)
    text = connection.getresponse().read().decode()
    kept, waiting = (float(found[1]) for form in (KEPT, WAITING) if (found := form.search(text)))
    return kept == count and not waiting


def _line(mentor: Mentor) -> bytes:
    profile = mentor.profile
    told = {
        "user_id": mentor.user_id,
        "nickname": mentor.nickname,
        "company_name": mentor.company_name,
        "jobs": profile.jobs,
        "skills": profile.skills,
        "introduction": profile.introduction,
        "years": profile.years,
        "verified": mentor.verified,
        "capacity": mentor.capacity,
        "statistics": asdict(mentor.statistics),
    }
    return json.dumps(told, ensure_ascii=False).encode()
