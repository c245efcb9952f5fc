"""Where a sentence mentions the names of a vocabulary."""

import pytest

from services.mentions import Mention
from services.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("스프링부트와 리액트로 서비스를 만들었습니다.", ("Spring Boot", "React")),
        ("자바스크립트를 하다가 자바로 옮겼어요", ("JavaScript", "Java")),
        ("I moved from JavaScript to Java, and to C++.", ("JavaScript", "Java", "C++")),
        ("React Native보다 React를 좋아해요", ("React Native", "React")),
        ("감사합니다! 인사드립니다.", ()),
        ("Let us go on to the next step, and have a rest.", ()),
        ("scalable javalike reactive", ()),
        ("Node.js·TypeScript/도커", ("Node.js", "TypeScript", "Docker")),
        ("자, 바로 시작하죠. 각자 바쁘니까요.", ()),
        ("스프링 부트, spring-boot, C language", ("Spring Boot", "C")),
        ("ＲｅａｃｔとＴｙｐｅＳｃｒｉｐｔ", ("React", "TypeScript")),
        ("", ()),
    ],
)
def test_what_a_sentence_mentions(skills: Vocabulary, text: str, names: tuple[str, ...]) -> None:
    assert skills.mentioned(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("게임 기획자가 되고 싶어요", ("게임 기획자",)),
        ("기업여신 심사역이 되고 싶어요", ("기업여신 심사역",)),
        ("교육 콘텐츠 개발자, 부동산 개발자", ("교육 콘텐츠 개발자", "부동산 개발자")),
        ("전시 기획자와 공연 기획자", ("전시 기획자", "이벤트 기획자")),
        ("헤어 디자이너였어요", ("헤어디자이너",)),
        ("a real estate developer", ("부동산 개발자",)),
        ("신약 개발자가 되고 싶어요", ()),
        ("네일 디자이너", ()),
        ("a rocket designer", ()),
        ("신입 개발자", ("Software Engineer",)),
        ("좋은 디자이너가 되고 싶어요", ("Designer",)),
        ("주니어 백엔드 개발자", ("Backend Developer",)),
        ("I am a senior developer", ("Software Engineer",)),
        ("개발자 디자이너", ("Software Engineer", "Designer")),
        ("디자이너나 개발자", ("Designer", "Software Engineer")),
        ("자바 개발자", ("Software Engineer",)),
    ],
)
def test_the_last_word_of_another_job_is_no_job_by_itself(
    jobs: Vocabulary, text: str, names: tuple[str, ...]
) -> None:
    assert jobs.mentioned(text) == names


@pytest.mark.parametrize(
    "text", ["요가 강사가 되고 싶어요", "한국어 강사가 되고 싶어요", "발레 강사"]
)
def test_no_instructor_is_a_teacher_by_that_alone(jobs: Vocabulary, text: str) -> None:
    assert "Teacher" not in [each.name for each in jobs.mentions(text, alone=True)]
    alone = [each.name for each in jobs.mentions("강사가 되고 싶어요", alone=True)]
    assert alone == ["Teacher"]


def test_communication_is_no_doctor(jobs: Vocabulary) -> None:
    assert jobs.mentioned("의사소통이 좋은 데이터 엔지니어") == ("Data Engineer",)


def test_an_empty_vocabulary_knows_nothing() -> None:
    assert Vocabulary({}).mentioned("React") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("c", [("C", 0, 1)]),
        ("c, c", [("C", 0, 1), ("C", 3, 4)]),
        ("react nativ", [("React", 0, 5)]),
        ("react-native", [("React Native", 0, 12)]),
        (". react . native .", [("React Native", 2, 16)]),
        ("reac", []),
        ("...", []),
    ],
)
def test_where_it_begins_and_ends(text: str, found: list[tuple[str, int, int]]) -> None:
    known = Vocabulary({"C": [], "React": [], "React Native": []})
    assert list(known.mentions(text)) == [Mention(*each) for each in found]


def test_a_name_is_no_shorter_than_it_is_at_the_end_of_a_text() -> None:
    known = Vocabulary({"Go": [], "Going Concern": []})
    assert list(known.mentions("i go")) == [Mention("Go", 2, 4)]
    assert list(known.mentions("going concer")) == []


def test_what_counts_alone_is_unsure_and_told_only_when_asked_for(jobs: Vocabulary) -> None:
    text = "강사가 되고 싶어요"
    assert list(jobs.mentions(text)) == []
    assert list(jobs.mentions(text, alone=True)) == [Mention("Teacher", 0, 2, sure=False)]
