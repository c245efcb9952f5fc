"""Stands in for uvicorn: it serves as the SIM line of api/main.py in its directory says."""

import http.server
import json
import os
import re
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

BEGAN = time.monotonic()


def leave(code: int) -> None:
    sys.stderr.flush()
    os._exit(code)


def wait_until(seconds: float) -> None:
    time.sleep(max(0, seconds - (time.monotonic() - BEGAN)))


def told() -> dict[str, Any]:
    main = Path("api/main.py")
    text = main.read_text() if main.is_file() else ""
    found = re.search(r"^SIM = (\{.*\})$", text, re.MULTILINE)
    return json.loads(found[1]) if found else {"imports": bool(text)}


SIM = told()


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"status": SIM.get("status", "ok")}).encode()
        self.send_response(SIM.get("health", 200) if self.path == "/api/ai/health" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        ends = signal.SIG_IGN if SIM.get("stubborn") else lambda *_: leave(0)
        signal.signal(number, ends)
    if not SIM.get("imports", True):
        wait_until(0.4)
        sys.stderr.write("Traceback\n")
        leave(1)
    sys.stderr.write(f"INFO:     Started server process [{os.getpid()}]\n")
    sys.stderr.flush()
    if SIM.get("fails_after_s") is not None:
        wait_until(SIM["fails_after_s"])
        leave(1)
    wait_until(SIM.get("ready_s", 1.5))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[-1])), Answer)
    except OSError:
        leave(3)
    if SIM.get("dies_s") is not None:
        threading.Timer(SIM["dies_s"], leave, (1,)).start()
    server.serve_forever()


main()
