"""Tests of what the patterns take, and of what they leave."""

import pytest

from services.masking.kinds import Kind
from services.masking.patterns import PATTERNS


def test_each_kind_has_patterns_in_the_order_in_which_kinds_win() -> None:
    assert list(PATTERNS) == list(Kind)
    assert all(PATTERNS.values())


@pytest.mark.parametrize(
    "dates",
    ["2019-03-2021-02", "20190301-20210228", "2019-2020-2021", "201903-202102", "1-2-2019-2020"],
)
def test_an_account_of_nothing_but_dates_is_none(dates: str) -> None:
    accounts = PATTERNS[Kind.ACCOUNT][0]
    assert all(accounts.ordinary(found[0]) for found in accounts.regex.finditer(dates))


@pytest.mark.parametrize("account", ["2019-03-2021-99", "20199901-20210228", "110-12-345678"])
def test_an_account_with_one_group_that_is_no_date_is_one(account: str) -> None:
    accounts = PATTERNS[Kind.ACCOUNT][0]
    (found,) = accounts.regex.finditer(account)
    assert found[0] == account
    assert not accounts.ordinary(account)
