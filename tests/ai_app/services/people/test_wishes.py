"""Which jobs are wanted, and which are left."""

import json
from pathlib import Path

import pytest

from adapters.vocabulary_file import read_aliases
from services.people.wishes import wishes
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary

SHIPPED = Path(__file__).resolve().parents[4] / "ai_app" / "data"


@pytest.fixture(scope="module")
def known() -> Vocabularies:
    return Vocabularies(
        jobs=Vocabulary(read_aliases(SHIPPED / "jobs.json")),
        skills=Vocabulary(read_aliases(SHIPPED / "skills.json")),
    )


@pytest.mark.parametrize(("name", "least"), [("wishes", 128), ("wishes_held_out", 58)])
def test_most_texts_are_read_as_who_wrote_them_meant(
    known: Vocabularies, name: str, least: int
) -> None:
    """The patterns were made with one set of texts; the other was not looked at."""
    lines = (Path(__file__).with_name(f"{name}.jsonl")).read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    wrong = [
        (each["text"], found)
        for each in told
        if set(found := wishes(each["text"], known).jobs) != set(each["wanted"])
    ]
    assert len(told) - len(wrong) >= least, wrong


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("교사에서 UX 디자이너로 전직 준비 중입니다", ("UX Designer",)),
        ("영업관리자에서 마케터로", ("Marketer",)),
        ("간호사로 일하다 데이터 분석가로 옮기고 싶습니다.", ("Data Analyst",)),
        ("간호사로 일하다가 데이터 분석가로", ("Data Analyst",)),
        ("약사 출신 데이터 엔지니어를 찾아요", ("Data Engineer",)),
        ("회계사였다가 변호사가 되고 싶어요", ("Lawyer",)),
        ("교사를 그만두고 웹 디자이너를 준비합니다", ("Web Designer",)),
        ("From Web Designer to Data Engineer", ("Data Engineer",)),
        ("from being a web designer to data engineer", ("Data Engineer",)),
        ("I am a former data analyst and want to be a data scientist", ("Data Scientist",)),
        ("an ex-data analyst, now a product manager", ("Product Manager",)),
    ],
)
def test_a_job_that_is_left_is_not_wanted(
    known: Vocabularies, text: str, wanted: tuple[str, ...]
) -> None:
    assert wishes(text, known).jobs == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("데이터 분석가에게 배우고 싶어요", ("Data Analyst",)),
        ("약사 출신 멘토를 찾아요", ("Pharmacist",)),
        ("교사에서 벗어나고 싶어요", ("Teacher",)),
        ("advice from a data analyst or a product manager", ("Data Analyst", "Product Manager")),
        ("마케터와 데이터 분석가로 일하고 싶어요", ("Marketer", "Data Analyst")),
        ("약사에서 마케터로, 또는 약사로 창업하고 싶어요", ("Marketer", "Pharmacist")),
        ("성장형 마케터, 데이터 분석가", ("Marketer", "Data Analyst")),
        ("디자이너 쉬운 길은 없나요? 개발자 접근도 궁금해요", ("Designer", "Software Engineer")),
        ("의사소통에 관심이 있는 교사입니다", ("Teacher",)),
        ("그만둘 의사가 있습니다", ()),
        ("의사가 되고 싶어요", ("Doctor",)),
        ("3년차 백엔드 개발자입니다. 더 성장하고 싶어요", ("Backend Developer",)),
        ("아무 말이나 씁니다", ()),
        ("", ()),
    ],
)
def test_a_job_that_is_not_left_or_the_only_one_is_wanted(
    known: Vocabularies, text: str, wanted: tuple[str, ...]
) -> None:
    assert wishes(text, known).jobs == wanted


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("회계사인데 UX 디자이너가 되고 싶어요", ()),
        ("회계사가 되고 싶어요", ("Accounting",)),
        ("회계를 하던 간호사인데 데이터 분석가가 되고 싶어요", ("Accounting", "Data Analysis")),
        ("SQL을 아는 마케터입니다", ("SQL",)),
    ],
)
def test_a_skill_in_the_name_of_another_job_is_not_asked_for(
    known: Vocabularies, text: str, skills: tuple[str, ...]
) -> None:
    assert wishes(text, known).skills == skills


@pytest.mark.parametrize(
    ("text", "unwanted", "sought"),
    [
        ("간호사가 되고 싶지 않아요. 다른 일을 찾고 있어요", "Nurse", "다른 일을 찾고 있어요"),
        ("개발자가 되고 싶지 않아요", "Software Engineer", ""),
        ("개발자가 되고 싶지는 않습니다.", "Software Engineer", ""),
        ("간호사는 정말 하기 싫어요", "Nurse", ""),
        ("간호사로 계속 일하기 싫어요. 뭘 할 수 있을까요?", "Nurse", "뭘 할 수 있을까요"),
        ("저는 간호사입니다. 간호사를 더 하고 싶지 않아요", "Nurse", "저는 간호사입니다"),
        ("개발자 말고 다른 일을 찾고 있어요", "Software Engineer", "다른 일을 찾고 있어요"),
        ("간호사 빼고 다 괜찮아요", "Nurse", "다 괜찮아요"),
        ("간호사가 아닌 다른 직업", "Nurse", "직업"),
        ("개발자 할 생각이 전혀 없습니다", "Software Engineer", ""),
        ("개발자가 안 되고 싶어요", "Software Engineer", ""),
        ("변호사에는 관심이 없어요", "Lawyer", ""),
        ("변호사는 원하지 않습니다", "Lawyer", ""),
        ("I do not want to be a nurse. Anything else is fine.", "Nurse", "anything else is fine"),
        ("I don't want to work as a nurse anymore", "Nurse", "anymore"),
        ("I\u2019m not interested in becoming a lawyer", "Lawyer", ""),
        ("anything but a nurse", "Nurse", ""),
        ("I'd rather not be a nurse", "Nurse", ""),
        ("I hate being a nurse", "Nurse", ""),
        ("Being a nurse is not for me", "Nurse", "being a"),
    ],
)
def test_a_job_that_is_expressly_not_wanted_is_not_asked_for(
    known: Vocabularies, text: str, unwanted: str, sought: str
) -> None:
    found = wishes(text, known)
    assert (found.jobs, found.goals, found.unwanted) == ((), (), (unwanted,))
    assert found.sought(text) == sought


def test_of_two_jobs_one_may_be_wanted_and_the_other_not(known: Vocabularies) -> None:
    found = wishes("developer가 되기 싫고 designer가 되고 싶다", known)
    assert (found.jobs, found.unwanted) == (("Designer",), ("Software Engineer",))
    assert found.sought("developer가 되기 싫고 designer가 되고 싶다") == "designer가 되고 싶다"
    text = "I don't want to be a nurse or a lawyer, I want to be a developer"
    found = wishes(text, known)
    assert (found.jobs, found.unwanted) == (("Software Engineer",), ("Nurse", "Lawyer"))
    assert found.sought(text) == "i want to be a developer"
    text = "개발자나 간호사는 되고 싶지 않아요"
    assert wishes(text, known).sought(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "개발자가 되고 싶지만 안 될까 걱정이에요",
        "개발자가 싫은 건 아니에요",
        "개발자가 안 되면 어떡하죠?",
        "not only a developer",
        "Why not become a developer?",
        "간호사가 되고 싶지 않았는데 이제는 개발자가 되고 싶어요. 간호사도 되고 싶어요.",
    ],
)
def test_what_only_looks_like_a_refusal_is_none(known: Vocabularies, text: str) -> None:
    found = wishes(text, known)
    assert "Software Engineer" in found.jobs
    assert (found.unwanted, found.sought(text)) == ((), text)


@pytest.mark.parametrize("text", ["교사에서 벗어나고 싶어요", "간호사 일은 그만하고 싶어요"])
def test_a_job_that_is_left_may_be_asked_for_and_is_no_goal(known: Vocabularies, text: str) -> None:
    found = wishes(text, known)
    assert len(found.jobs) == 1
    assert (found.goals, found.unwanted) == ((), ())
