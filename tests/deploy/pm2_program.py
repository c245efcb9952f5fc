"""A small PM2 that really runs processes: a daemon, a table, restarts, and the words PM2 uses.

Run as `pm2`; as much of the real one as the deployer asks for.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOME = Path(os.environ["PM2_HOME"])
RESTARTS_MAX = 15
Row = dict[str, Any]


class Daemon:
    """The processes under care; a dead one is started again at once."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.lock = threading.RLock()

    def watch(self) -> None:
        while True:
            time.sleep(0.02)
            with self.lock:
                for name, process in list(self.running.items()):
                    if process.poll() is not None:
                        self.revive(name)

    def revive(self, name: str) -> None:
        state = self.rows[name]["pm2_env"]
        if state["restart_time"] == RESTARTS_MAX:
            state["status"] = "errored"
            del self.running[name]
            return
        state["restart_time"] += 1
        self.spawn(name)

    def spawn(self, name: str) -> None:
        row = self.rows[name]
        state = row["pm2_env"]
        self.running[name] = subprocess.Popen(
            (state["pm_exec_path"], *state["args"]),
            cwd=state["pm_cwd"],
            env={**os.environ, **state["env"]},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        row["pid"], state["status"] = self.running[name].pid, "online"

    def start(self, app: Row) -> None:
        with self.lock:
            known = self.rows.get(app["name"])
            if known is not None:  # a restart: all but the environment keeps its old value
                known["pm2_env"]["env"] = app["env"]
                self.end(app["name"])
                known["pm2_env"]["restart_time"] += 1
            else:
                state = {
                    "status": "launching",
                    "restart_time": 0,
                    "pm_cwd": app["cwd"],
                    "pm_exec_path": app["script"],
                    "args": app["args"].split(),
                    "env": app["env"],
                }
                self.rows[app["name"]] = {"name": app["name"], "pm_id": 0, "pm2_env": state}
            self.spawn(app["name"])

    def end(self, name: str) -> None:
        process = self.running.pop(name, None)
        if process is not None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(1.6)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def delete(self, name: str) -> None:
        with self.lock:
            self.end(name)
            del self.rows[name]

    def answer(self, request: Row) -> object:
        with self.lock:
            if request["do"] == "start":
                self.start(request["app"])
            elif request["do"] == "delete" and request["name"] in self.rows:
                self.delete(request["name"])
            elif request["do"] == "kill":
                for name in list(self.rows):
                    self.delete(name)
            else:
                return request["do"] == "list" and list(self.rows.values())
            return True


def serve() -> None:
    """Be the daemon."""
    daemon = Daemon()
    threading.Thread(target=daemon.watch, daemon=True).start()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("rpc.sock")
        server.listen()
        Path("pm2.pid").write_text(str(os.getpid()))
        while True:
            connection, _ = server.accept()
            with connection, connection.makefile("rw") as stream:
                request = json.loads(stream.readline())
                stream.write(json.dumps(daemon.answer(request)))
            if request["do"] == "kill":
                Path("pm2.pid").unlink()
                Path("rpc.sock").unlink()
                return


def ask(request: Row) -> object:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("rpc.sock")
        with client.makefile("rw") as stream:
            stream.write(json.dumps(request) + "\n")
            stream.flush()
            answer: object = json.loads(stream.read())
            return answer


def ensure_daemon() -> None:
    HOME.mkdir(exist_ok=True)
    os.chdir(HOME)  # the name of a socket may not be long
    if Path("pm2.pid").exists():
        return
    if "--silent" not in sys.argv:
        print(f"[PM2] Spawning PM2 daemon with pm2_home={HOME}")
    subprocess.Popen(
        (sys.executable, __file__, "daemon"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until(lambda: Path("pm2.pid").exists())


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError("PM2's daemon neither came nor went")
        time.sleep(0.01)


def apps_of(file: str, only: str) -> list[Row]:
    text = Path(file).read_text().removeprefix("module.exports = ")
    return [app for app in json.loads(text)["apps"] if app["name"] == only]


def main(words: list[str]) -> int:
    if words == ["daemon"]:
        serve()
        return 0
    ensure_daemon()
    if words[0] == "--version":
        print("7.0.4")
    elif words[0] == "jlist":
        print(json.dumps(ask({"do": "list"})))
    elif words[0] == "start":
        for app in apps_of(words[1], words[words.index("--only") + 1]):
            ask({"do": "start", "app": app})
    elif words[0] == "delete":
        if not ask({"do": "delete", "name": words[1]}):
            print(f"[PM2][ERROR] Process or Namespace {words[1]} not found", file=sys.stderr)
            return 1
    elif words[0] == "save":
        dump = Path(os.environ.get("PM2_DUMP_FILE_PATH", "dump.pm2"))
        dump.write_text(json.dumps(ask({"do": "list"})))
    elif words[0] == "kill":
        ask({"do": "kill"})
        wait_until(lambda: not Path("rpc.sock").exists())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
