"""A simulated wheel is a real one: installed by uv and run by uvicorn, it behaves as the model."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy import wheel as deploy_wheel
from deploy.ports import Answer
from sim.goods import wheels
from sim.machinery import importing, service
from sim.machinery.behaviour import behaviour_of
from sim.storage.disk import Disk

WAIT_S = 15.0
LATE_S = 5.0
"""How much later than told a busy machine may be; it is never earlier."""
QUICK: Mapping[str, object] = {"ready_s": 0.1}
HEALTH, VERSION = "/api/ai/health", "/api/ai/version"


def written(behaviour: Mapping[str, object]) -> str:
    return json.dumps(behaviour)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@dataclass
class Life:
    """A real uvicorn that runs a simulated release."""

    process: "subprocess.Popen[bytes]"
    port: int
    began: float

    @property
    def age_s(self) -> float:
        return time.monotonic() - self.began

    def ask(self, path: str, method: str = "GET", body: bytes | None = None) -> Answer | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            return Answer(response.status, response.read())
        except OSError:
            return None
        finally:
            connection.close()

    def first(self, path: str = HEALTH, *, status: int | None = None) -> Answer:
        """Ask until there is an answer, of this status if one is given."""
        while self.age_s < WAIT_S:
            answer = self.ask(path)
            if answer is not None and status in (None, answer.status):
                return answer
            assert self.process.poll() is None, "it died"
            time.sleep(0.02)
        raise TimeoutError(path)

    def died(self) -> int:
        return self.process.wait(WAIT_S)


class Installed:
    """A wheel that the real uv has installed."""

    def __init__(self, root: Path, content: bytes) -> None:
        path = root / wheels.FILE_NAME
        path.write_bytes(content)
        self.site = root / "site"
        done = subprocess.run(
            (
                *("uv", "pip", "install", "--offline", "--no-deps", "--no-python-downloads"),
                *("--python", sys.executable, "--target", str(self.site), str(path)),
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.code = self.site / "ai_app"

    @contextmanager
    def run(self, **env: str) -> Iterator[Life]:
        """Run it as PM2 does: the run directory alone is its working directory and its path."""
        port, began = free_port(), time.monotonic()
        process = subprocess.Popen(
            (
                sys.executable,
                *["-m", "uvicorn", "api.main:app", "--host", "127.0.0.1", "--port"],
                str(port),
            ),
            cwd=self.code,
            env={**os.environ, "PYTHONPATH": str(self.code), **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Life(process, port, began)
        finally:
            process.kill()
            process.wait(WAIT_S)

    def imported(self, **env: str) -> str:
        """Import the entry module as a deployment does; return the last line of the error."""
        done = subprocess.run(
            (sys.executable, "-B", "-c", "import api.main"),
            cwd=self.code,
            env={**os.environ, "PYTHONPATH": str(self.code), **env},
            capture_output=True,
            text=True,
            check=False,
        )
        return (done.stderr.strip().splitlines() or [""])[-1]


def installed(root: Path, behaviour: Mapping[str, object], **options: bool) -> Installed:
    return Installed(root, wheels.wheel("X", written(behaviour), **options))


def modelled(root: Path, behaviour: Mapping[str, object], path: str, up_s: float = 10) -> Answer:
    """Return what the model says that the same files answer."""
    disk, code = Disk(), "/code"
    content = wheels.wheel("X", written(behaviour))
    for name, data in wheels.app_files(content).items():
        disk.make_directory(f"{code}/{name}".rpartition("/")[0])
        disk.put(f"{code}/{name}", data, durable=True)
        assert (root / "site/ai_app" / name).read_bytes() == data
    disk.make_directory("/venv/bin")
    disk.put("/venv/bin/python", b"", durable=True)
    for name in ("fastapi", "uvicorn"):
        disk.make_directory(f"/venv/lib/python3/site-packages/{name}-1.dist-info")
    serving, _ = service.start_up(disk, code, "/venv/bin/python")
    return service.answer(serving, path, up_s=up_s, started=0)


def test_the_deployer_takes_it_for_a_whole_wheel() -> None:
    found = deploy_wheel.inspect(wheels.wheel("X"), wheels.FILE_NAME)
    assert (found.sha, found.version) == (wheels.sha("X"), "0.1.0")


def test_it_requires_what_a_real_release_requires(tmp_path: Path) -> None:
    info = installed(tmp_path, {}).site / wheels.INFO
    metadata = (info / "METADATA").read_text(encoding="utf-8")
    assert "Requires-Dist: fastapi\n" in metadata
    assert "Requires-Dist: uvicorn[standard]" in metadata
    assert (info / "extra_metadata/pyproject.toml").is_file()


@pytest.mark.parametrize(
    "behaviour",
    [
        {},
        {"health": 404},
        {"health": 500},
        {"status": "starting"},
        {"says": wheels.sha("A")},
    ],
    ids=str,
)
def test_it_answers_what_the_model_answers(tmp_path: Path, behaviour: Mapping[str, object]) -> None:
    told = {**QUICK, **behaviour}
    with installed(tmp_path, told).run() as life:
        life.first()
        assert life.ask(HEALTH) == modelled(tmp_path, told, HEALTH)
        assert life.ask("/nothing") == modelled(tmp_path, told, "/nothing")
        assert life.ask(HEALTH, "POST") is not None
        real, said = life.ask(VERSION), modelled(tmp_path, told, VERSION)
        assert real is not None
        assert real.status == said.status
        theirs, ours = json.loads(real.body), json.loads(said.body)
        assert abs(float(theirs.pop("started_at")) - time.time()) < WAIT_S
        del ours["started_at"]
        assert theirs == ours


@pytest.mark.parametrize("value", ["60", "many"])
@pytest.mark.parametrize("place", ["the run directory", "beside its link", "named"])
def test_it_reads_env_files_as_the_model_does(tmp_path: Path, place: str, value: str) -> None:
    release, app = installed(tmp_path, {"numbers": ["REQUESTS"]}), tmp_path / "app"
    app.mkdir()
    (app / "ai_app").symlink_to(release.code)
    folder = release.code if place == "the run directory" else app
    (folder / ".env").write_text(f"OTHER=many\nREQUESTS={value}\n", encoding="utf-8")
    env = {
        "beside its link": {"PYTHONPATH": str(app / "ai_app")},
        "named": {"REFIT_ENV_FILE": str(app / ".env")},
    }
    said = release.imported(**env.get(place, {}))
    disk = Disk()
    for each in ("/app", "/code/api", "/venv/bin"):
        disk.make_directory(each)
    disk.put("/venv/bin/python", b"", durable=True)
    disk.put("/code/api/main.py", b'SIM = {"numbers": ["REQUESTS"]}\n', durable=True)
    where = "/code" if place == "the run directory" else "/app"
    disk.put(f"{where}/.env", f"OTHER=many\nREQUESTS={value}\n".encode(), durable=True)
    modelled = importing.import_error(disk, "/code", "/venv/bin/python", "/app/.env")
    assert ("requests" in said, "requests" in (modelled or "")) == (value == "many",) * 2


@pytest.mark.lengthy
def test_it_takes_its_time_over_an_answer(tmp_path: Path) -> None:
    with installed(tmp_path, {**QUICK, "answers_s": 0.4}).run() as life:
        life.first()
        began = life.age_s
        assert life.ask("/nothing") == Answer(404, b'{"detail":"Not Found"}')
        assert 0.4 <= life.age_s - began < 0.4 + LATE_S


def test_a_release_without_a_record_has_no_version(tmp_path: Path) -> None:
    with installed(tmp_path, QUICK, record=False).run() as life:
        assert life.first(VERSION) == Answer(404, b'{"detail":"Not Found"}')


def test_it_can_be_put_under_load(tmp_path: Path) -> None:
    with installed(tmp_path, QUICK).run() as life:
        life.first()
        content = os.urandom(200_000)
        assert life.ask("/echo", "POST", content) == Answer(200, content)
        began = life.age_s
        slow = life.ask("/slow?s=0.3")
        assert slow is not None
        assert (slow.status, life.age_s - began >= 0.3) == (200, True)


@pytest.mark.lengthy
@pytest.mark.parametrize(("ready_s", "env"), [(1.2, {}), (9999, {"SIM_READY_S": "1.2"})])
def test_it_binds_its_port_when_it_is_ready(
    tmp_path: Path, ready_s: float, env: dict[str, str]
) -> None:
    with installed(tmp_path, {"ready_s": ready_s}).run(**env) as life:
        life.first()
        assert 1.1 < life.age_s < 1.2 + LATE_S


@pytest.mark.lengthy
def test_it_dies_before_it_binds(tmp_path: Path) -> None:
    with installed(tmp_path, {"fails_after_s": 1.0}).run() as life:
        while life.process.poll() is None:
            assert life.ask(HEALTH) is None
            time.sleep(0.05)
        assert life.died() != 0
        assert 0.9 < life.age_s < 1.0 + LATE_S


def test_it_dies_after_it_has_bound(tmp_path: Path) -> None:
    with installed(tmp_path, {**QUICK, "dies_s": 0.5}).run() as life:
        life.first()
        seen = life.age_s
        assert life.died() != 0
        assert life.age_s - seen < 0.5 + LATE_S


def test_it_warms_up(tmp_path: Path) -> None:
    told = {**QUICK, "warming_s": 0.6}
    with installed(tmp_path, told).run() as life:
        assert life.first() == modelled(tmp_path, told, HEALTH, up_s=0.3)
        seen = life.age_s
        assert life.first(status=200) == modelled(tmp_path, told, HEALTH)
        assert life.age_s - seen > 0.3


@pytest.mark.lengthy
def test_it_heeds_a_signal_unless_it_is_stubborn(tmp_path: Path) -> None:
    for stubborn in (False, True):
        root = tmp_path / str(stubborn)
        root.mkdir()
        with installed(root, {**QUICK, "stubborn": stubborn}).run() as life:
            life.first()
            for number in (signal.SIGINT, signal.SIGTERM):
                life.process.send_signal(number)
            if stubborn:
                time.sleep(0.5)
                assert life.ask(HEALTH) == Answer(200, b'{"status":"ok"}')
            else:
                life.died()


def test_it_does_not_start_without_its_data(tmp_path: Path) -> None:
    release = installed(tmp_path, QUICK, data=False)
    assert release.imported() == ""
    with release.run() as life:
        assert life.died() != 0


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ({}, ""),
        ({"imports": False}, "ImportError: cannot import name 'app' from 'api.main'"),
        ({"requires": ["no_such_one"]}, "ModuleNotFoundError: No module named 'no_such_one'"),
    ],
    ids=str,
)
def test_it_imports_where_it_should(
    tmp_path: Path, behaviour: Mapping[str, object], said: str
) -> None:
    release = installed(tmp_path, behaviour)
    assert release.imported() == said
    if said:
        with release.run() as life:
            assert life.died() != 0


def test_the_model_reads_the_very_line_that_python_runs() -> None:
    told_of: tuple[Mapping[str, object], ...] = (
        {},
        {"stubborn": True, "says": None},
        {"imports": False},
    )
    for behaviour in told_of:
        main = wheels.entry_module("X", written(behaviour))
        told = behaviour_of(main)
        assert (told.imports, told.stubborn) == (
            behaviour.get("imports", True),
            behaviour.get("stubborn", False),
        )
        assert main.count(b"\nSIM = {") == 1
