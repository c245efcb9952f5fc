"""The vocabulary: one name for many spellings, alone and amid a sentence."""

import json
import re

import pytest

from adapters.vocabulary_file import read_aliases
from services.vocabulary import Vocabulary
from tests.ai_app.services.conftest import SHIPPED


@pytest.mark.parametrize("text", ["React", "리액트", "react.js", "REACTJS", "React JS", "react"])
def test_one_name_for_what_is_written_in_many_ways(skills: Vocabulary, text: str) -> None:
    assert skills.canonical(text) == "React"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Spring-Boot", "Spring Boot"),
        ("c++", "C++"),
        ("C#", "C#"),
        ("c", "C"),
        ("k8s", "Kubernetes"),
        ("감사", "Auditing"),
        ("한 번도 못 들은 말", None),
        ("", None),
    ],
)
def test_what_makes_a_name(skills: Vocabulary, text: str, name: str | None) -> None:
    assert skills.canonical(text) == name


def test_jobs_have_a_vocabulary_of_their_own(jobs: Vocabulary) -> None:
    assert jobs.normalised(["백엔드 개발자", "Backend Engineer", "서버개발자"]) == (
        "Backend Developer",
    )


@pytest.mark.parametrize(
    ("name", "korean"),
    [
        ("Nurse", "간호사"),
        ("Doctor", "의사"),  # an alias that counts alone
        ("Frontend Developer", "프론트엔드 개발자"),
        ("QA Engineer", "QA 엔지니어"),
        ("백엔드개발자", "백엔드 개발자"),
        ("Erlang Tamer", "Erlang Tamer"),
        ("보건교사", "보건교사"),
    ],
)
def test_what_a_job_is_called_amid_korean_words(jobs: Vocabulary, name: str, korean: str) -> None:
    assert jobs.in_korean(name) == korean


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("Nurse", "Nurse"),
        ("간호사", "Nurse"),
        ("부동산 개발자", "Real Estate Developer"),
        ("보건교사", "보건교사"),
    ],
)
def test_what_a_job_is_called_amid_english_words(jobs: Vocabulary, name: str, english: str) -> None:
    assert jobs.in_english(name) == english


def test_every_job_has_an_english_name(jobs: Vocabulary) -> None:
    for name in read_aliases(SHIPPED / "jobs.json"):
        assert not re.search("[가-힣]", jobs.in_english(name))


def test_every_job_has_a_korean_name_by_which_it_is_known(jobs: Vocabulary) -> None:
    for name in read_aliases(SHIPPED / "jobs.json"):
        assert re.search("[가-힣]", jobs.in_korean(name))
        assert jobs.canonical(jobs.in_korean(name)) == name


@pytest.mark.parametrize(
    ("name", "korean"),
    [
        ("Accounting", "회계"),
        ("A/B Testing", "A/B 테스트"),
        ("Sales", "영업"),
        ("React", "React"),
        ("리액트", "React"),
        ("SQL Server", "SQL Server"),
        ("Erlang", "Erlang"),
    ],
)
def test_skills_but_for_products_are_called_in_korean(
    skills: Vocabulary, name: str, korean: str
) -> None:
    assert skills.in_korean(name) == korean
    assert skills.canonical(korean) == skills.canonical(name)


def test_what_nobody_knows_stays_and_each_stands_once(skills: Vocabulary) -> None:
    texts = ["리액트", "  Erlang   OTP ", "react", "erlang-otp", " ", "타입스크립트"]
    assert skills.normalised(texts) == ("React", "Erlang OTP", "TypeScript")


def test_no_job_of_the_samples_is_read_as_another(jobs: Vocabulary) -> None:
    """Their own jobs are read as themselves, or as a broader one, or not at all."""
    read = {}
    for line in (SHIPPED / "evaluation" / "mentors.jsonl").read_text("utf-8").splitlines():
        for job in json.loads(line)["profile"]["jobs"]:
            if jobs.canonical(job) is None and jobs.mentioned(job):
                read[job] = jobs.mentioned(job)
    assert read == {"CRM 마케터": ("Marketer",), "유치원 교사": ("Teacher",)}


def test_an_alias_has_one_name() -> None:
    with pytest.raises(ValueError, match="'js' is an alias of 'JavaScript' and of 'Japanese'"):
        Vocabulary({"JavaScript": ["js"], "Japanese": ["js"]})


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("개발자", ("softwareengineer",)),
        ("developer", ("softwareengineer",)),
        ("서버개발자", ("backenddeveloper", "softwareengineer", "webdeveloper")),
        ("iOS Developer", ("iosdeveloper", "mobiledeveloper", "softwareengineer")),
        ("디자이너", ("designer",)),
        ("UX designer", ("uxdesigner", "designer")),
        ("상품 기획자", ("merchandiser",)),
        ("Erlang Tamer", ("erlangtamer",)),
    ],
)
def test_who_is_of_a_kind_is_found_by_what_it_is_a_kind_of(
    jobs: Vocabulary, name: str, keys: tuple[str, ...]
) -> None:
    assert jobs.keys_of(name) == keys
    assert jobs.key_of(name) == keys[0]


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("MySQL", ("mysql", "sql")),
        ("마리아db", ("mysql", "sql")),
        ("AWS", ("aws", "cloudcomputing")),
        ("클라우드", ("cloudcomputing",)),
        ("React Native", ("reactnative",)),
    ],
)
def test_a_skill_may_be_of_a_kind_too(skills: Vocabulary, name: str, keys: tuple[str, ...]) -> None:
    assert skills.keys_of(name) == keys


def test_what_is_shared_is_named_as_who_carries_it_does(jobs: Vocabulary) -> None:
    carried = ("UX 디자이너", "Backend Developer", "간호사", "도예가")
    assert jobs.shared(carried, ("nurse", "개발자", "디자이너", "UX Designer", "도예가")) == (
        "간호사",
        "Backend Developer",
        "UX 디자이너",
        "도예가",
    )
    assert jobs.shared(("Software Engineer", "개발자"), ("Backend Developer",)) == ()


@pytest.mark.parametrize("text", ["그래픽 디자이너로 일합니다", "a graphic designer"])
def test_the_kind_is_mentioned_and_not_what_it_is_a_kind_of(jobs: Vocabulary, text: str) -> None:
    assert jobs.mentioned(text) == ("Graphic Designer",)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"Designer": [">UX Designer"]}, "'UX Designer' is said to be a kind, and is no name"),
        ({"Designer": [">Designer"]}, "'Designer' is a kind of itself"),
        ({"A": [">B"], "B": [">C"], "C": [">A"]}, "'A' is a kind of itself"),
    ],
)
def test_kinds_are_names_and_none_is_its_own(entries: dict[str, list[str]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Vocabulary(entries)
