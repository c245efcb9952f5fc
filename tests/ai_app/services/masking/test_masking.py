"""Tests of masking: nothing personal survives, and nothing else is touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.masking.kinds import Kind
from services.masking.masking import found, mask
from tests.ai_app.services.masking.personal import ORDINARY, PERSONAL, wide

BEFORE = st.sampled_from(["", "연락처 ", "전화:", "(", "제 번호는", "- ", "\n", "① ", "📞"])
AFTER = st.sampled_from(["", " 입니다", "으로", ")", ".", ", ", "\n", "!", "번"])
PLACEHOLDER = re.compile(r"\[(?:" + "|".join(kind.value for kind in Kind) + r")\]")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("연락처는 010-1234-5678입니다", "연락처는 [phone]입니다"),
        ("tel01012345678", "tel[phone]"),
        (wide("010-1234-5678"), "[phone]"),
        ("010\u200b-1234\u200b-5678", "[phone]"),
        ("공일공 일이삼사 오육칠팔", "[phone]"),
        ("+82 (0)10 1234 5678", "[phone]"),
        ("82-10-1234-5678", "[phone]"),
        ("02)123-4567", "[phone]"),
        ("0505-123-4567", "[phone]"),
        ("850101-1234567", "[resident-number]"),
        ("850101-1******", "[resident-number]"),
        ("4111 1111 1111 1111", "[card]"),
        ("3782-822463-10005", "[card]"),
        ("신한 110-123-456789", "신한 [account]"),
        ("3333-01-1234567로", "[account]로"),
        ("hong.gildong+1@mail.example.co.kr로", "[email]로"),
        ("hong (at) example (dot) com", "[email]"),
        ("hong골뱅이example.com", "[email]"),
        ("홍길동@회사.한국", "[email]"),
        ("https://hong.dev/?a=1 참고", "[link] 참고"),
        ("주소는github.com/hong, 010-1234-5678", "주소는[link] [phone]"),
        ("hong.tistory.com", "[link]"),
        ("https://a.kr/010-1234-5678/x", "[link]"),
        ("카톡 아이디: hong_99", "[handle]"),
        ("인스타 @hong.gd", "[handle]"),
        ("라인 ID hong99", "[handle]"),
        ("010 1234 5678010 9999 8888", "[phone][phone]"),
        ("9999999999999999999999", "[account]"),
        ("주민번호 900101 / 1234567", "주민번호 [resident-number]"),
        ("90.01.01-1234567", "[resident-number]"),
        ("SSN 123-45-6789", "SSN [resident-number]"),
        ("여권 M12345678", "[passport]"),
        ("passport number AB1234567", "[passport]"),
        ("0082 10 1234 5678", "[phone]"),
        ("[010] 1234-5678", "[[phone]"),
        ("010\u31641234\u31645678", "[phone]"),
        ("(415) 555-2671", "[phone]"),
        ("+44 20 7946 0958", "[phone]"),
        ("카카오톡 (hong123)", "[handle])"),
        ("카톡: 12345678", "[handle]"),
        ("LINE: hong123", "[handle]"),
        ("인스타 hong.gd", "[handle]"),
        ("hong@회사.닷컴으로", "[email]으로"),
        ("user@\u043f\u043e\u0447\u0442\u0430.\u0440\u0444", "[email]"),
        ("hong(골뱅이)naver(닷)com", "[email]"),
        ("hong AT naver DOT com", "[email]"),
        ("hong @ naver . com", "[email]"),
        ("생년월일 1990.01.01 남", "[birthday] 남"),
        ("1990년 1월 1일생", "[birthday]"),
        ("born on 3 May 1990", "[birthday]"),
        ("서울특별시 강남구 테헤란로 123, 4층 401호 거주", "[address] 거주"),
        ("경기도 성남시 분당구 판교역로 166번길 12", "[address]"),
        ("서울 마포구 서교동 123-45", "[address]"),
        ("강남구 역삼동 123번지", "[address]"),
    ],
)
def test_what_is_personal_becomes_its_kind(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(BEFORE, PERSONAL, AFTER)
def test_nothing_personal_survives_wherever_it_stands(before: str, secret: str, after: str) -> None:
    left = PLACEHOLDER.sub("", mask(before + secret + after))
    assert len(re.findall("[0-9]", left)) < 4
    assert not re.search("[abcxyz@]{2}", left)


@given(st.lists(st.one_of(PERSONAL, ORDINARY), max_size=6), st.sampled_from([" ", "\n", ", ", "/"]))
def test_nothing_that_is_found_survives_among_other_things(said: list[str], between: str) -> None:
    assert found(mask(between.join(said))) == []


@given(st.text())
def test_nothing_that_is_found_survives_in_any_text(text: str) -> None:
    assert found(mask(text)) == []
    assert mask(mask(text)) == mask(text)


@given(st.lists(ORDINARY, max_size=8), st.sampled_from(["\n", ", ", "이고 ", " 그리고 "]))
def test_years_versions_prices_and_code_are_not_touched(said: list[str], between: str) -> None:
    text = between.join(said)
    assert mask(text) == text


@given(st.text(st.characters(codec="utf-8")), PERSONAL)
def test_what_stands_around_is_kept(around: str, secret: str) -> None:
    masked = mask(f"{secret}\n\n가나다\n\n{around}")
    assert "\n\n가나다\n\n" in masked


def test_findings_say_where_in_the_text_as_it_was_typed() -> None:
    text = f"①\u200b{wide('010')}\u200b12345678, a@b.kr"
    assert [(text[f.begin : f.end], f.kind) for f in found(text)] == [
        (wide("010") + "\u200b12345678", Kind.PHONE),
        ("a@b.kr", Kind.EMAIL),
    ]


@pytest.mark.parametrize(
    "hard",
    [
        "a" * 4_000,
        "1-" * 2_000,
        "a." * 2_000,
        "0101" * 1_000,
        "카톡 " * 999,
        *(
            "+1 " * 1_500,
            "서울 강남구 " * 600,
            "가로 " * 1_500,
            "born 1 " * 600,
            "a at a dot " * 400,
        ),
        *("passport a" * 400, "카톡 (a_" * 500 + "!", "a @ a . " * 500, "1.1." * 1_000),
    ],
)
def test_hard_texts_end_soon(hard: str) -> None:
    """Only what takes forever fails here: bounded patterns need some milliseconds."""
    assert found(mask(hard)) == []
