"""The words that take the place of a model's, in Korean or in English: plain, and always there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from schemas.language import Language
from schemas.people import Mentor, Profile
from schemas.words import Purpose
from services.masking.masking import mask
from services.ranking.particles import with_particle
from services.ranking.sentence import NAMED_MAX, sentence
from services.ranking.speech import Speech
from services.words.pair import Pair


def template(purpose: Purpose, pair: Pair, speech: Speech) -> str:
    """Return words for the two; what they call themselves is masked as all else."""
    return mask(TEMPLATES[purpose, speech.language](_spoken(pair, speech)))


def _spoken(pair: Pair, speech: Speech) -> Pair:
    """Return the two with jobs and skills called as they are in this language."""
    return replace(
        pair,
        mentor=replace(pair.mentor, profile=_called(pair.mentor.profile, speech)),
        mentee=_called(pair.mentee, speech),
    )


def _called(profile: Profile, speech: Speech) -> Profile:
    return replace(
        profile,
        jobs=tuple(map(speech.job, profile.jobs)),
        skills=tuple(map(speech.skill, profile.skills)),
    )


def _reason_korean(pair: Pair) -> str:
    nickname = with_particle(f"{pair.mentor.nickname} 멘토님", "을/를")
    return " ".join([f"{nickname} 추천합니다.", *_about(pair, "ko"), _shared_korean(pair)]).strip()


def _reason_english(pair: Pair) -> str:
    opening = f"We recommend {pair.mentor.nickname}."
    return " ".join([opening, *_about(pair, "en"), _shared_english(pair)]).strip()


def _about(pair: Pair, language: Language) -> list[str]:
    """Say of the mentor what is shared, or else what they say first."""
    profile = pair.mentor.profile
    jobs, skills = pair.jobs or profile.jobs, pair.skills or profile.skills
    said = [sentence(pair.mentor, jobs, skills, {}, Speech(language))] if jobs or skills else []
    if profile.years:
        korean = language == "ko"
        said.append(f"경력은 {profile.years}년입니다." if korean else _years_english(profile.years))
    return said


def _years_english(years: int) -> str:
    return "They have worked for a year." if years == 1 else f"They have worked for {years} years."


def _shared_korean(pair: Pair) -> str:
    shared = (*pair.jobs, *pair.skills)
    return f"두 분 모두 {_listed(shared)}에 관심이 있습니다." if shared else ""


def _shared_english(pair: Pair) -> str:
    shared = (*pair.jobs, *pair.skills)
    return f"What you have in common: {_listed(shared)}." if shared else ""


def _first_message_korean(pair: Pair) -> str:
    wanted = _listed(pair.mentee.jobs)
    who = (
        f"{with_particle(wanted, '을/를')} 목표로 준비하고 있습니다."
        if wanted
        else ("취업을 준비하고 있습니다.")
    )
    about = _listed(pair.skills or pair.jobs or _names(pair.mentor))
    seen = (
        f"프로필에서 {with_particle(about, '을/를')} 보고 연락드립니다."
        if about
        else ("프로필을 보고 연락드립니다.")
    )
    return (
        f"안녕하세요, {pair.mentor.nickname}님. {who} {seen} 제가 무엇부터 준비하면 좋을지 "
        "편하실 때 조언을 들을 수 있을까요? 읽어 주셔서 감사합니다."
    )


def _first_message_english(pair: Pair) -> str:
    wanted = _listed(pair.mentee.jobs)
    who = f"I am working towards a job as {wanted}" if wanted else "I am looking for a job"
    about = _listed(pair.skills or pair.jobs or _names(pair.mentor))
    seen = f"your profile mentions {about}" if about else "your profile caught my eye"
    return (
        f"Hello {pair.mentor.nickname}, {who}, and {seen}. Could you tell me, when you have a "
        "moment, what you would prepare first in my place? Thank you for reading this."
    )


def _names(mentor: Mentor) -> tuple[str, ...]:
    return mentor.profile.skills or mentor.profile.jobs


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED_MAX])


TEMPLATES: Mapping[tuple[Purpose, Language], Callable[[Pair], str]] = {
    (Purpose.REASON, "ko"): _reason_korean,
    (Purpose.REASON, "en"): _reason_english,
    (Purpose.FIRST_MESSAGE, "ko"): _first_message_korean,
    (Purpose.FIRST_MESSAGE, "en"): _first_message_english,
}
