"""Tests of how the sections of a résumé are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.resume.sections import HEADINGS, Section, read_lines
from tests.ai_app.services.resume.texts import ENGLISH, KOREAN


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("경력", Section.WORK),
        ("경 력 사 항", Section.WORK),
        ("■ 경력 사항", Section.WORK),
        ("【 경력 】", Section.WORK),
        ("2. 경력사항", Section.WORK),
        ("Ⅱ. 경력사항", Section.WORK),
        ("<경력사항>", Section.WORK),
        ("경력 (Work Experience)", Section.WORK),
        ("경력 / Work Experience", Section.WORK),
        ("EXPERIENCE", Section.WORK),
        ("W O R K   H I S T O R Y", Section.WORK),
        ("## Work Experience", Section.WORK),
        ("Education & Training", Section.EDUCATION),
        ("학력/교육 사항:", None),
        ("학력:", Section.EDUCATION),
        ("교육 : ", Section.EDUCATION),
        ("About me", Section.SUMMARY),
        ("자기소개서", Section.SUMMARY),
        ("기술 스택", Section.SKILLS),
        ("Side-Projects", Section.PROJECTS),
        ("수상 경력", Section.OTHER),
        ("프로필", Section.OTHER),
        ("Profile", Section.SUMMARY),
        ("경력 / Education", None),
        ("경력 5년", None),
        ("경력 개발자", None),
        ("Experience 2019", None),
        ("work" + " " * 40, Section.WORK),
        ("경력이 길어 자랑스럽습니다", None),
        ("", None),
        ("---", None),
    ],
)
def test_a_heading_opens_its_section(heading: str, section: Section | None) -> None:
    first, below = read_lines(f"{heading}\n아래")
    assert first.section is (section or Section.OPENING)
    assert below.section is first.section
    assert first.text == ("" if section else heading.strip())


@pytest.mark.parametrize(
    ("written", "section", "rest"),
    [
        ("기술: 자바, Spring", Section.SKILLS, "자바, Spring"),
        ("Skills: Python: Django", Section.SKILLS, "Python: Django"),
        ("경력 (총 5년 3개월)", Section.WORK, "(총 5년 3개월)"),
        ("경력 [5년]: 한빛", Section.WORK, "[5년] 한빛"),
        ("학력：한국대학교", Section.EDUCATION, "한국대학교"),  # noqa: RUF001 - a wide colon
        ("주소: 서울", Section.OPENING, "주소: 서울"),
    ],
)
def test_what_a_heading_says_beside_is_kept(written: str, section: Section, rest: str) -> None:
    (line,) = read_lines(written)
    assert (line.section, line.text) == (section, rest)


def test_what_is_too_long_is_no_heading() -> None:
    (line,) = read_lines("경력 사항 / Work Experience --------------------")
    assert line.section is Section.OPENING


def test_all_sections_of_a_resume_are_told_apart() -> None:
    sections = dict.fromkeys(line.section for line in read_lines(KOREAN))
    assert list(sections) == [
        Section.OPENING,
        Section.SUMMARY,
        Section.WORK,
        Section.EDUCATION,
        Section.SKILLS,
        Section.OTHER,
    ]
    sections = dict.fromkeys(line.section for line in read_lines(ENGLISH))
    assert list(sections)[-2:] == [Section.EDUCATION, Section.SKILLS]


def test_no_heading_is_of_two_sections() -> None:
    names = [name for names in HEADINGS.values() for name in names.split()]
    assert len(names) == len(set(names))


@given(st.text())
def test_lines_are_numbered_as_they_stand(text: str) -> None:
    lines = read_lines(text)
    assert [line.number for line in lines] == list(range(1, text.count("\n") + 2))
