"""Tests of the base directory: whatever is given, a command that names it can be told."""

import shlex

import pytest

from deploy.config import check_base
from deploy.errors import Refused


@pytest.mark.parametrize(
    ("given", "meant"),
    [("/srv/refit", "/srv/refit"), ("/srv//refit/", "/srv/refit"), ("/./srv", "/srv")],
)
def test_a_base_is_written_in_one_way(given: str, meant: str) -> None:
    assert check_base(given) == meant


@pytest.mark.parametrize("base", ["/srv/re fit", "/srv/$HOME", "/srv/a;b", "/srv/a'b", "/srv/a&b"])
def test_a_base_that_no_command_could_be_told_with_is_refused(base: str) -> None:
    with pytest.raises(Refused, match="not a plain path"):
        check_base(base)


def test_a_base_in_any_language_is_one() -> None:
    assert shlex.split(f"rm -r {check_base('/srv/서비스/re-fit_2')}")[-1] == "/srv/서비스/re-fit_2"
