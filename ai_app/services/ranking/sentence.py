"""The sentence that tells why a mentor is recommended, in Korean or in English."""

from collections.abc import Callable, Mapping, Sequence

from schemas.people import Mentor
from services.ranking.particles import with_particle
from services.ranking.speech import Speech
from services.ranking.weights import Feature, micros

NAMED_MAX = 3
"""So many jobs or skills are named: more would be read by nobody."""
WORTH_TELLING = micros(0.1)
"""What contributes less is not why anybody is recommended."""
ALIKE = micros(5.5)
"""From here on texts are close. Of the pairs of the evaluation's main set whose texts contribute so
much, half are graded useful or better, and not all were judged; so do two of three ideal ones, and
one in 250 of those that are not graded."""
TOLD = (
    Feature.VERIFIED,
    Feature.RATING,
    Feature.RESPONSE_RATE,
    Feature.YEARS,
    Feature.RECENCY,
)  # fmt: skip


def sentence(
    mentor: Mentor,
    jobs: Sequence[str],
    skills: Sequence[str],
    contributions: Mapping[Feature, int],
    speech: Speech,
) -> str:
    """Tell what a mentor shares with the query, what else speaks most for them, and any caveat.

    `jobs` and `skills` are those shared, `contributions` are in micro-logits.
    """
    korean = speech.language == "ko"
    alike = max(contributions.get(f, 0) for f in (Feature.TEXT, Feature.INTRODUCTION))
    shared = _shared_korean if korean else _shared_english
    work = [speech.job(each) for each in jobs[:NAMED_MAX]]
    uses = [speech.skill(each) for each in skills[:NAMED_MAX]]
    parts = [shared(work, uses, alike=alike >= ALIKE)]
    most = max(TOLD, key=lambda feature: contributions.get(feature, 0))
    if contributions.get(most, 0) >= WORTH_TELLING:
        parts.append((KOREAN if korean else ENGLISH)[most](mentor))
    if contributions.get(Feature.CAPACITY, 0) < 0:
        parts.append("지금은 자리가 없습니다." if korean else "They have no place left now.")
    return " ".join(parts)


def _shared_korean(jobs: Sequence[str], skills: Sequence[str], *, alike: bool) -> str:
    work = with_particle(_listed_korean(jobs), "으로/로") if jobs else ""
    uses = with_particle(_listed_korean(skills), "을/를") if skills else ""
    if jobs and skills:
        return f"{work} 일하며 {uses} 다룹니다."
    if jobs:
        return f"{work} 일하고 있습니다."
    if skills:
        return f"{uses} 다룹니다."
    if alike:
        return "찾으시는 내용과 프로필이 비슷합니다."
    return "찾으시는 직무나 기술과 겹치는 것은 알려지지 않았습니다."


def _listed_korean(names: Sequence[str]) -> str:
    *before, last = names
    return f"{with_particle(', '.join(before), '과/와')} {last}" if before else last


def _shared_english(jobs: Sequence[str], skills: Sequence[str], *, alike: bool) -> str:
    if jobs and skills:
        return f"They work as {_listed_english(jobs)} and know {_listed_english(skills)}."
    if jobs:
        return f"They work as {_listed_english(jobs)}."
    if skills:
        return f"They know {_listed_english(skills)}."
    if alike:
        return "Their profile is close to what you look for."
    return "No job or skill of theirs is known to match what you look for."


def _listed_english(names: Sequence[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def _verified_korean(mentor: Mentor) -> str:
    return (
        f"{mentor.company_name} 재직이 인증되었습니다."
        if mentor.company_name
        else ("재직이 인증되었습니다.")
    )


def _verified_english(mentor: Mentor) -> str:
    where = f"at {mentor.company_name}" if mentor.company_name else "where they say"
    return f"They are verified to work {where}."


KOREAN: Mapping[Feature, Callable[[Mentor], str]] = {
    Feature.VERIFIED: _verified_korean,
    Feature.RATING: lambda of: (
        f"평가 {of.statistics.rating_count}개의 평균이 {of.statistics.rating_avg:.1f}점입니다."
    ),
    Feature.RESPONSE_RATE: lambda of: f"요청의 {of.statistics.response_rate:g}%에 답했습니다.",
    Feature.YEARS: lambda of: f"경력이 {of.profile.years}년입니다.",
    Feature.RECENCY: lambda _: "최근에 활동했습니다.",
}
ENGLISH: Mapping[Feature, Callable[[Mentor], str]] = {
    Feature.VERIFIED: _verified_english,
    Feature.RATING: lambda of: (
        f"Their {of.statistics.rating_count} ratings have a mean of {of.statistics.rating_avg:.1f}."
    ),
    Feature.RESPONSE_RATE: lambda of: (
        f"They answered {of.statistics.response_rate:g}% of requests."
    ),
    Feature.YEARS: lambda of: f"They have worked for {of.profile.years} years.",
    Feature.RECENCY: lambda _: "They were active lately.",
}
