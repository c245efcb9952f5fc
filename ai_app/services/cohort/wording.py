"""What an outcome says to people: why a mentee has nobody, and that no objective changes it."""

from schemas.language import Language
from services.cohort.outcome import Unmatched, Why


def rural_hospitals(language: Language) -> str:
    """Return what Roth's theorem of 1986 means to who has nobody, as `Proof` has it."""
    if language == "ko":
        return (
            "안정적인 매칭은 여러 가지일 수 있지만, 매칭되지 않은 멘티는 그중 어느 것에서도 "
            "매칭되지 않으며 각 멘토가 맡는 멘티 수도 같습니다 (Roth, 1986)."
        )
    return (
        "There may be several stable matchings; who has no mentor in one has none in any of them, "
        "and each mentor has as many mentees in all (Roth, 1986)."
    )


def reason(of: Unmatched, language: Language) -> str:
    """Return why a mentee has nobody, as a sentence; scores with three digits after the point."""
    if of.bar is None:
        return _REASONS[of.why][language]
    bar, own, mentor = f"{of.bar.fitting:.3f}", f"{of.bar.own:.3f}", of.bar.mentor_id
    if language == "ko":
        return (
            f"수락 가능한 멘토 {of.mentors_acceptable}명에게 남은 자리가 없습니다. 가장 근접한 "
            f"멘토 {mentor}번의 멘티는 모두 같거나 더 적합합니다 (기준 {bar}, 본인 {own})."
        )
    return (
        f"None of the {of.mentors_acceptable} acceptable mentors has a place left; closest was "
        f"mentor {mentor}, whose mentees all fit at least as well: the bar is {bar}, own {own}."
    )


_REASONS = {
    Why.NOBODY_REACHES: {
        "ko": "최소 점수를 충족하는 멘토가 없습니다.",
        "en": "No mentor reaches the minimum scores.",
    },
    Why.EXCLUDED: {
        "ko": "최소 점수를 충족하는 멘토는 모두 제외 조건에 해당합니다.",
        "en": "Every mentor who reaches the minimum scores is excluded.",
    },
    Why.NO_PLACE: {
        "ko": "수락 가능한 멘토에게 남은 자리가 없습니다.",
        "en": "No acceptable mentor has a place that is not fixed in advance.",
    },
}
"""Where the mentee is not outranked."""
