"""How people say, in Korean and in English, that a job is not what they want.

What stands before a job is searched at its end, what comes after it matched from its beginning;
texts are folded, so all is in lower case.
"""

import re

_PARTICLE = (
    r"\s?((쪽|분야|직무|직군|일)\s?)?"
    r"(((으)?로(서)?|에|까지|만)(는|은|도)?|이나|이|가|은|는|도|을|를)?\s?"
)
_ADVERBS = (
    r"((정말|진짜|절대로?|별로|전혀|더\s?이상은?|더는?|이제는?|다시는?|굳이|너무|그다지|결코|딱히|"
    r"계속|하나도)\s?)*"
)
_DO = (
    r"(되|하|해\s?보|일하|일해\s?보|가|살|남|돌아가|시작하|준비하|지원하|도전하|근무하|취업하|취직하|"
    r"이직하|전직하)"
)
_MIND = r"(생각|마음|맘|뜻|계획)(이|은|도)?\s?"
_BUT_SO = r"(?!\S{0,3}\s?\S{0,3}\s?(아니|않))"
"""Who says that it is not that they would not like to does not say that they would not."""


def _one_of(*each: str) -> str:
    return "|".join(each)


_UNWILLING = _one_of(
    rf"{_DO}고\s?싶(지|진)\s?(는|도|가)?\s?(않|안)",
    rf"{_DO}고\s?싶(은|다는)\s?{_MIND}{_ADVERBS}없",
    rf"{_DO}(기|는\s?(거|것|건|게))(는|은|가|이|도)?\s?{_ADVERBS}싫{_BUT_SO}",
    rf"{_DO}기를?\s?원(하지|치)\s?않",
    rf"{_DO}지\s?(는|도)?\s?않(을래|겠|으려|기로)",
    rf"(될|할|갈|일할|지원할|해\s?볼)\s?{_MIND}{_ADVERBS}없",
    r"안\s?((되|하|가)고\s?싶(?!지)|(될|할|갈)\s?(래|거(예|야|에)|겁|것)|(되|하|가)(려|기로))",
    rf"싫{_BUT_SO}",
    rf"관심(이|은|도)?\s?{_ADVERBS}없",
    r"(원하지|원치|바라지|희망하지)(는|도)?\s?않",
    r"(말고|말구|빼고|제외)",
    r"아닌\s?(다른|일|직)",
)
REFUSED_AFTER = re.compile(
    rf"{_PARTICLE}{_ADVERBS}({_UNWILLING})[가-힣]*"
    r"|\s+((jobs?|roles?|positions?)\s+)?(is|are)(\s+not|n['\u2019]t)\s+"
    r"(for\s+me|what\s+i\s+want|an\s+option)\b"
)
REFUSED_BEFORE = re.compile(
    r"""
    (\b(i|i['\u2019]d)\s+)?
    (   \b
        ( do(es)?\s+not | (do|does|did)n['\u2019]?t | never | no\s+longer | not | am\s+not
        | i['\u2019]m\s+not )\s+
        ((really|actually|ever|particularly)\s+)?
        (want(ing)? | wish | like | hop(e|ing) | plan(ning)? | intend(ing)? | aim(ing)? | going
          | interested | looking | keen | trying | willing )\s+
        ((to|for|in|on)\s+)?
      | \b(hate|dislike|refuse)s?\s+(to\s+)?
      | \brather\s+not\s+
      | \b((anything|everything|something)\s+but|except(\s+for)?|other\s+than)\s+
      | \b(instead\s+of|rather\s+than)\s+
      | (^|[.!?,;:]\s*|\bbut\s+)(please,?\s+)?not\s+(as\s+)?
    )
    ((be(com(e|ing)|ing)?|work(ing)?|stay(ing)?|go(ing)?|mov(e|ing)|apply(ing)?|look(ing)?)\s+)?
    ((into|as|for)\s+)?
    ((an?|any|another|the)\s+)?((jobs?|roles?|positions?|work|careers?)\s+as\s+)?
    ((an?|any|another|the)\s+)?((senior|junior|entry[\s-]level|full[\s-]time)\s+)*$
    """,
    re.VERBOSE,
)
