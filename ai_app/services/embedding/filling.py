"""Brings the vectors of mentors up to date with their profiles, batch by batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.embedding import ModelIdentity, StoredVector
from schemas.people import Mentor
from services.embedding.encoder import Encoder
from services.embedding.profile_text import profile_text, text_hash
from services.people.repository import PeopleRepository

BATCH_MAX = 32
"""So many mentors are looked at together."""
PORTION_CHARACTERS = 2_000
"""What is read between two looks at whether to stop: a dozen texts, or two of the longest, which
take a slow core two seconds."""
ROUNDS_MAX = 3
"""So often a mentor who changes while they are encoded is encoded anew; then the next pass will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a pass over all mentors has come."""

    after: int = 0
    """The id of the last mentor who was looked at: a pass can go on after it."""
    seen: int = 0
    encoded: int = 0
    """Vectors that were made; one that was made twice counts twice."""


def fill(
    repository: PeopleRepository,
    encoder: Encoder,
    *,
    after: int = 0,
    batch_max: int = BATCH_MAX,
    anew: bool = False,
) -> Iterator[Progress]:
    """Renew the vectors of all mentors whose ids are greater than `after`; yield each portion.

    Whoever asks no further stops it; another call may go on where this one came. Any number of
    these may run at once, of one model: each leaves what it touched as its profile says. A mentor
    with nothing to say gets the vector of the empty text: else what they said before would stay.
    `anew` makes also those that are up to date.
    """
    progress = Progress(after=after)
    while mentors := repository.mentors(after=progress.after, limit=batch_max):
        for some in portions(mentors):
            progress = Progress(
                after=some[-1].user_id,
                seen=progress.seen + len(some),
                encoded=progress.encoded + renew(repository, encoder, some, anew=anew),
            )
            yield progress


def portions(mentors: Iterable[Mentor]) -> Iterator[list[Mentor]]:
    """Give these mentors in their order, so many at once as have `PORTION_CHARACTERS` to say."""
    portion: list[Mentor] = []
    left = PORTION_CHARACTERS
    for mentor in mentors:
        length = len(profile_text(mentor.profile))
        if portion and length > left:
            yield portion
            portion, left = [], PORTION_CHARACTERS
        portion.append(mentor)
        left -= length
    if portion:
        yield portion


def renew(
    repository: PeopleRepository,
    encoder: Encoder,
    mentors: Sequence[Mentor],
    *,
    anew: bool = False,
) -> int:
    """Encode those of these whose vector is lacking or of another text; return how many vectors.

    `anew` encodes all of these: what is kept may be damaged. Until the new one is kept the old one
    stays, and is found.

    Whoever stores a vector looks at the mentor once more: if they changed meanwhile, another
    worker may have stored what is right already, and this one put the old over it. So the last
    to store is always one who then saw that it fits.
    """
    encoded = 0
    due = list(mentors) if anew else outdated(repository, encoder.identity, mentors)
    for _ in range(ROUNDS_MAX):
        if not due:
            break
        texts = [profile_text(mentor.profile) for mentor in due]
        made = [
            StoredVector(user_id=mentor.user_id, text_hash=text_hash(text), vector=vector)
            for mentor, text, vector in zip(due, texts, encoder.passages(texts), strict=True)
        ]
        repository.put_vectors(encoder.identity, made)
        encoded += len(made)
        due = changed_since(repository, made)
    return encoded


def outdated(
    repository: PeopleRepository, model: ModelIdentity, mentors: Sequence[Mentor]
) -> list[Mentor]:
    """Return those of these who have no vector of this model, or one of another text."""
    ids = [mentor.user_id for mentor in mentors]
    stored = {each.user_id: each.text_hash for each in repository.vectors(model, ids)}
    return [each for each in mentors if stored.get(each.user_id) != wanted_hash(each)]


def changed_since(repository: PeopleRepository, made: Sequence[StoredVector]) -> list[Mentor]:
    """Return the mentors of these vectors who say something else by now; not those who are gone."""
    now = ((repository.mentor(each.user_id), each) for each in made)
    return [
        mentor
        for mentor, each in now
        if mentor is not None and wanted_hash(mentor) != each.text_hash
    ]


def wanted_hash(mentor: Mentor) -> str:
    """Return the digest of the text that a mentor's vector should be of."""
    return text_hash(profile_text(mentor.profile))


def retire(repository: PeopleRepository, model: ModelIdentity) -> int:
    """Delete the vectors of all other models, once every mentor has one of this; return how many.

    Until then others stay, so that a service that still answers with them finds everybody.
    """
    if repository.lacking(model, limit=1):
        return 0
    return repository.delete_vectors_but(model)
