"""The baselines: scores worked out by hand, the same as by looking at everybody, ties by id."""

from collections.abc import Callable
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.embedding import StoredVector
from schemas.people import Mentor, Statistics
from services.evaluation.baselines import bm25, cosine, popularity, tokens

WORDS = ["자바", "백엔드", "개발자", "react", "c++", "java"]
texts_of_people = st.dictionaries(
    st.integers(1, 30), st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=9
)
queries = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)


def stored(user_id: int, vector: list[float]) -> StoredVector:
    return StoredVector(user_id=user_id, text_hash="", vector=np.array(vector, dtype=np.float32))


def mentor(user_id: int, **statistics: float) -> Mentor:
    counts = {name: value for name, value in statistics.items() if name != "rating_avg"}
    return Mentor(
        user_id=user_id,
        nickname=str(user_id),
        statistics=Statistics(
            rating_avg=statistics.get("rating_avg", 0.0),
            **{name: int(value) for name, value in counts.items()},
        ),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("백엔드 개발자를", ["백엔", "엔드", "개발", "발자", "자를"]),
        ("웹 개발", ["웹", "개발"]),
        ("React와 Node.js로", ["react", "와", "node", "js", "로"]),
        ("C++, C# & .NET", ["c++", "c#", "net"]),
        ("\uff32eact \u1109\u116e\u1105\u1175", ["react", "수리"]),  # wide, and Hangul in letters
        ("2년차 Café_owner", ["2", "년차", "café", "owner"]),
        ("!? ", []),
    ],
)
def test_what_the_words_of_a_text_are(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_bm25_by_hand() -> None:
    """Three people; `go` is in two of them. k1 = 1, b = 0.5, mean length 2."""
    ranking = bm25({1: "go", 2: "go go rust", 3: "java sql"}, limit=9, k1=1, b=0.5)
    # `go` gives 1 * 2 / (1 + 0.75) = 1.143 to 1, 2 * 2 / (2 + 1.25) = 1.231 to 2, times ln 1.6
    assert ranking("go") == (2, 1)
    # rust adds ln(1 + 2.5/1.5) * 2 / (1 + 1.25) to 2, java ln(1 + 2.5/1.5) * 2 / 2 to 3
    assert ranking("go java") == (3, 2, 1)
    assert ranking("go java go") == (2, 1, 3)  # a word asked for twice counts twice


@given(texts_of_people, queries, st.integers(1, 10), st.sampled_from([(1.2, 0.75), (0, 0), (2, 1)]))
def test_bm25_is_what_looking_at_everybody_gives(
    texts: dict[int, str], query: str, limit: int, parameters: tuple[float, float]
) -> None:
    k1, b = parameters
    documents = {each: tokens(text) for each, text in texts.items()}
    mean = sum(map(len, documents.values())) / len(documents) if documents else 0

    def score(document: list[str]) -> float:
        total = 0.0
        for token in sorted(tokens(query)):
            times, having = document.count(token), sum(token in d for d in documents.values())
            rarity = log(1 + (len(documents) - having + 0.5) / (having + 0.5))
            length = k1 * (1 - b + b * len(document) / mean) if mean else 0
            total += rarity * times * (k1 + 1) / (times + length) if times else 0
        return total

    scores = {each: round(score(document), 9) for each, document in documents.items()}
    sharing = sorted((each for each in scores if scores[each]), key=lambda each: -scores[each])
    found = bm25(texts, limit=limit, k1=k1, b=b)(query)
    assert len(found) == min(limit, len(sharing))
    assert [scores[each] for each in found] == [scores[each] for each in sharing[:limit]]
    assert found == bm25(dict(reversed(texts.items())), limit=limit, k1=k1, b=b)(query)


def test_same_texts_stand_in_the_order_of_ids_also_at_the_limit() -> None:
    texts = dict.fromkeys([7, 3, 9, 1, 5], "자바 개발자")
    assert bm25(texts, limit=3)("자바") == (1, 3, 5)


@pytest.mark.parametrize("texts", [{}, {1: ""}, {1: "go"}])
def test_who_shares_no_word_is_not_ranked(texts: dict[int, str]) -> None:
    assert bm25(texts, limit=3)("자바") == ()


def test_popular_is_who_has_many_stars_and_answers() -> None:
    people = [
        mentor(1),
        mentor(2, rating_avg=5, rating_count=2, requested_count=4, responded_count=4),
        mentor(3, rating_avg=4, rating_count=9, requested_count=9, responded_count=9),
        mentor(4, rating_avg=4, rating_count=9, requested_count=90, responded_count=9),
        mentor(5, requested_count=3, responded_count=3),
        mentor(6),
        mentor(7, requested_count=3),
    ]
    ranking = popularity(reversed(people), limit=9)
    # 11 * 5/6 = 9.2, 37 * 10/11 = 33.6, 37 * 10/92 = 4.0, 4/5, 1/2 and 1/5
    assert ranking("anything") == ranking(None) == (3, 2, 4, 5, 1, 6, 7)
    assert popularity(people, limit=2)("") == (3, 2)


def test_cosine_ranks_by_the_angle() -> None:
    people = [stored(1, [0, 1]), stored(2, [1, 0]), stored(3, [0.6, 0.8]), stored(4, [-1, 0])]
    query = np.array([1, 0], dtype=np.float32)
    assert cosine(people, limit=9)(query) == (2, 3, 1, 4)
    assert cosine(people, limit=2)(query) == (2, 3)
    assert cosine([], limit=2)(query) == ()


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_copies_of_a_vector_are_equal_wherever_they_lie(seed: int, limit: int) -> None:
    chance = np.random.default_rng(seed)
    few = chance.normal(size=(3, 37)).astype(np.float32)
    few /= np.linalg.norm(few, axis=1, keepdims=True)
    query = few[0] + few[1] / 2
    people = [stored(each, list(few[each % 3])) for each in chance.permutation(30)]
    scores = few.astype(np.float64) @ query
    expected = sorted(range(30), key=lambda each: (-scores[each % 3], each))
    assert cosine(people, limit=limit)(query) == tuple(expected[:limit])


def test_vectors_of_two_models_do_not_mix() -> None:
    with pytest.raises(ValueError, match="inhomogeneous"):
        cosine([stored(1, [1, 0]), stored(2, [1, 0, 0])], limit=1)


@pytest.mark.parametrize("parameters", [(-0.1, 0.5), (1, 1.1), (1, -0.1)])
def test_parameters_out_of_bounds_are_refused(parameters: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="k1 is 0 or more"):
        bm25({}, limit=1, k1=parameters[0], b=parameters[1])


@pytest.mark.parametrize(
    "made",
    [
        lambda: bm25({}, limit=0),
        lambda: popularity([], limit=0),
        lambda: cosine([], limit=0),
    ],
    ids=["bm25", "popularity", "cosine"],
)
def test_a_ranking_of_nobody_is_refused(made: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="at least one person"):
        made()
