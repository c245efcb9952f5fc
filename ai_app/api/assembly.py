"""Puts the parts of a service together, each with its neighbour of the outside world."""

from time import monotonic
from uuid import uuid4

import structlog

from adapters.database.repository import DatabasePeople
from adapters.fetching import Fetcher, FetchLimits
from adapters.pdf import PdfReader
from api.knowledge import load_centred, read_vocabularies
from api.metrics import Metrics
from api.settings import Settings
from api.state import Parts
from api.storage import open_storage
from api.writing import budget_of, open_settled
from controllers.embeddings import Embeddings
from controllers.evaluations import Evaluations
from controllers.feedback import Feedback
from controllers.forgetting import Forgetting
from controllers.matching import Matching
from controllers.recommending import Recommending, now
from controllers.register import mentees_of, mentors_of
from controllers.resumes import Resumes
from controllers.search_copy import SearchCopy
from controllers.tidying import Tidying
from controllers.trouble import Trouble
from controllers.upkeep import Upkeep
from controllers.wording import Wording
from schemas.errors import ModelDown, NotReady, NotThere, StorageDown, Unusable
from services.embedding.centring import CentredEncoder
from services.embedding.query_cache import QueryCache
from services.jobs.queue import Bounds, JobQueue
from services.jobs.worker import Worker
from services.masking.masking import mask
from services.people.seeking import Seekers
from services.vocabularies import Vocabularies

AT_ONCE_MAX = 20_000
"""Among more mentors than these a search takes so long that other requests would wait for it."""
JOBS = Bounds(waiting_max=32, kept_max=256, kept_s=3_600)
CHORES = Bounds(waiting_max=4, kept_max=16, kept_s=86_400)

log = structlog.get_logger()


def assemble(settings: Settings, metrics: Metrics) -> Parts:
    """Return the parts, at work; raise `NotReady`, `StorageDown` or `ModelDown` where one lacks."""
    known = read_vocabularies(settings)
    encoder = load_centred(settings, known)
    people = open_storage(settings)
    copy = _followed(people, encoder, known)
    upkeep = _upkeep(settings, metrics, people, copy, encoder)
    seekers, queries = Seekers(known), QueryCache(encoder)
    (jobs, worker), (chores, chores_worker) = _at_work(JOBS), _at_work(CHORES)
    wording, resumes = _readers_and_writers(settings, people, known, seekers, metrics)
    upkeep.begin()
    return Parts(
        known=known,
        people=people,
        mentors=mentors_of(people, known, upkeep.notice),
        mentees=mentees_of(people, known),
        feedback=Feedback(repository=people),
        upkeep=upkeep,
        recommending=_recommending(people, known, seekers, copy, queries),
        matching=Matching(people=people, seekers=seekers, copy=copy, queries=queries, now=now),
        wording=wording,
        resumes=resumes,
        embeddings=Embeddings(people=people, encoder=encoder, copy=copy, upkeep=upkeep),
        evaluations=Evaluations(
            known=known, ours=encoder, plain=encoder.plain, directory=settings.evaluation_directory
        ),
        jobs=jobs,
        worker=worker,
        chores=chores,
        chores_worker=chores_worker,
    )


def _followed(people: DatabasePeople, encoder: CentredEncoder, known: Vocabularies) -> SearchCopy:
    """Return the search copy, which has read everybody; where that fails, let go of storage."""
    try:
        copy = SearchCopy(people, encoder.identity, known)
        copy.follow()
    except BaseException:
        people.close()
        raise
    return copy


def _upkeep(
    settings: Settings,
    metrics: Metrics,
    people: DatabasePeople,
    copy: SearchCopy,
    encoder: CentredEncoder,
) -> Upkeep:
    """Return who looks after what nobody waits for; it has yet to begin."""
    forgetting = Forgetting(people, days_max=settings.feedback_days_max, now=now, clock=monotonic)
    tidying = Tidying(people, clock=monotonic)
    return Upkeep(
        people,
        copy,
        encoder,
        told=metrics.mentors_are,
        chores=(forgetting.when_due, tidying.when_due),
        trouble=Trouble("upkeep", now=now, told=metrics.upkeep_fails),
    )


def _recommending(
    people: DatabasePeople,
    known: Vocabularies,
    seekers: Seekers,
    copy: SearchCopy,
    queries: QueryCache,
) -> Recommending:
    """Return who recommends; one that waits for a server answers nobody at once."""
    return Recommending(
        people=people,
        known=known,
        seekers=seekers,
        copy=copy,
        queries=queries,
        chosen=people,
        now=now,
        at_once_max=AT_ONCE_MAX if people.is_file else 0,
    )


def _at_work(bounds: Bounds) -> tuple[JobQueue, Worker]:
    """Return a queue and its worker, who has begun."""
    jobs = JobQueue(bounds, clock=monotonic, new_id=lambda: uuid4().hex)
    worker = Worker(jobs, _sentence)
    worker.start()
    return jobs, worker


def _readers_and_writers(
    settings: Settings,
    people: DatabasePeople,
    known: Vocabularies,
    seekers: Seekers,
    metrics: Metrics,
) -> tuple[Wording, Resumes]:
    """Return who speaks with Gemini, where it may; all of them share what it may cost."""
    writer, budget, spent = open_settled(settings), budget_of(settings), metrics.tokens.inc
    wording = Wording(
        people=people,
        known=known,
        seekers=seekers,
        writer=writer,
        budget=budget,
        told=metrics.words_are,
        spent=spent,
    )
    limits = FetchLimits(bytes_max=settings.resume_bytes_max)
    resumes = Resumes(
        known=known,
        reader=PdfReader(),
        fetcher=Fetcher(settings.resume_hosts, limits),
        mask=mask,
        now=now,
        writer=writer,
        budget=budget,
        told=metrics.resumes_are,
        spent=spent,
    )
    return wording, resumes


def _sentence(error: BaseException) -> str:
    """Return why a job failed, for its client; what nobody foresaw is for the logs."""
    if isinstance(error, ModelDown | NotReady | NotThere | StorageDown | Unusable):
        return str(error)
    log.error("a job failed", exc_info=error)
    return "an error that nobody foresaw; the logs tell more"
