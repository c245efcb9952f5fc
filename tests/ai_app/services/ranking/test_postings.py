"""Postings: rows of terms, for readers of several generations."""

import numpy as np

from schemas.people import Mentor, Profile
from services.ranking.postings import Keys, Postings, Rows, keys, pieces, terms
from services.vocabularies import UNKNOWING


def rows(*numbers: int) -> Rows:
    return np.array(numbers, np.int32)


def test_a_reader_sees_the_rows_of_their_generation() -> None:
    postings = Postings()
    postings.add(("job", "nurse"), rows(0, 3))
    seen = postings.rows(("job", "nurse"), below=4)
    for row in range(4, 100):
        postings.add(("job", "nurse"), rows(row))
    assert seen.tolist() == postings.rows(("job", "nurse"), below=4).tolist() == [0, 3]
    assert postings.rows(("job", "nurse"), below=3).tolist() == [0]
    assert postings.rows(("job", "nurse"), below=100).tolist() == [0, 3, *range(4, 100)]
    assert postings.rows(("skill", "nurse"), below=100).tolist() == []


def test_rows_are_renumbered_and_terms_of_nobody_forgotten() -> None:
    postings = Postings()
    postings.add(("job", "nurse"), rows(0, 1, 3))
    postings.add(("job", "chef"), rows(1))
    found = postings.renumbered(rows(0, -1, -1, 1))
    assert found.rows(("job", "nurse"), below=9).tolist() == [0, 1]
    assert list(found._lists) == [("job", "nurse")]


def test_the_terms_of_mentors() -> None:
    profile = Profile(jobs=("Nurse",), skills=("React.js", "reactjs"), introduction="So so")
    mentors = [
        Mentor(user_id=1, nickname="m", company_name="Bolt Labs", profile=profile),
        Mentor(user_id=2, nickname="n", profile=Profile(jobs=("nurse",))),
    ]
    assert keys(mentors, UNKNOWING)[0] == Keys(
        jobs=(("nurse",),), skills=(("reactjs",), ("reactjs",)), company="boltlabs"
    )
    assert terms(keys(mentors, UNKNOWING), ["So so", ""], 7) == {
        ("job", "nurse"): [7, 8],
        ("skill", "reactjs"): [7],
        ("company", "boltlabs"): [7],
        ("piece", "so"): [7],
    }


def test_the_pieces_of_a_text_are_latin_words_and_pairs_of_other_characters() -> None:
    assert pieces("서버 서버를 AWS로, a Go/c++ 日本語") == (
        "서버", "버를", "aws", "a", "go", "c++", "日本", "本語",
    )  # fmt: skip
    assert pieces(" 가 _ ·") == ()
