"""Tests of ranges of versions: within, meeting, pinned, raised."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from scripts.dependencies import ranges


@pytest.mark.parametrize(
    ("inner", "outer", "yes"),
    [
        (">=2", ">=1", True),
        (">=1", ">=2", False),
        (">=1.60,<1.70", ">=1.60,<1.71", True),
        (">=1.60", ">=1.60,<1.71", False),
        ("~=1.4", ">=1.4,<2", True),
        (">=1.4,<2", "~=1.4", True),
        ("~=1.4.2", "~=1.4", True),
        ("==1.*", ">=1,<2", True),
        (">1", ">=1", True),
        (">=1", ">1", False),
        (">=1", ">=1,!=1.5", False),
        (">=1,!=1.5", ">=1", True),
        ("==1.5", ">=1,!=1.5", False),
        ("<=2", "<2", False),
        ("", ">=1", False),
        (">=1", "", True),
    ],
)
def test_a_range_lies_within_another(inner: str, outer: str, yes: bool) -> None:
    assert ranges.within(SpecifierSet(inner), SpecifierSet(outer)) is yes


@pytest.mark.parametrize(
    ("one", "other", "yes"),
    [
        (">=1.71", ">=1.60,<1.71", False),
        (">1.70", "<1.71", True),
        (">=2,<1", "", False),
        ("==1.5", "!=1.5", False),
        ("==1.5.*", "~=1.5", True),
        ("", "", True),
    ],
)
def test_two_ranges_meet(one: str, other: str, yes: bool) -> None:
    assert ranges.meet(SpecifierSet(one), SpecifierSet(other)) is yes


@pytest.mark.parametrize(
    ("asked", "version"),
    [("==1.2", "1.2"), ("==1.*", None), (">=1", None), ("", None), ("==1,!=2", None)],
)
def test_a_pin_is_one_version(asked: str, version: str | None) -> None:
    assert ranges.pin(SpecifierSet(asked)) == (Version(version) if version else None)


@pytest.mark.parametrize(
    ("asked", "now"),
    [
        (">=1,<3", ">=2,<3"),
        ("", ">=2"),
        (">1.5,!=2.5", ">=2,!=2.5"),
        ("~=1.4", ">=2,==1.*"),
        ("<3", ">=2,<3"),
    ],
)
def test_a_lower_bound_is_raised_and_the_others_kept(asked: str, now: str) -> None:
    assert ranges.spelled(ranges.raised(SpecifierSet(asked), Version("2+cpu"))) == now


PARTS = st.sampled_from(["0", "1", "1.0", "1.2", "1.2.3", "2", "3.9"])
ONE = st.builds("{}{}".format, st.sampled_from([">=", "<=", ">", "<", "==", "!="]), PARTS)
SETS = st.lists(ONE, max_size=3).map(lambda told: SpecifierSet(",".join(told)))
MANY = [Version(f"{a}.{b}.{c}") for a in range(5) for b in range(11) for c in range(5)]


@settings(max_examples=300, deadline=None)
@given(SETS, SETS)
def test_what_is_within_is_so_for_every_version(one: SpecifierSet, other: SpecifierSet) -> None:
    inside = [v for v in MANY if one.contains(v)]
    if ranges.within(one, other):
        assert all(other.contains(version) for version in inside)
    if any(other.contains(version) for version in inside):
        assert ranges.meet(one, other)
