"""Numbers that tell who somebody is, or reach them: registers, phones, cards, accounts.

Numbers of phones follow the Korean numbering plan: mobiles 010, 011 and 016 to 019; Seoul 02,
provinces 031 to 064, internet phones 070, personal numbers 050x; abroad +82 stands for the first 0.
Those of other countries begin with a +, or with an area in brackets as in North America.
"""

import re

from services.masking.kinds import pattern

GAP = r"[\s.,:()\[\]/_~-]{0,3}"
"""Between groups of a number."""
D = "[0-9공영일이삼사오육칠팔구]"
"""A digit, or one that is spelled to slip through."""
NO_DIGIT_BEFORE = r"(?<![0-9])"
AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50[0-9])"
_MONTH, _DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12][0-9]|3[01])"
_DATE = (
    r"(?:(?:[0-9]{4}|[0-9]{2})\s?[년./-]\s?[0-9]{1,2}\s?[월./-]\s?[0-9]{1,2}(?:\s?일)?"
    r"|[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}"
    r"|[0-9]{8}|[0-9]{6}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)?\s[a-z]{3,9}\.?,?\s[0-9]{4}|[a-z]{3,9}\.?\s[0-9]{1,2}"
    r"(?:st|nd|rd|th)?,?\s[0-9]{4})(?![0-9])"
)


def is_dates(found: str) -> bool:
    """Tell years, months and days from the groups of an account or a card."""
    groups = re.findall("[0-9]+", found)
    return all(
        re.fullmatch(
            r"(19|20)\d\d|0?[1-9]|[12]\d|3[01]|(19|20)\d\d(0\d|1[0-2])([0-2]\d|3[01])?", each
        )
        for each in groups
    )


RESIDENT_NUMBERS = (
    pattern(
        NO_DIGIT_BEFORE
        + rf"[0-9]{{2}}(?:{_MONTH}{_DAY}|([./-]){_MONTH}\1{_DAY})\s?[-/._~]?\s?[0-9][0-9*x●○•]{{6}}"
    ),
    pattern(r"(?<![0-9-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![0-9-])"),
)
PASSPORTS = (
    pattern(r"(?<![a-z0-9])[msrod][0-9]{8}(?![0-9])"),
    pattern(
        r"(?:여권\s?(?:번호)?|passport\s?(?:no\.?|number|#)?)\s?[:=은는]?\s?"
        r"(?=[a-z]{0,2}[0-9])[a-z0-9]{7,9}(?![a-z0-9])"
    ),
)
BIRTHDAYS = (
    pattern(
        r"(?:생년\s?월일|생일|출생일?|birth\s?(?:day|date)|date\sof\sbirth|(?<![a-z])d\.?o\.?b\.?"
        rf"|(?<![a-z])born(?:\son)?)\s?[:=은는이-]?\s{{0,2}}{_DATE}"
    ),
    pattern(rf"{NO_DIGIT_BEFORE}{_DATE}\s?생(?![가-힣])"),
)
PHONES = (
    pattern(rf"{NO_DIGIT_BEFORE}[0공영][1일][016-9공영일육칠팔구]{GAP}{D}{{3,4}}{GAP}{D}{{4}}"),
    pattern(
        rf"(?:(?:\+|{NO_DIGIT_BEFORE}00[\s-]?)82{GAP}0?{GAP}(?:1[016-9]|{AREA})"
        rf"|{NO_DIGIT_BEFORE}82{GAP}0?{GAP}1[016-9]){GAP}[0-9]{{3,4}}{GAP}[0-9]{{4}}"
    ),
    pattern(
        rf"{NO_DIGIT_BEFORE}(?<![0-9][.,/-])0{AREA}[\s.()-]{{0,3}}[0-9]{{3,4}}"
        r"[\s.()-]{0,3}[0-9]{4}(?![0-9])"
    ),
    pattern(r"(?<![a-z0-9_+])\+[1-9](?:[ .()-]{0,3}[0-9]){9,13}(?![0-9])"),
    pattern(r"\([2-9][0-9]{2}\)[ .-]{0,2}[0-9]{3}[ .-][0-9]{4}(?![0-9])"),
)
CARDS = (
    pattern(
        rf"{NO_DIGIT_BEFORE}(?:[0-9]{{4}}[ -]){{3}}[0-9]{{4}}"
        rf"|{NO_DIGIT_BEFORE}3[47][0-9]{{2}}[ -][0-9]{{6}}[ -][0-9]{{5}}",
        is_dates,
    ),
)
ACCOUNTS = (
    pattern(rf"{NO_DIGIT_BEFORE}(?=(?:-?[0-9]){{10}})[0-9]+(?:-[0-9]+)+", is_dates),
    pattern(r"[0-9]{10,}"),
)
