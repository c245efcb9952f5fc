"""What every implementation of the HTTP port must do: each silence has its reason."""

from collections.abc import Iterator

import pytest

from deploy.errors import Unreachable
from deploy.ports import ANSWER_BYTES_MAX, Answer
from tests.contracts.bench import HTTP, HttpBench, Reply


@pytest.fixture(params=sorted(HTTP))
def bench(request: pytest.FixtureRequest) -> Iterator[HttpBench]:
    """Give each implementation of the HTTP port in turn."""
    with HTTP[request.param]() as made:
        yield made


def asked(bench: HttpBench, reply: Reply, *, timeout_s: float = 20) -> Answer:
    return bench.http.get(f"http://127.0.0.1:{bench.server(reply)}/path", timeout_s=timeout_s)


@pytest.mark.parametrize("status", [200, 201, 301, 302, 307, 400, 404, 500, 502, 503])
def test_every_status_is_an_answer_with_its_body(bench: HttpBench, status: int) -> None:
    assert asked(bench, Reply(status=status, body=b"said")) == Answer(status, b"said")


@pytest.mark.parametrize("status", [200, 204, 304, 404])
def test_an_answer_may_be_empty(bench: HttpBench, status: int) -> None:
    assert asked(bench, Reply(status=status, body=b"")) == Answer(status, b"")


def test_a_body_is_bytes(bench: HttpBench) -> None:
    body = bytes(range(256)) * 16
    assert asked(bench, Reply(body=body)).body == body


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_this_machine_has_two_names(bench: HttpBench, name: str) -> None:
    url = f"http://{name}:{bench.server(Reply())}/"
    assert bench.http.get(url, timeout_s=20).status == 200


def test_a_server_is_asked_again_and_again(bench: HttpBench) -> None:
    url = f"http://127.0.0.1:{bench.server(Reply())}/path?query=1"
    assert [bench.http.get(url, timeout_s=20).status for _ in range(3)] == [200] * 3


def test_nothing_listens(bench: HttpBench) -> None:
    url = f"http://127.0.0.1:{bench.free_port()}/"
    with pytest.raises(Unreachable, match=f"{url} gave no answer: Connection refused"):
        bench.http.get(url, timeout_s=20)


def test_a_server_that_keeps_silent_is_given_up(bench: HttpBench) -> None:
    before = bench.clock.now()
    with pytest.raises(Unreachable, match=r"gave no answer within 0\.2 s"):
        asked(bench, Reply(after_s=60), timeout_s=0.2)
    assert 0.19 <= bench.clock.now() - before < 10


def test_a_server_may_take_its_time(bench: HttpBench) -> None:
    before = bench.clock.now()
    assert asked(bench, Reply(after_s=0.1)).status == 200
    assert bench.clock.now() - before >= 0.099


def test_a_trickle_is_bounded_as_a_whole(bench: HttpBench) -> None:
    before = bench.clock.now()
    with pytest.raises(Unreachable, match=r"gave no answer within 0\.3 s"):
        asked(bench, Reply(trickles_s=60), timeout_s=0.3)
    assert bench.clock.now() - before < 10


def test_a_trickle_that_ends_in_time_is_an_answer(bench: HttpBench) -> None:
    assert asked(bench, Reply(trickles_s=0.05)) == Answer(200, b"body")


@pytest.mark.parametrize("flaw", ["cut", "closed", "foreign"])
def test_what_is_no_whole_answer_is_none(bench: HttpBench, flaw: str) -> None:
    with pytest.raises(Unreachable, match="gave no answer: "):
        asked(bench, Reply(flaw=flaw))


def test_a_server_that_failed_once_may_answer_the_next_time(bench: HttpBench) -> None:
    port = bench.free_port()
    with pytest.raises(Unreachable):
        bench.http.get(f"http://127.0.0.1:{port}/", timeout_s=20)
    assert asked(bench, Reply()).status == 200


def test_a_large_answer_arrives_whole(bench: HttpBench) -> None:
    assert len(asked(bench, Reply(body=b"x" * ANSWER_BYTES_MAX)).body) == ANSWER_BYTES_MAX


def test_an_answer_has_a_bound(bench: HttpBench) -> None:
    with pytest.raises(Unreachable, match=f"answers more than {ANSWER_BYTES_MAX} bytes"):
        asked(bench, Reply(body=b"x" * (ANSWER_BYTES_MAX + 1)))


@pytest.mark.parametrize("url", ["", "localhost:8000", "file:///etc/passwd", "http://h:port/"])
def test_what_is_no_address_gives_no_answer(bench: HttpBench, url: str) -> None:
    with pytest.raises(Unreachable, match="gave no answer"):
        bench.http.get(url, timeout_s=20)
