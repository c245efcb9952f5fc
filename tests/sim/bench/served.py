"""A small server whose failures are known, on socket pairs: no port is used."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Process: 7\r\n\r\nok"
PLAIN = {
    "/good": OK,
    "/bad": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
    "/missing": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "/cut": OK[:-1],
    "/cut-head": OK[:20],
    "/silent": b"",
    "/closing": OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
    "/leaves": OK,
    "/chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "/strange": b"SSH-2.0-OpenSSH_9\r\n\r\n",
    "/none": b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
}
ENDS = ("/cut", "/cut-head", "/silent", "/closing", "/leaves")
"""After these the server closes the connection; after `/leaves` without having said so."""
SLOW_S = 0.5


class Server:
    """Answers by the path asked for, each connection in a thread of its own."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        """Method and path of each request that arrived."""
        self.connections = 0
        self.is_down = False
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()

    def connect(self) -> socket.socket:
        with self._lock:  # clients connect while the test lets the server go down
            if self.is_down:
                raise ConnectionRefusedError(111, "Connection refused")
            self.connections += 1
            ours, theirs = socket.socketpair()
            self._open.append(ours)
            thread = threading.Thread(target=self._serve, args=(ours,))
            self._threads.append(thread)
            thread.start()
        return theirs

    def close(self) -> None:
        with self._lock:
            connections, threads = tuple(self._open), tuple(self._threads)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()

    def settle(self) -> None:
        """Wait until the connections that the server ends are ended."""
        time.sleep(0.05)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            served = 0
            while (line := self._read(connection)) is not None:
                method, path, _ = line.split(" ")
                self.asked.append(f"{method} {path}")
                served += 1
                if path == "/one-each" and served > 1:
                    return
                if path == "/slow":
                    time.sleep(SLOW_S)
                connection.sendall(PLAIN.get(path, OK))
                if path in ENDS:
                    return

    def _read(self, connection: socket.socket) -> str | None:
        read = b""
        while b"\r\n\r\n" not in read:
            part = connection.recv(4096)
            if not part:
                return None
            read += part
        head, _, body = read.partition(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(body) < length:
            body += connection.recv(4096)
        return head.decode().split("\r\n")[0]


@contextmanager
def server() -> Iterator[Server]:
    made = Server()
    try:
        yield made
    finally:
        made.close()
