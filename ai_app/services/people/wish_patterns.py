"""How people say, in Korean and in English, that they want a job, or that they have or leave one.

They are held to `tests/ai_app/services/people/wishes.jsonl`, texts with the jobs that they ask for.
What stands before a job is searched at its end, what comes after it matched from its beginning;
texts are folded, so all is in lower case.
"""

import re

_COURSE = "커리어|직무|진로|직업|업종|방향"
_TO = rf"(으)?로(서)?\s?(의\s?)?((첫|새로|다시|완전히)\s?)?(({_COURSE})(를|을|도)?\s?)?"
"""Korean for towards: 데이터 분석가로, 디자이너로의 커리어."""
_MOVE = "취업|취직|이직|전직|전환|전향|변경|입사|지원|데뷔"
_MOVED = r"(을|를)?\s?(했|해서|하여|한\s?(지|뒤|후))"
_FIELD = r"\s?(쪽|분야|직무|직군|일)?\s?"
_ARTICLE = r"((an?|the|my\s+first|some|any|another)\s+)?"
_GRADE = r"((senior|junior|entry[\s-]level|first|good|great|experienced|full[\s-]time|lead)\s+)*"
_KIN = "친구|언니|오빠|형|누나|동생|아버지|어머니|엄마|아빠|남편|아내|지인|동료|부모님"


def _one_of(*each: str) -> str:
    return "|".join(each)


WANTED_AFTER = re.compile(
    _one_of(
        r"\s?((이|가|도)\s?)?(되(?!었(?!으면)|니)|돼|될|됐으면|하고\s?싶|해\s?보고\s?싶)",
        r"\s?(이|가)\s?(목표|꿈)",
        r"\s?(을|를)\s?(꿈|목표|지망|희망|준비(?!하다)|하고\s?싶|해\s?보고|원하|원합|찾|향|지향)",
        rf"\s?{_TO}({_MOVE})(?!{_MOVED})",
        rf"\s?{_TO}(옮기|옮겨|옮길|넘어가|넘어갈|갈아|가고\s?싶|가려|갈\s|틀|성장|바꾸|바꿀|바꿨|바꿔)",
        rf"\s?{_TO}(일하고\s?싶|일해\s?보고|일하려|살고\s?싶|시작하(고|려)|나아가|변신|도전)",
        r"\s?(으)?로\s?$",
        rf"{_FIELD}에\s?(관심|도전|지원)",
        rf"\s?(쪽|분야|직무|직군)\s?으?로\s?(가|옮|넘어|바꾸|{_MOVE})",
        r"\s?(취업|취준|취직|지망|준비(?!하다)|희망|지원|멘토|신입|공부|자격증|시험(을)?\s?(준비|공부))",
        r"\s+(mentors?|roles?|positions?|jobs?|internships?|interviews?)\b",
    )
)
WANTED_BEFORE = re.compile(
    rf"""
    (   \b( becom(e|ing) | aspiring | future | turned
          | (i|i['\u2019]d|and|but)\s+((would|really)\s+)?(want|like|rather|choose|prefer)
          | (to|would\s+like\s+to|love\s+to|hope\s+to|going\s+to|could|can)\s+(be|stay)
          | (to\s+)?(work(ing)?|jobs?|roles?|position|career|internship|future|start(ing)?)\s+as
          | (mov|switch|transition|chang|pivot|break|get|grow|go)\w*(\s+\w+)?\s+(in)?to
          | (jump|lanes?|path|way)\s+(in)?to(wards)?
          | (look|search|apply)\w*\s+for | appl(y|ies)\s+to | target\w* | learn\s+from
          | next\s+stop,?
        )\s+
      | (→|->|=>)\s?
    )
    ((hopefully|probably|maybe),?\s+)?{_ARTICLE}{_GRADE}$
    """,
    re.VERBOSE,
)
LEFT_AFTER = re.compile(
    _one_of(
        r"\s?(에서|출신|(이)?었|였|말고|보다|(이|가)?\s?아니)",
        r"\s?(일)?(을|를|만|은|는)?\s?(그만|관두|관뒀|접(고|었|을)|떠나|정리|내려놓|하다|하면서|했|준비하다|퇴사|은퇴|쉬(고|었|다))",
        r"\s?(으)?로\s?([^.!?]{0,12}\s)?(일하다|일했|일해\s?왔|근무|재직|일한|다니|다녔)",
        r"\s?(생활|경력|경험|면허)",
        r"\s?(→|->|=>)",
        r"\s+(turned|by\s+training|by\s+trade|background)\b",
    )
)
LEFT_BEFORE = re.compile(
    rf"""
    (   \b(former|ex|no\s+longer|used\s+to\s+(be|work\s+as))[\s-]+
      | \b(quit(ting)?|stop(ped)?|left|leav(e|ing)|instead\s+of|rather\s+than|tired\s+of|not)\s+
        ((being|working\s+as|to\s+be|interested\s+in|my|my\s+(job|career|work)\s+as)\s+)?
      | \b(do\s+not|don['\u2019]t|never)\s+want\s+to\s+(be|become|stay)\s+
      | \b(i\s+(currently\s+)?work(ed)?|(currently|now|while|been)\s+(working|being)|years)\s+
        (as\s+)?
      | (^|[.!?;]\s*)as\s+
      | \bmy\s+\w+\s+(is|was|works\s+as|worked\s+as)\s+
    )
    {_ARTICLE}{_GRADE}$
    | (?<![가-힣])( 전직 | 과거 | 예전 | ({_KIN})(가|이|은|는|도)? )\s?$
    """,
    re.VERBOSE,
)
FROM_BEFORE = re.compile(r"\bfrom\s+((being|working as)\s+)?((a|an)\s+)?$")
TO_AFTER = re.compile(r"\s+(in)?to\b")
LISTED = re.compile(
    r"\s?(,|/|·|이나|나|이랑|랑|와|과|및|또는|혹은|,?\s?or|,?\s?and)?\s?((a|an)\s)?"
)
"""Stands between the jobs of a list; a name may begin after a space."""
