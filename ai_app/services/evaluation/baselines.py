"""Plain ways to rank people: what a system must beat to be worth its keep.

Each takes the people and returns a function from a query to the ids of people, the best first;
whoever scores the same stands in the order of the ids, so the same question has the same answer.
"""

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from schemas.embedding import StoredVector, Vectors
from schemas.people import Mentor, Statistics

WORDS = re.compile(r"[가-힣]+|[^\W_가-힣]+[+#]*")
"""A run of Hangul, or another word; C++ and C# are words of their own."""
Scores = NDArray[np.float64]


def tokens(text: str) -> list[str]:
    """Return the words of a text without case and width, and Hangul in pairs of syllables.

    Pairs, because particles are joined to Korean words: 개발자를 shares two of three with 개발자. A
    syllable that stands alone is a token.
    """
    found: list[str] = []
    for word in WORDS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if "가" <= word[0] <= "힣" and len(word) > 1:
            found += (word[place : place + 2] for place in range(len(word) - 1))
        else:
            found.append(word)
    return found


def bm25(
    texts: Mapping[int, str], *, limit: int, k1: float = 1.2, b: float = 0.75
) -> Callable[[str], tuple[int, ...]]:
    """Return what ranks people by the words that their texts share with a query, up to `limit`.

    Okapi BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
    (2009), with the weight ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative, so that a
    word most people have is worth little, not less than nothing. `k1` bounds what repeating a word
    adds, `b` (0 to 1) is how much long texts pay for their length. Who shares no word is not
    ranked. Raises `ValueError` for parameters out of bounds.
    """
    if k1 < 0 or not 0 <= b <= 1:
        raise ValueError("k1 is 0 or more, b between 0 and 1")
    _vet(limit)
    ids = sorted(texts)
    postings = _postings((tokens(texts[each]) for each in ids), k1, b)
    numbers = np.array(ids, dtype=np.int64)

    def ranking(query: str) -> tuple[int, ...]:
        scores = np.zeros(len(ids))
        for token, times in sorted(Counter(tokens(query)).items()):
            if token in postings:
                places, weights = postings[token]
                scores[places] += times * weights
        sharing = np.flatnonzero(scores)
        return _best(numbers[sharing], scores[sharing], limit)

    return ranking


def _postings(
    documents: Iterable[list[str]], k1: float, b: float
) -> dict[str, tuple[NDArray[np.int64], Scores]]:
    """Return for each token where it stands, ascending, and what it is worth there."""
    numbers: dict[str, int] = {}
    flat, sizes = array("q"), array("q")
    for document in documents:
        flat.extend(numbers.setdefault(token, len(numbers)) for token in document)
        sizes.append(len(document))
    if not flat:
        return {}
    lengths = np.array(sizes, dtype=np.float64)
    places = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    standing, times = np.unique(np.array(flat) * len(sizes) + places, return_counts=True)
    tokens_there, places = np.divmod(standing, len(sizes))
    having = np.bincount(tokens_there)
    rarity = np.log1p((len(sizes) - having + 0.5) / (having + 0.5))
    damping = k1 * (1 - b + b * lengths / lengths.mean())
    weights = rarity[tokens_there] * times * (k1 + 1) / (times + damping[places])
    ends = np.cumsum(having)[:-1]
    pairs = zip(np.split(places, ends), np.split(weights, ends), strict=True)
    return dict(zip(numbers, pairs, strict=True))


def popularity(mentors: Iterable[Mentor], *, limit: int) -> Callable[[object], tuple[int, ...]]:
    """Return what ranks the same mentors for everybody, whatever they ask, up to `limit`.

    By the stars they have in all, that is the rating times the count, times how often they answer.
    """
    _vet(limit)
    by_id = {mentor.user_id: mentor.statistics for mentor in mentors}
    ids = sorted(by_id)
    scores = np.array([_popular(by_id[each]) for each in ids], dtype=np.float64)
    first = _best(np.array(ids, dtype=np.int64), scores, limit)
    return lambda _query: first


def _popular(statistics: Statistics) -> float:
    """Return the stars, as much of them as the share of requests that are answered.

    One star more than there are, so that answering counts for who has none yet; and one answered
    and one unanswered request more, so that one of one is less than nine of ten (the rule of
    succession of Laplace).
    """
    answering = (statistics.responded_count + 1) / (statistics.requested_count + 2)
    return (statistics.rating_avg * statistics.rating_count + 1) * answering


def cosine(people: Iterable[StoredVector], *, limit: int) -> Callable[[Vectors], tuple[int, ...]]:
    """Return what ranks people by the cosine of their vector to a query's, up to `limit`.

    Vectors are of length 1. Every person is looked at. Raises `ValueError` for vectors of
    different dimensions.
    """
    _vet(limit)
    by_id = {person.user_id: person.vector for person in people}
    ids = sorted(by_id)
    numbers = np.array(ids, dtype=np.int64)
    rows = np.array([by_id[each] for each in ids], dtype=np.float64)

    def ranking(query: Vectors) -> tuple[int, ...]:
        # A sum hangs on where a row lies by its last digits; who has the same vector is equal.
        scores = (rows @ query.astype(np.float64)).round(9) if ids else np.zeros(0)
        return _best(numbers, scores, limit)

    return ranking


def _best(ids: NDArray[np.int64], scores: Scores, limit: int) -> tuple[int, ...]:
    """Return who scores best, equals in the order of the ids, which are in ascending order."""
    places: NDArray[np.int64] = np.arange(len(ids), dtype=np.int64)
    if limit < len(ids):
        bar = np.partition(scores, -limit)[-limit]
        places = np.flatnonzero(scores >= bar).astype(np.int64)
    order = places[np.argsort(-scores[places], kind="stable")][:limit]
    return tuple(ids[order].tolist())


def _vet(limit: int) -> None:
    if limit < 1:
        raise ValueError("a ranking of at least one person is wanted")
