"""Another tenant of the host, whom nothing may disturb: its process, its files, its clients."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from deploy import pm2
from sim.sandbox.host import SandboxHost

NAME = "backend"
PORT, SITE_PORT = 8080, 8081
"""Where it listens, and where Caddy has a site for it."""
SITE = f":{SITE_PORT} {{\n\treverse_proxy localhost:{PORT}\n}}\n"
TICK_S = 0.1
PROGRAM = f"""
import http.server, time

class Stream(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self.wfile.write(b"1\\r\\n.\\r\\n")
            time.sleep({TICK_S})

    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", {PORT}), Stream).serve_forever()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is seen of the tenant at one moment."""

    pid: int
    restarts: int
    files: str
    """A digest of its files: names, contents, inodes and times."""


def start(host: SandboxHost, folder: str) -> None:
    """Start the tenant under the host's PM2, from a configuration of its own."""
    host.put(f"{folder}/server.py", PROGRAM.encode())
    host.put(f"{folder}/settings.json", b'{"theirs": true}\n')
    app = {
        "name": NAME,
        "script": f"{folder}/server.py",
        "interpreter": "/usr/bin/python3",
        "cwd": folder,
    }
    config = f"{folder}/ecosystem.config.js"
    host.put(config, f"module.exports = {json.dumps({'apps': [app]})};\n".encode())
    host.pm2("start", config)
    host.wait_for(PORT)


def look(host: SandboxHost, folder: str) -> Sight:
    """See the tenant's process and files."""
    (row,) = (row for row in pm2.rows_in(host.pm2("jlist", "--silent").out) if row.name == NAME)
    digest = hashlib.sha256()
    for path in sorted(host.outside(folder).rglob("*")):
        status = path.stat()
        digest.update(f"{path.name} {status.st_ino} {status.st_mtime_ns}\n".encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return Sight(pid=row.pid, restarts=row.restarts, files=digest.hexdigest())


class Listener:
    """A client of the tenant that reads a stream without end."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._connection.settimeout(10)
        self._connection.sendall(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self._last_s = time.monotonic()
        self.longest_silence_s = 0.0
        self.was_cut = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with suppress(OSError):
            while self._connection.recv(4096):
                now_s = time.monotonic()
                self.longest_silence_s = max(self.longest_silence_s, now_s - self._last_s)
                self._last_s = now_s
        self.was_cut = True

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):  # where the other end was quicker
            self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._connection.close()
