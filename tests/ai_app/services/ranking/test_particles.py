"""Particles: the form that follows each kind of ending."""

import pytest

from services.ranking.particles import Ending, Pair, ending_of, with_particle


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("멘토", "은/는", "멘토는"),
        ("선생님", "은/는", "선생님은"),
        ("개발자", "이/가", "개발자가"),
        ("디자인", "이/가", "디자인이"),
        ("자바", "을/를", "자바를"),
        ("파이썬", "을/를", "파이썬을"),
        ("엑셀", "을/를", "엑셀을"),
        ("엑셀", "으로/로", "엑셀로"),
        ("개발자", "으로/로", "개발자로"),
        ("파이썬", "으로/로", "파이썬으로"),
        ("스프링", "과/와", "스프링과"),
        ("리액트", "과/와", "리액트와"),
        ("SQL", "으로/로", "SQL로"),
        ("日本", "을/를", "日本을(를)"),
        ("", "이/가", "이(가)"),
    ],
)
def test_the_form_after_a_word(word: str, pair: Pair, expected: str) -> None:
    assert with_particle(word, pair) == expected


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (Ending.VOWEL, "Java React Docker Kubernetes Vue Node.js Redis Swift Rust Elixir Engineer"),
        (Ending.VOWEL, "AWS MongoDB CSS HTML5 C++ 50% 2 4 5 9 C TypeScript"),
        (Ending.CONSONANT, "Python Spring Kotlin Git Slack Pipeline Chrome 디자인"),
        (Ending.CONSONANT, "LLM IBM C# 3 6 10 100 1000 '스프링' 마케팅(SEO)"),
        (Ending.RIEUL, "Excel SQL Oracle Google 엑셀 R 1 7 8"),
        (Ending.UNKNOWN, "日本 ? é ㄱ"),
    ],
)
def test_how_words_end(ending: Ending, words: str) -> None:
    assert {word: ending_of(word) for word in words.split()} == dict.fromkeys(words.split(), ending)
