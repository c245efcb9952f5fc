"""Settings of a `.env` file: each value in every form in which a program may tell it."""

import pytest

from deploy import dotenv

FORMS = [
    ("KEY=abc", {"abc"}),
    ("KEY=abc # of production", {"abc", "abc # of production"}),
    ("KEY=abc#def", {"abc#def"}),
    ('KEY="abc" # x', {"abc"}),
    ("KEY='abc' # x", {"abc"}),
    ("  export   KEY = abc  ", {"abc"}),
    ("'KEY'=abc", {"abc"}),
    ('KEY="one\ntwo"', {"one\ntwo", "one", "two"}),
    ('KEY="a\\nb"', {"a\\nb", "a\nb", "a", "b"}),
    ('KEY="say \\"x\\" # y"', {'say \\"x\\" # y', 'say "x" # y'}),
    ('KEY="abc', {'"abc', "abc"}),
    ('KEY="abc"def', {"abc", "abcdef"}),
    ("KEY=abc\r\nOTHER=x\r\n", {"abc"}),
    ("KEY=", {""}),
    ("# KEY=abc", set()),
    ("KEY", set()),
]


@pytest.mark.parametrize(("text", "forms"), FORMS)
def test_a_value_is_known_in_each_form(text: str, forms: set[str]) -> None:
    assert {value for name, value in dotenv.settings(text) if name == "KEY"} == forms


def test_a_quote_that_is_never_closed_hides_no_setting_below_it() -> None:
    found = set(dotenv.told('A="abc\nB=def\nC="ghi"\n'))
    assert {("A", "abc"), ("B", "def"), ("C", "ghi")} <= found
