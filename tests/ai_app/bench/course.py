"""The course of the measurements: floors first, then the service, one size after the other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from api.knowledge import load_centred, read_vocabularies
from api.settings import Settings
from schemas.people import Mentee
from services.embedding.encoder import Encoder
from services.embedding.profile_text import profile_text
from services.people.seeking import Seekers
from services.ranking.population import advanced, empty
from services.vocabularies import Vocabularies
from tests.ai_app.bench import cores, engines, floors, others, recommending, yardsticks
from tests.ai_app.bench.connection import connected
from tests.ai_app.bench.crowd import Crowd, Models, draw_crowd, keep, mentees_of, read_models
from tests.ai_app.bench.figures import Figure, Floor, Yardstick
from tests.ai_app.bench.timing import timed
from tests.ai_app.serving import Service, serving, uvicorn, wait_until_it_answers

ROOT = Path(__file__).resolve().parents[3]
BARE = "tests.ai_app.bench.bare:create_app --factory"
ANSWER_OF = 20
"""Mentors in the answer that the bare application sends."""
MENTEE_IDS = 1_000_000_000
"""Mentees begin here, far from every mentor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is measured, and how often."""

    sizes: tuple[int, ...] = (10_000, 100_000)
    rounds: int = 300
    engine_rounds: int = 40
    models: int = 100
    """Real mentors around whom others are drawn."""
    mentees: int = 50
    texts: int = 40
    profiles: int = 128
    cohort: tuple[int, int] = (1_000, 200)
    cohort_rounds: int = 5
    hnsw_max: int = 100_000
    """For more mentors no HNSW index is built, which takes minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """What HTTP and FastAPI cost, and the memory they hold."""

    health: Floor
    answer: Floor
    resident: Floor


class Course:
    """Measures what a plan says, the service on a core of its own; `tell` hears what is done."""

    def __init__(
        self, plan: Plan, place: Path, tell: Callable[[str], None], *, core: int | None = None
    ) -> None:
        self.plan, self.place, self.tell, self.core = plan, place, tell, core
        settings = Settings()
        self.known: Vocabularies = read_vocabularies(settings)
        self.encoder: Encoder = load_centred(settings, self.known)
        tell("the model reads the real people")
        self.models: Models = read_models(self.known, self.encoder, mentors_max=plan.models)
        self.engine: Yardstick = yardsticks.encoding([m.profile for m in self.models.of.mentors])

    def figures(self) -> Iterator[Figure]:
        """Yield every figure, in the order in which it is told."""
        bare: Bare | None = None
        for number, size in enumerate(self.plan.sizes):
            crowd = draw_crowd(self.models, size)
            self.tell(f"{size:,} mentors are searched by others")
            floor = floors.read_floor(crowd.vectors, self.plan.rounds)
            yield Figure(name=f"{floor.name}, {size:,}", unit="ms", figure=floor.figure)
            searched = self._searched(crowd, floor)
            yield from searched
            with self._service(crowd) as service:
                if bare is None:
                    bare = self._bare(service)
                    yield from _told(bare)
                    with connected(service.port) as connection:
                        yield others.health_figure(connection, self.plan.rounds, bare.health)
                by = yardsticks.recommending(size, searched[0], bare.answer)
                yield from self._recommended(service, crowd, floor, bare, by)
                if number == 0:
                    yield from self._cohorts(service)
                yield others.resident_figure(service, f"{size:,} mentors", None, bare.resident)
        assert bare is not None
        yield from self._ingested(bare)

    @contextmanager
    def _service(self, crowd: Crowd) -> Iterator[Service]:
        """Give the service with this crowd, and mentees."""
        count = len(crowd.mentors)
        url = f"sqlite:///{self.place}/people-{count}.db"
        self.tell(f"{count:,} mentors are kept, and the service starts")
        keep(crowd, self._mentees(), self.encoder, url)
        with serving(url, self.place) as service:
            cores.keep_on(self.core, service.process.pid)
            self.tell(f"the service is measured with {count:,} mentors")
            yield service

    def _mentees(self) -> list[Mentee]:
        count = max(self.plan.mentees, self.plan.cohort[0])
        return mentees_of(self.models.profiles[: self.plan.mentees], count, MENTEE_IDS)

    def _bare(self, of: Service) -> Bare:
        """Measure an application that does nothing, but for an answer that the service gave."""
        path = f"/api/ai/mentors/recommend/{MENTEE_IDS}?top_k={ANSWER_OF}"
        answer = self.place / "answer.json"
        with connected(of.port) as connection:
            answer.write_bytes(connection.good("GET", path))
        settings = {"PYTHONPATH": str(ROOT), "ANSWER_FILE": str(answer)}
        with uvicorn(BARE, ROOT, self.place, settings) as service:
            wait_until_it_answers(service, "/health")
            cores.keep_on(self.core, service.process.pid)
            with connected(service.port) as bare:
                rounds = self.plan.rounds
                health = timed(lambda _: bare.good("GET", "/health"), rounds).p50
                whole = timed(lambda _: bare.good("GET", "/answer"), rounds).p50
            return Bare(
                health=Floor(name="bare FastAPI, health", figure=health),
                answer=Floor(name=f"bare FastAPI, an answer of {ANSWER_OF}", figure=whole),
                resident=Floor(name="bare FastAPI", figure=service.resident_bytes / others.MB),
            )

    def _recommended(
        self, service: Service, crowd: Crowd, floor: Floor, bare: Bare, by: Yardstick | None
    ) -> Iterator[Figure]:
        mentees = self._mentees()[: self.plan.mentees]
        seekers = Seekers(self.known)
        sought = [seekers.seeking(mentee.profile) for mentee in mentees]
        placed = list(zip(crowd.mentors, crowd.vectors, strict=True))
        known = recommending.Known(
            mentees=mentees,
            sought=sought,
            vectors=self.encoder.queries([profile_text(each.profile) for each in sought]),
            population=advanced(empty(crowd.vectors.shape[1], self.known), put=placed),
        )
        whole = Floor(
            name=f"{floor.name}, and {bare.answer.name}", figure=floor.figure + bare.answer.figure
        )
        fresh = self._fresh()
        # Connections are opened anew: one that is idle for five seconds is closed by uvicorn.
        with connected(service.port) as connection:
            stored = recommending.stored_figure(connection, known, self.plan.rounds, whole, by)
        yield stored
        with connected(service.port) as connection:
            yield from fresh.figures(connection, stored)

    def _fresh(self) -> recommending.Fresh:
        profiles = self.models.profiles
        texts = [
            f"{profiles[number % len(profiles)].introduction[:150]} {number}"
            for number in range(self.plan.texts)
        ]
        return recommending.fresh(texts, self.known, self.encoder, self.engine)

    def _cohorts(self, service: Service) -> Iterator[Figure]:
        self.tell("a cohort is matched")
        mentees, mentors = self.plan.cohort
        yield others.cohort_figure(mentees, mentors, self.plan.cohort_rounds)
        ids = range(MENTEE_IDS, MENTEE_IDS + mentees)
        of_mentors = range(1, mentors + 1)
        rounds = self.plan.cohort_rounds
        with connected(service.port) as connection:
            yield others.cohort_over_http_figure(connection, ids, of_mentors, rounds)

    def _ingested(self, bare: Bare) -> Iterator[Figure]:
        self.tell("a batch is kept by a service with nobody")
        mentors = draw_crowd(self.models, self.plan.profiles).mentors
        floor = others.encoding_floor(mentors, self.encoder)
        with serving(f"sqlite:///{self.place}/nobody.db", self.place) as service:
            cores.keep_on(self.core, service.process.pid)
            yield others.resident_figure(service, "nobody kept", others.RESIDENT_MB, bare.resident)
            yield from others.ingest_figures(service, mentors, floor, self.engine)

    def _searched(self, crowd: Crowd, floor: Floor) -> list[Figure]:
        plan, count = self.plan, len(crowd.mentors)
        profiles = self.models.profiles[: plan.mentees]
        queries = self.encoder.queries([profile_text(profile) for profile in profiles])
        wanted = floors.nearest_by_doubles(crowd.vectors, queries)
        found = [floors.numpy_figure(crowd.vectors, queries, wanted, plan.rounds, floor)]
        asked = engines.Asked(
            vectors=crowd.vectors,
            queries=queries,
            wanted=wanted,
            rounds=plan.engine_rounds,
            floor=floor,
        )
        found += engines.pgvector_figures(asked, hnsw=count <= plan.hnsw_max)
        found.append(engines.sqlite_vec_figure(asked))
        return [replace(each, name=f"{each.name}, {count:,}") for each in found]


def _told(bare: Bare) -> Iterator[Figure]:
    for floor in (bare.health, bare.answer):
        yield Figure(name=floor.name, unit="ms", figure=floor.figure)
    yield Figure(name=f"memory, {bare.resident.name}", unit="MB", figure=bare.resident.figure)
