"""Tests of fetching: from a real site of https, through a resolver that says what a test wants."""

import contextlib
import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from adapters import fetching
from adapters.fetching import NOT_A_LINK, NOT_FETCHED, Fetcher, FetchLimits
from schemas.errors import Unusable
from tests.ai_app.adapters.sites import HOST, Site, document, site

URL = f"https://{HOST}/resumes/7.pdf"
PUBLIC = "93.184.216.34"
LIMITS = FetchLimits(bytes_max=100_000, seconds_max=20.0)
IMPATIENT = FetchLimits(bytes_max=100_000, seconds_max=0.3)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


class Network:
    """A network in which every address is the one site; it counts what is asked of it."""

    def __init__(self, site: Site, *answers: Sequence[str]) -> None:
        self.site, self.answers = site, list(answers)
        self.resolved: list[str] = []
        self.connected: list[str] = []

    def resolve(self, host: str) -> Sequence[str]:
        self.resolved.append(host)
        return self.answers.pop(0) if self.answers else [PUBLIC]

    def connect(self, address: str, timeout_s: float) -> socket.socket:
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self.site.port), timeout_s)

    def fetcher(self, limits: FetchLimits = LIMITS, hosts: Sequence[str] = (HOST,)) -> Fetcher:
        return Fetcher(
            hosts, limits, tls=self.site.trusted, resolve=self.resolve, connect=self.connect
        )


def refused(network: Network, url: str = URL, limits: FetchLimits = LIMITS) -> str:
    """Give why it is not fetched."""
    with pytest.raises(Unusable) as caught:
        network.fetcher(limits).fetch(url)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_a_document_of_an_allowed_host_is_fetched(running: Site) -> None:
    network = Network(running)
    running.answer = lambda request: document(request, b"%PDF" * 20_000)
    assert network.fetcher().fetch(f"{URL}?a=1&b=2#page") == b"%PDF" * 20_000
    ((target, headers),) = running.asked
    assert target == "/resumes/7.pdf?a=1&b=2"
    assert headers == {"Host": HOST, "Accept-Encoding": "identity"}
    assert (network.resolved, network.connected) == ([HOST], [PUBLIC])


def test_nothing_waits_once_it_is_fetched(running: Site) -> None:
    Network(running).fetcher().fetch(URL)
    for each in threading.enumerate():
        if isinstance(each, threading.Timer):
            each.join(1)
            assert not each.is_alive()


def test_the_root_of_a_host_may_be_asked(running: Site) -> None:
    network = Network(running)
    for url in (f"https://{HOST}", f"https://{HOST}?a=1", f"https://{HOST.upper()}/"):
        assert network.fetcher(hosts=[HOST.upper()]).fetch(url) == b"%PDF-1.7"
    assert [target for target, _ in running.asked] == ["/", "/?a=1", "/"]


def test_by_default_nothing_is_fetched(running: Site) -> None:
    network = Network(running)
    with pytest.raises(Unusable, match=f"nothing is fetched from {HOST}"):
        network.fetcher(hosts=()).fetch(URL)
    assert (network.resolved, running.asked) == ([], [])


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "evil.files.example.com",
        "files.example.com.evil.com",
        "xfiles.example.com",
        "files.example.com.evil",
        "127.0.0.1",
        "169.254.169.254",
    ],
)
def test_another_host_is_not_asked(running: Site, host: str) -> None:
    network = Network(running)
    assert refused(network, f"https://{host}/a.pdf").startswith(f"nothing is fetched from {host};")
    assert network.resolved == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        HOST,
        f"http://{HOST}/a.pdf",
        f"ftp://{HOST}/a.pdf",
        f"file:///etc/{HOST}",
        f"//{HOST}/a.pdf",
        f"https://{HOST}:443/a.pdf",
        f"https://{HOST}:8443/a.pdf",
        f"https://{HOST}:/a.pdf",
        f"https://{HOST}./a.pdf",
        f"https://me@{HOST}/a.pdf",
        f"https://me:secret@{HOST}/a.pdf",
        f"https://evil.com@{HOST}/",
        f"https://{HOST}@evil.com/",
        f"https://{HOST}\\@evil.com/",
        f"https://evil.com\\.{HOST}/",
        f"https://{HOST}/a b",
        f"https://{HOST}/a\r\nX-Evil: 1",
        f"https://{HOST}\n/a.pdf",
        f" https://{HOST}/a.pdf",
        f"https://{HOST}/가",
        "https://ﬁles.example.com/a.pdf",
        "https://[::1]/a.pdf",
        "https://[/a.pdf",
        "https:///a.pdf",
        "https://localhost/a.pdf",
        "https://2130706433/a.pdf",
        f"https://{HOST}/" + "a" * 2_048,
    ],
)
def test_what_is_no_plain_link_is_refused_before_anybody_is_asked(running: Site, url: str) -> None:
    network = Network(running)
    assert refused(network, url) == NOT_A_LINK
    assert network.resolved == []


@pytest.mark.parametrize(
    "addresses",
    [
        [],
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["10.1.2.3"],
        ["::1"],
        ["::ffff:169.254.169.254"],
        ["fd00:ec2::254"],
        [PUBLIC, "10.1.2.3"],
        ["10.1.2.3", PUBLIC],
    ],
)
def test_a_host_with_an_address_inside_is_not_connected_to(
    running: Site, addresses: Sequence[str]
) -> None:
    network = Network(running, addresses)
    assert refused(network) == NOT_FETCHED
    assert network.connected == []


def test_a_name_that_changes_after_it_was_looked_at_changes_nothing(running: Site) -> None:
    network = Network(running, [PUBLIC], ["127.0.0.1"])
    assert network.fetcher().fetch(URL) == b"%PDF-1.7"
    assert (network.resolved, network.connected) == ([HOST], [PUBLIC])


@pytest.mark.parametrize("status", [201, 204, 301, 302, 303, 307, 308, 401, 404, 500])
def test_only_the_document_itself_is_taken(running: Site, status: int) -> None:
    network = Network(running)
    running.answer = lambda request: document(request, b"", status, Location=f"https://{HOST}/b")
    assert refused(network) == NOT_FETCHED
    assert len(running.asked) == 1


def test_one_that_is_compressed_is_not_taken(running: Site) -> None:
    data = gzip.compress(b" " * 10_000_000)
    running.answer = lambda request: document(request, data, Content_Encoding="gzip")
    assert refused(Network(running)) == NOT_FETCHED


@pytest.mark.parametrize("says_its_length", [True, False])
def test_one_that_is_too_large_is_not_read_to_its_end(running: Site, says_its_length: bool) -> None:
    broke_off = threading.Event()

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        kind = ("Content-Length", "9" * 12) if says_its_length else ("Transfer-Encoding", "chunked")
        request.send_header(*kind)
        request.end_headers()
        piece = b"x" * 4096 if says_its_length else b"1000\r\n" + b"x" * 4096 + b"\r\n"
        try:
            while True:
                request.wfile.write(piece)
        except OSError:
            broke_off.set()

    running.answer = endless
    assert refused(Network(running)) == "the document is larger than 100,000 bytes"
    assert broke_off.wait(20)


def test_one_of_just_the_size_is_taken(running: Site) -> None:
    running.answer = lambda request: document(request, b"x" * LIMITS.bytes_max)
    assert len(Network(running).fetcher().fetch(URL)) == LIMITS.bytes_max


def test_one_that_is_cut_is_not_taken(running: Site) -> None:
    def cut(request: BaseHTTPRequestHandler) -> None:
        document(request, b"%PDF-1.7", Content_Length="100")
        said_goodbye = request.connection
        assert isinstance(said_goodbye, ssl.SSLSocket)
        request.wfile.flush()
        request.close_connection = True
        with contextlib.suppress(OSError):
            said_goodbye.unwrap()

    running.answer = cut
    assert refused(Network(running)) == NOT_FETCHED


def dribbling_headers(request: BaseHTTPRequestHandler, go_on: threading.Event) -> None:
    with contextlib.suppress(OSError):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not go_on.wait(0.02):
            request.wfile.write(b"X")


def dribbling_body(request: BaseHTTPRequestHandler, go_on: threading.Event) -> None:
    with contextlib.suppress(OSError):
        request.send_response(200)
        request.send_header("Content-Length", "50000")
        request.end_headers()
        while not go_on.wait(0.02):
            request.wfile.write(b"x")


def dribbling_without_an_end(request: BaseHTTPRequestHandler, go_on: threading.Event) -> None:
    with contextlib.suppress(OSError):
        request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not go_on.wait(0.02):
            request.wfile.write(b"x")


def silent(request: BaseHTTPRequestHandler, go_on: threading.Event) -> None:
    assert go_on.wait(20)
    request.close_connection = True


@pytest.mark.parametrize(
    "slowly", [dribbling_headers, dribbling_body, dribbling_without_an_end, silent]
)
def test_a_host_that_is_slow_is_cut_off(running: Site, slowly: Callable[..., None]) -> None:
    go_on = threading.Event()
    running.answer = lambda request: slowly(request, go_on)
    try:
        assert refused(Network(running), limits=IMPATIENT) == NOT_FETCHED
    finally:
        go_on.set()


def test_a_host_that_never_begins_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        deaf = Site(port=server.getsockname()[1], trusted=ssl.create_default_context())
        assert refused(Network(deaf), limits=IMPATIENT) == NOT_FETCHED


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n", b"SSH-2.0\r\n\r\n"]
)
def test_what_is_no_answer_of_http_is_not_taken(running: Site, said: bytes) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(said)
        request.close_connection = True

    running.answer = answer
    assert refused(Network(running)) == NOT_FETCHED


def test_a_certificate_of_another_name_is_not_taken(tmp_path: Path) -> None:
    with site(tmp_path, "other.example.com") as other:
        assert refused(Network(other)) == NOT_FETCHED
        assert other.asked == []


def test_a_certificate_that_nobody_vouches_for_is_not_taken(running: Site) -> None:
    network = Network(running)
    strict = Fetcher([HOST], LIMITS, resolve=network.resolve, connect=network.connect)
    with pytest.raises(Unusable, match=NOT_FETCHED[:20]):
        strict.fetch(URL)
    assert running.asked == []


def test_where_nobody_answers_it_is_said_so(running: Site) -> None:
    network = Network(running)

    def nobody(address: str, timeout_s: float) -> socket.socket:
        raise ConnectionRefusedError(address, timeout_s)

    fetcher = Fetcher([HOST], LIMITS, resolve=network.resolve, connect=nobody)
    with pytest.raises(Unusable, match=NOT_FETCHED[:20]):
        fetcher.fetch(URL)


def test_a_connection_that_cannot_be_made_safe_is_closed(running: Site) -> None:
    of_udp = socket.socket(type=socket.SOCK_DGRAM)
    network = Network(running)
    fetcher = Fetcher([HOST], LIMITS, resolve=network.resolve, connect=lambda *_: of_udp)
    with pytest.raises(NotImplementedError):
        fetcher.fetch(URL)
    assert of_udp.fileno() == -1


def test_the_resolver_of_the_system_gives_addresses() -> None:
    assert "127.0.0.1" in fetching.resolve("127.0.0.1")


def test_a_connection_goes_to_the_port_of_https(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *args: asked.append(args))
    fetching.connect(PUBLIC, 3.0)
    assert asked == [((PUBLIC, 443), 3.0)]
