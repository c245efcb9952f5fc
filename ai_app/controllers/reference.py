"""The reference texts of a model: by them it is seen where its vectors crowd."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from adapters.evaluation_files import read_judged_queries, read_mentors
from controllers.recommending import language_of
from schemas.people import Profile
from services.embedding.centring import Centres, centres_of
from services.embedding.encoder import Encoder
from services.embedding.profile_text import profile_text
from services.people.seeking import Seekers
from services.vocabularies import Vocabularies


def reference_centres(
    encoder: Encoder, directory: Path, known: Vocabularies, *, every: int = 1
) -> Centres:
    """Return the centres over the people of the evaluation's main set, or over some of them.

    Their grades play no part in it. Raises `MalformedEvaluation` where the set cannot be read.
    """
    queries = read_judged_queries(directory / "queries.jsonl")[::every]
    mentors = read_mentors(directory / "mentors.jsonl")[::every]
    seekers = Seekers(known)
    asked = [seekers.seeking(each.profile).profile for each in queries]
    return centres_of(
        encoder, _by_language(asked), _by_language(mentor.profile for mentor in mentors)
    )


def _by_language(profiles: Iterable[Profile]) -> Sequence[Sequence[str]]:
    texts: dict[str, list[str]] = {}
    for profile in profiles:
        texts.setdefault(language_of(profile), []).append(profile_text(profile))
    return list(texts.values())
