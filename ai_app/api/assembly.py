"""Puts the parts of a service together, each with its neighbour of the outside world."""

from pathlib import Path
from time import monotonic
from uuid import uuid4

import structlog

from adapters.centres_file import read_centres
from adapters.database.opening import open_people
from adapters.database.repository import DatabasePeople
from adapters.fetching import Fetcher, FetchLimits
from adapters.models.e5_small import NAME
from adapters.models.loading import load_encoder
from adapters.pdf import PdfReader
from adapters.vocabulary_file import MalformedVocabulary, read_aliases
from api.metrics import Metrics
from api.settings import Settings
from api.state import Parts
from api.writing import budget_of, open_settled
from controllers.embeddings import Embeddings
from controllers.evaluations import Evaluations
from controllers.feedback import Feedback
from controllers.forgetting import Forgetting
from controllers.matching import Matching
from controllers.recommending import Recommending, now
from controllers.reference import reference_centres
from controllers.register import mentees_of, mentors_of
from controllers.resumes import Resumes
from controllers.search_copy import SearchCopy
from controllers.upkeep import Upkeep
from controllers.wording import Wording
from schemas.errors import ModelDown, NotReady, NotThere, StorageDown, Unusable
from services.embedding.centring import CentredEncoder, Centres
from services.embedding.query_cache import QueryCache
from services.jobs.queue import Bounds, JobQueue
from services.jobs.worker import Worker
from services.masking.masking import mask
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary

HOME_DIRECTORY = Path(".local") / "share" / "refit-ai"
"""Of the user, by the XDG Base Directory Specification: no release takes it away."""

REFERENCE_EVERY = 4
"""Of another model, every fourth reference text is enough: some seconds of work."""
AT_ONCE_MAX = 20_000
"""Among more mentors than these a search takes so long that other requests would wait for it."""
JOBS = Bounds(waiting_max=32, kept_max=256, kept_s=3_600)
CHORES = Bounds(waiting_max=4, kept_max=16, kept_s=86_400)

log = structlog.get_logger()


def assemble(settings: Settings, metrics: Metrics) -> Parts:
    """Return the parts, at work; raise `NotReady`, `StorageDown` or `ModelDown` where one lacks."""
    known = read_vocabularies(settings)
    encoder = load_centred(settings, known)
    people = _people(settings)
    try:
        copy = SearchCopy(people, encoder.identity, known)
        copy.follow()
    except BaseException:
        people.close()
        raise
    forgetting = Forgetting(people, days_max=settings.feedback_days_max, now=now, clock=monotonic)
    upkeep = Upkeep(people, copy, encoder, told=metrics.mentors_are, forget=forgetting.when_due)
    queries = QueryCache(encoder)
    (jobs, worker), (chores, chores_worker) = _at_work(JOBS), _at_work(CHORES)
    wording, resumes = _readers_and_writers(settings, people, known, metrics)
    upkeep.begin()
    return Parts(
        known=known,
        people=people,
        mentors=mentors_of(people, known, upkeep.notice),
        mentees=mentees_of(people, known),
        feedback=Feedback(repository=people),
        upkeep=upkeep,
        recommending=_recommending(people, known, copy, queries),
        matching=Matching(people=people, copy=copy, queries=queries, now=now),
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


def _recommending(
    people: DatabasePeople, known: Vocabularies, copy: SearchCopy, queries: QueryCache
) -> Recommending:
    """Return who recommends; one that waits for a server answers nobody at once."""
    return Recommending(
        people=people,
        known=known,
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
    settings: Settings, people: DatabasePeople, known: Vocabularies, metrics: Metrics
) -> tuple[Wording, Resumes]:
    """Return who speaks with Gemini, where it may; all of them share what it may cost."""
    writer, budget, spent = open_settled(settings), budget_of(settings), metrics.tokens.inc
    wording = Wording(
        people=people,
        known=known,
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


def load_centred(settings: Settings, known: Vocabularies) -> CentredEncoder:
    """Return the model, centred; where another than ours is set, it is first seen where it crowds.

    Raises `ModelDown` where it cannot be loaded.
    """
    encoder = load_encoder(settings.embedding_model)
    if settings.embedding_model == NAME:
        of_queries, of_passages = read_centres(settings.centres_file)
        return CentredEncoder(encoder, Centres(of_queries=of_queries, of_passages=of_passages))
    directory = settings.evaluation_directory
    centres = reference_centres(encoder, directory, known, every=REFERENCE_EVERY)
    return CentredEncoder(encoder, centres)


def read_vocabularies(settings: Settings) -> Vocabularies:
    """Return what jobs and skills are called; raise `NotReady` where that cannot be read."""
    try:
        return Vocabularies(
            jobs=Vocabulary(read_aliases(settings.jobs_file)),
            skills=Vocabulary(read_aliases(settings.skills_file)),
        )
    except (MalformedVocabulary, ValueError) as error:
        raise NotReady(f"a vocabulary cannot be used: {error}") from error


def _people(settings: Settings) -> DatabasePeople:
    try:
        return open_people(database_url(settings))
    except ValueError as error:
        raise NotReady(f"DATABASE_URL cannot be used: {error}") from error


def database_url(settings: Settings) -> str:
    """Return where people are kept; raise `NotReady` where nobody said, and there is no home."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    try:
        directory = Path.home() / HOME_DIRECTORY
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise NotReady(
            f"people cannot be kept in the home directory: {error}; set DATABASE_URL"
        ) from error
    return f"sqlite:///{directory / 'people.db'}"


def _sentence(error: BaseException) -> str:
    """Return why a job failed, for its client; what nobody foresaw is for the logs."""
    if isinstance(error, ModelDown | NotReady | NotThere | StorageDown | Unusable):
        return str(error)
    log.error("a job failed", exc_info=error)
    return "an error that nobody foresaw; the logs tell more"
