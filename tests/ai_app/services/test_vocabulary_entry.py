"""Entries of a vocabulary: what the marks before aliases say."""

import pytest

from services.vocabulary_entry import Entry, read_entry

NONE: frozenset[str] = frozenset()


def test_marks_are_read_in_any_order_of_aliases() -> None:
    found = read_entry("Doctor", ["~physician", "ko:~=의사", "=doctor", ">Surgeon", "doc", "doc"])
    assert found == Entry(
        aliases=("Doctor", "physician", "의사", "doctor", "doc"),
        alone=frozenset({"의사", "doctor"}),
        heads=frozenset({"physician", "의사"}),
        korean="의사",
        kinds=("Surgeon",),
    )


def test_a_name_without_an_entry_is_called_as_it_is() -> None:
    assert read_entry("React", []) == Entry(("React",), NONE, NONE, "React", ())


def test_a_name_counts_alone_where_an_alias_says_so() -> None:
    assert read_entry("Sales", ["=Sales"]) == Entry(
        ("Sales",), frozenset({"Sales"}), NONE, "Sales", ()
    )


def test_there_is_one_name_in_korean() -> None:
    with pytest.raises(ValueError, match="'Tax' has two names in Korean: '세무' and '세법'"):
        read_entry("Tax", ["ko:세무", "ko:세법"])
