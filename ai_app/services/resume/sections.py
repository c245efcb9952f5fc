"""Finds the sections of a résumé by their headings, in Korean and in English."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

HEADING_MAX = 40
"""Characters; what is longer is a sentence."""
NUMBERING = re.compile(r"^\W*(?:(?:\d{1,2}|[IVX]{1,4})[.)])?\W*")
"""Bullets, boxes, and numbers of sections; in the form NFKC, in which Ⅳ is IV."""
PARENTHESIS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
NOT_A_LETTER = re.compile(r"[^a-z가-힣]")
LATIN = re.compile(r"[a-z]")
DIGIT = re.compile(r"\d")


class Section(Enum):
    """What a part of a résumé is about."""

    OPENING = "opening"
    """All before the first heading: the name, what they call themselves, how to reach them."""
    SUMMARY = "summary"
    WORK = "work"
    EDUCATION = "education"
    SKILLS = "skills"
    PROJECTS = "projects"
    OTHER = "other"
    """Awards, certificates, languages, the army: said on purpose to be something else."""


HEADINGS: Mapping[Section, str] = {
    Section.SUMMARY: (
        "자기소개 자기소개서 소개 간단소개 간단자기소개 한줄소개 요약 핵심요약 경력요약 프로필요약 "
        "summary profile about aboutme objective careerobjective introduction profilesummary "
        "professionalsummary careersummary executivesummary personalstatement"
    ),
    Section.WORK: (
        "경력 경력사항 경력상세 상세경력 업무경력 업무경험 직무경험 근무경력 근무경험 실무경험 "
        "주요경력 회사경력 인턴 인턴경험 인턴십 경력및인턴 경력기술서 "
        "experience work workexperience professionalexperience employment employmenthistory "
        "workhistory career careerhistory internship internships relevantexperience"
    ),
    Section.EDUCATION: (
        "학력 학력사항 학력및교육 교육 교육사항 교육이수 교육이력 교육과정 교육수료 교육및수료 "
        "최종학력 학업 education educationtraining educationandtraining academicbackground "
        "educationalbackground academichistory training courses coursework"
    ),
    Section.SKILLS: (
        "기술 기술스택 보유기술 사용기술 주요기술 핵심역량 보유역량 역량 스킬 스택 활용능력 "
        "skill skills technicalskills techstack techskills coreskills keyskills technologies "
        "competencies corecompetencies skillset toolsandtechnologies skillsandtools"
    ),
    Section.PROJECTS: (
        "프로젝트 프로젝트경험 주요프로젝트 개인프로젝트 팀프로젝트 사이드프로젝트 포트폴리오 "
        "project projects personalprojects sideprojects portfolio selectedprojects"
    ),
    Section.OTHER: (
        "인적사항 기본정보 개인정보 프로필 연락처 병역 병역사항 자격증 자격 자격사항 자격면허 수상 "
        "수상경력 수상내역 수상이력 어학 어학능력 외국어 대외활동 활동 동아리 봉사 봉사활동 "
        "성장과정 지원동기 입사후포부 성격의장단점 취미 취미특기 특기 기타 기타사항 추천인 링크 "
        "논문 특허 contact personalinformation certifications certificates certification licenses "
        "awards honors awardsandhonors honorsandawards languages activities "
        "extracurricularactivities volunteering volunteerexperience volunteer militaryservice "
        "military publications patents interests hobbies references links"
    ),
}
"""What headings say, of their letters alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a résumé."""

    number: int
    """From 1."""
    text: str
    """Without the heading, where it begins with one."""
    written: str
    """With it."""
    section: Section


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a résumé, each with its section; a heading stands for those below it."""
    kinds = {name: kind for kind, names in HEADINGS.items() for name in names.split()}
    section = Section.OPENING
    lines: list[Line] = []
    for number, each in enumerate(unicodedata.normalize("NFKC", text).split("\n"), 1):
        written = " ".join(each.split())
        kind, rest = _split(written, kinds)
        section = kind or section
        lines.append(Line(number=number, text=rest, written=written, section=section))
    return tuple(lines)


def _split(line: str, kinds: Mapping[str, Section]) -> tuple[Section | None, str]:
    """Return the section that a line opens, and what else it says."""
    head, colon, rest = line.partition(":")
    beside = " ".join(filter(DIGIT.search, PARENTHESIS.findall(head)))
    bare = NUMBERING.sub("", PARENTHESIS.sub(" ", head))
    kind = _kind(bare, kinds) if len(head) <= HEADING_MAX else None
    if kind is None and colon and len(line) <= HEADING_MAX:
        kind, beside, rest = _kind(NUMBERING.sub("", line), kinds), "", ""
    if kind is None:
        return None, line
    return kind, f"{beside} {rest.strip()}".strip()


def _kind(heading: str, kinds: Mapping[str, Section]) -> Section | None:
    """Return the section of this name; one in two languages has to say the same in both."""
    if DIGIT.search(heading):
        return None
    letters = NOT_A_LETTER.sub("", heading.casefold())
    latin = "".join(LATIN.findall(letters))
    hangul = LATIN.sub("", letters)
    names = [name for name in (hangul, latin) if name]
    found = {kinds.get(name) for name in names}
    return found.pop() if len(found) == 1 else None
