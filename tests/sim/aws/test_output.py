"""What is kept of an output is never longer than it may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.aws.output import kept, with_failure


@given(st.binary(max_size=120), st.integers(25, 100))
def test_a_kept_output_is_bounded_and_marked_where_it_was_cut(written: bytes, most: int) -> None:
    found = kept(written, most)
    assert len(found) <= most
    if len(written) < most:
        assert found == written.decode(errors="replace")
    else:
        assert found.endswith("--output truncated--")


@pytest.mark.parametrize(
    ("code", "said"), [(3, "exit status 3"), (-9, "signal: killed"), (-64, "signal: 64")]
)
def test_the_agent_names_what_ended_a_script(code: int, said: str) -> None:
    assert with_failure(b"why\n", code) == f"why\nfailed to run commands: {said}".encode()
