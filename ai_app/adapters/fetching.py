"""Fetches a document from a host that an operator has named, and never from inside the network.

What is guarded against is server-side request forgery: whoever names an address must not have this
service connect where they cannot. The host has to be on a list; each address that it resolves to
has to be public; and the connection goes to an address that was looked at, not to the name again,
which may have changed by then. Nothing is followed that the host redirects to.
"""

import re
import socket
import ssl
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from adapters.public_address import is_public
from schemas.errors import Unusable

URL_CHARACTERS_MAX = 2_048
URL = re.compile(r"https://[!-\[\]-~]+")
"""Visible ASCII but the backslash, which some take for a slash; `urlsplit` drops line ends."""
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
PORT = 443
OK = 200
CHUNK_BYTES = 65_536

NOT_A_LINK = "the link is not one of https, to a host by its name, without a user and a port"
NOT_FETCHED = "the document could not be fetched from there; send the file itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What fetching may take."""

    bytes_max: int
    seconds_max: float = 10.0
    """To connect, and then to the last byte; whatever the host does, it is cut off by then."""


def resolve(host: str) -> Sequence[str]:
    """Return the addresses of a host; raise `OSError` where it has none."""
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(address[0]) for *_, address in found]


def connect(address: str, timeout_s: float) -> socket.socket:
    """Return a connection to an address; raise `OSError` where there is none."""
    return socket.create_connection((address, PORT), timeout_s)


class Fetcher:
    """Fetches from the hosts of a list; may be called by many threads."""

    def __init__(
        self,
        hosts: Collection[str],
        limits: FetchLimits,
        *,
        tls: ssl.SSLContext | None = None,
        resolve: Callable[[str], Sequence[str]] = resolve,
        connect: Callable[[str, float], socket.socket] = connect,
    ) -> None:
        """Allow these hosts alone, by their whole names; none of them, and nothing is fetched."""
        self._hosts = frozenset(host.lower() for host in hosts)
        self._limits, self._trusting = limits, tls
        self._resolve, self._connect = resolve, connect

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Whom to trust: the machine's hundred authorities are read once something is fetched."""
        return self._trusting or ssl.create_default_context()

    def fetch(self, url: str) -> bytes:
        """Return what is there.

        Raises `Unusable` where it may not be fetched, or cannot; of the network, the sentence tells
        nothing, for a client could explore it so.
        """
        link, host = self._allowed(url)
        try:
            with self._connection(host) as connected:
                end = Timer(self._limits.seconds_max, _cut, (connected,))
                end.start()
                try:
                    return self._answered(connected, host, _target(link))
                finally:
                    end.cancel()
        except (OSError, HTTPException, UnicodeError):
            raise Unusable(NOT_FETCHED) from None

    def _allowed(self, url: str) -> tuple[SplitResult, str]:
        """Return the parts of a URL; raise `Unusable` where it leads to no host of the list."""
        try:
            link = urlsplit(url if len(url) <= URL_CHARACTERS_MAX and URL.fullmatch(url) else "")
            host = link.hostname or ""
        except ValueError:
            raise Unusable(NOT_A_LINK) from None
        if link.netloc.lower() != host or not HOST.fullmatch(host):
            raise Unusable(NOT_A_LINK)
        if host not in self._hosts:
            raise Unusable(f"nothing is fetched from {host}; send the file itself")
        return link, host

    def _connection(self, host: str) -> ssl.SSLSocket:
        """Return a connection to an address that was looked at; its certificate is still unseen."""
        addresses = self._resolve(host)
        if not addresses or not all(map(is_public, addresses)):
            raise Unusable(NOT_FETCHED)
        plain = self._connect(addresses[0], self._limits.seconds_max)
        try:
            return self._tls.wrap_socket(
                plain,
                server_hostname=host,
                do_handshake_on_connect=False,
                suppress_ragged_eofs=False,  # an end that the host did not say may be a cut
            )
        except BaseException:
            plain.close()
            raise

    def _answered(self, connected: ssl.SSLSocket, host: str, target: str) -> bytes:
        """Ask for the document over this connection, and return it; nothing else is followed."""
        connected.do_handshake()
        asking = HTTPConnection(host, PORT)
        asking.sock = connected
        asking.request("GET", target, headers={"Host": host, "Accept-Encoding": "identity"})
        with asking.getresponse() as answer:
            encoded = answer.getheader("Content-Encoding", "identity") != "identity"
            if answer.status != OK or encoded:
                raise Unusable(NOT_FETCHED)
            return self._body(answer)

    def _body(self, answer: HTTPResponse) -> bytes:
        most = self._limits.bytes_max
        data = bytearray()
        while chunk := answer.read(CHUNK_BYTES):
            data += chunk
            if len(data) > most:
                raise Unusable(f"the document is larger than {most:,} bytes")
        if answer.length:
            raise Unusable(NOT_FETCHED)
        return bytes(data)


def _target(link: SplitResult) -> str:
    return f"{link.path or '/'}?{link.query}" if link.query else link.path or "/"


def _cut(connected: socket.socket) -> None:
    """End a connection that another thread waits for; that thread gets an error at once.

    The method of TLS sockets would have it read on as if nothing were encrypted.
    """
    with suppress(OSError):
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
