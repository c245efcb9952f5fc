"""What goes wrong with the content of a file."""

from hypothesis import given
from hypothesis import strategies as st

from sim.storage.nodes import flipped


@given(st.binary(min_size=1, max_size=64), st.integers(min_value=0, max_value=2**32))
def test_one_byte_differs_and_the_size_is_the_same(content: bytes, chance: int) -> None:
    wrong = flipped(content, chance)
    assert len(wrong) == len(content)
    assert sum(before != after for before, after in zip(content, wrong, strict=True)) == 1


def test_an_empty_file_has_nothing_that_could_be_wrong() -> None:
    assert flipped(b"", 3) == b""
