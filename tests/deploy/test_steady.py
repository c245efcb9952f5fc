"""A look at a host that holds still: taken again where it does not, and refused in the end."""

from collections.abc import Callable

import pytest

from deploy import steady
from deploy.errors import Refused


def marks_of(*values: object) -> Callable[[], object]:
    """Return what sees each of these values in turn, and the last one from then on."""
    left = list(values)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_what_holds_still_is_looked_at_once() -> None:
    looks = iter(("first", "second"))
    assert steady.seen(marks_of(1), lambda: next(looks)) == "first"


def test_what_moved_meanwhile_is_looked_at_again() -> None:
    looks = iter(("mixed", "whole"))
    assert steady.seen(marks_of(1, 2, 2), lambda: next(looks)) == "whole"


def test_what_failed_while_it_moved_is_looked_at_again() -> None:
    looks: list[str | None] = [None, "whole"]

    def look() -> str:
        found = looks.pop(0)
        if found is None:
            raise FileNotFoundError("it went")
        return found

    assert steady.seen(marks_of(1, 2), look) == "whole"


def test_what_fails_while_nothing_moves_fails() -> None:
    def look() -> str:
        raise PermissionError("it may not be read")

    with pytest.raises(PermissionError):
        steady.seen(marks_of(1), look)


def test_what_never_holds_still_is_refused_and_not_looked_at_for_ever() -> None:
    numbers = iter(range(100))
    looks = iter(range(100))
    with pytest.raises(Refused, match="went on each of the 5 times"):
        steady.seen(lambda: next(numbers), lambda: next(looks))
    assert next(looks) == steady.LOOKS_MAX
