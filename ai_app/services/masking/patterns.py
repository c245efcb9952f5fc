"""Patterns of personal data, over folded texts: what is written in Korea, as it is written there.

Numbers of phones follow the Korean numbering plan: mobiles 010, 011 and 016 to 019; Seoul 02,
provinces 031 to 064, internet phones 070, personal numbers 050x; abroad +82 stands for the first 0.
A pattern that takes a little too much is better here than one that leaves a digit.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """What is taken out; where two overlap, the first here names it."""

    RESIDENT_NUMBER = "resident-number"
    EMAIL = "email"
    LINK = "link"
    HANDLE = "handle"
    PHONE = "phone"
    CARD = "card"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What is looked for, and which of what is found is something ordinary."""

    regex: re.Pattern[str]
    ordinary: Callable[[str], bool] = lambda _: False


GAP = r"[\s.()/_~-]{0,3}"
"""Between groups of a number."""
D = "[0-9공영일이삼사오육칠팔구]"
"""A digit, or one that is spelled to slip through."""
NO_DIGIT_BEFORE = r"(?<![0-9])"
AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50[0-9])"
HOSTS = (
    r"github\.(?:com|io)|gitlab\.(?:com|io)|bitbucket\.org|velog\.io|brunch\.co\.kr|tistory\.com|"
    r"linkedin\.com|rallit\.com|behance\.net|notion\.(?:so|site)|medium\.com|linktr\.ee|"
    r"instagram\.com|threads\.net|facebook\.com|fb\.(?:com|me)|twitter\.com|x\.com|bsky\.app|"
    r"youtube\.com|youtu\.be|kakao\.com|naver\.(?:com|me)|daum\.net|"
    r"t\.me|line\.me|wa\.me|discord\.gg"
)
"""Where a path is somebody's."""
OWN_HOSTS = r"(?:github\.io|gitlab\.io|tistory\.com|notion\.site|medium\.com|wordpress\.com)"
"""Where the name before the dot is somebody's."""
MESSENGERS = (
    r"카카오톡|카톡|오픈채팅|kakao\s?talk|텔레그램|telegram|인스타그램|인스타|instagram|insta|"
    r"(?<![가-힣])라인|line(?=\s?(?:id|아이디))|디스코드|discord|위챗|wechat|트위터|twitter|"
    r"페이스북|facebook|스레드|github|깃허브|깃헙|링크드인|linkedin|스카이프|skype"
)


def _is_dates(found: str) -> bool:
    """Tell years, months and days from the groups of an account or a card."""
    groups = re.findall("[0-9]+", found)
    return all(
        re.fullmatch(
            r"(19|20)\d\d|0?[1-9]|[12]\d|3[01]|(19|20)\d\d(0\d|1[0-2])([0-2]\d|3[01])?", each
        )
        for each in groups
    )


PATTERNS: Mapping[Kind, tuple[Pattern, ...]] = {
    Kind.RESIDENT_NUMBER: (
        Pattern(
            regex=re.compile(
                NO_DIGIT_BEFORE
                + r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?-?\s?[0-9][0-9*xX●○•]{6}"
            )
        ),
    ),
    Kind.EMAIL: (
        Pattern(
            regex=re.compile(
                r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
                r"(?:@|\s@\s|\s?(?:\(at\)|\[at\]|골뱅이)\s?)"
                r"(?:[\w-]{1,63}(?:\.|\s?(?:\(dot\)|\[dot\]|닷)\s?)){1,8}(?:[A-Za-z]{2,24}|한국)",
                re.IGNORECASE,
            )
        ),
    ),
    Kind.LINK: (
        Pattern(regex=re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.)\S+", re.IGNORECASE)),
        Pattern(
            regex=re.compile(
                rf"(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]{{1,63}}\.){{0,4}}(?:{HOSTS})/@?[^\s/]\S*",
                re.IGNORECASE,
            )
        ),
        Pattern(
            regex=re.compile(
                rf"(?<![A-Za-z0-9.-])[A-Za-z0-9-]{{1,63}}\.{OWN_HOSTS}(?![A-Za-z0-9.-])\S*",
                re.IGNORECASE,
            )
        ),
    ),
    Kind.HANDLE: (
        Pattern(
            regex=re.compile(
                rf"(?<![A-Za-z])(?:{MESSENGERS})\s?"
                r"(?:(?:아이디|계정|ID)\s?[:=은는]?|[:=](?=\s?@?[0-9_.-]*[A-Za-z])|(?=@))"
                r"\s?@?[A-Za-z0-9][A-Za-z0-9_.-]{2,39}",
                re.IGNORECASE,
            )
        ),
    ),
    Kind.PHONE: (
        Pattern(
            regex=re.compile(
                rf"{NO_DIGIT_BEFORE}[0공영][1일][016-9공영일육칠팔구]{GAP}{D}{{3,4}}{GAP}{D}{{4}}"
            )
        ),
        Pattern(
            regex=re.compile(
                rf"(?:\+82{GAP}0?{GAP}(?:1[016-9]|{AREA})|{NO_DIGIT_BEFORE}82{GAP}0?1[016-9])"
                rf"{GAP}\d{{3,4}}{GAP}\d{{4}}"
            )
        ),
        Pattern(
            regex=re.compile(
                rf"{NO_DIGIT_BEFORE}(?<![0-9][.,/-])0{AREA}[\s.()-]{{0,3}}\d{{3,4}}"
                rf"[\s.()-]{{0,3}}\d{{4}}(?![0-9])"
            )
        ),
    ),
    Kind.CARD: (
        Pattern(
            regex=re.compile(
                rf"{NO_DIGIT_BEFORE}(?:\d{{4}}[ -]){{3}}\d{{4}}|"
                rf"{NO_DIGIT_BEFORE}3[47]\d{{2}}[ -]\d{{6}}[ -]\d{{5}}"
            ),
            ordinary=_is_dates,
        ),
    ),
    Kind.ACCOUNT: (
        Pattern(
            regex=re.compile(rf"{NO_DIGIT_BEFORE}(?=(?:-?\d){{10}})\d+(?:-\d+)+"),
            ordinary=_is_dates,
        ),
        Pattern(regex=re.compile(r"\d{10,}")),
    ),
}
