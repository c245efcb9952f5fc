"""What somebody seeks: what they name and what their text asks for, less what it does not want."""

import pytest

from schemas.people import Profile
from services.people.seeking import Seekers, Seeking
from services.ranking.query import Filters
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary

KNOWN = Vocabularies(
    jobs=Vocabulary({"Nurse": ("간호사",), "Designer": ("디자이너",)}),
    skills=Vocabulary({"Figma": ("피그마",)}),
)


@pytest.fixture
def seekers() -> Seekers:
    return Seekers(KNOWN)


def test_what_a_text_asks_for_counts_as_if_named(seekers: Seekers) -> None:
    said = Profile(introduction="피그마를 배워 디자이너가 되고 싶어요", years=2)
    sought = seekers.seeking(said)
    assert sought == Seeking(
        Profile(
            jobs=("Designer",), skills=("Figma",), introduction=said.introduction, years=said.years
        ),
        (),
    )
    assert not sought.is_nothing


def test_what_is_not_wanted_is_left_out_though_it_be_named(seekers: Seekers) -> None:
    sought = seekers.seeking(
        Profile(jobs=("간호사", "디자이너"), introduction="간호사는 되고 싶지 않아요")
    )
    assert sought == Seeking(Profile(jobs=("Designer",)), ("Nurse",))
    assert sought.within(Filters(only_verified=True)) == Filters(
        only_verified=True, unwanted_jobs=("Nurse",), wanted_jobs=("Designer",)
    )


@pytest.mark.parametrize(
    ("said", "is_nothing"),
    [
        (Profile(), True),
        (Profile(introduction=" "), True),
        (Profile(introduction="간호사는 되고 싶지 않아요"), False),
    ],
)
def test_who_only_says_what_they_do_not_want_says_something(
    seekers: Seekers, said: Profile, is_nothing: bool
) -> None:
    assert seekers.seeking(said).is_nothing is is_nothing


def test_a_text_is_read_once_and_not_held(seekers: Seekers) -> None:
    said = Profile(introduction="간호사는 되고 싶지 않아요. 디자이너가 좋아요")
    assert not seekers.has(said)
    first = seekers.wishes(said.introduction)
    assert seekers.has(said)
    assert seekers.wishes(said.introduction) is first
    assert "좋아요" not in repr(first)
