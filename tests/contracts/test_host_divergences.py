"""Every known difference between the simulated host and a real one is still there."""

import errno
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from deploy.adapters.files import LocalFiles
from deploy.adapters.processes import LocalProcesses
from deploy.errors import Unreachable
from sim.harm.faults import Fault, Site
from sim.machinery.running import Running
from sim.ports.network import SimHttp
from sim.programs.uv import command as uv
from sim.sandbox.host import CADDYFILE
from sim.world import Crash, World
from tests.contracts.bench import Script, SimCommandBench
from tests.contracts.conftest import simulated
from tests.contracts.divergences import DIVERGENCES
from tests.contracts.installers import Installer, SimInstaller, wheel
from tests.contracts.installers import real as real_installers
from tests.contracts.proxies import RealProxy, SimProxy
from tests.contracts.sandboxes import fresh_host
from tests.contracts.test_uv import done, install, made, packages, put, site

MINE = ("files", "commands", "http", "processes", "uv", "caddy")
SEEN: dict[str, str] = {}
"""Each difference, and the test that sees it."""


def sees(behaviour: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Name the difference that a test sees."""

    def note(test: Callable[..., None]) -> Callable[..., None]:
        SEEN[behaviour] = test.__name__
        return test

    return note


def test_every_difference_has_its_test_and_its_reason() -> None:
    mine = [one for one in DIVERGENCES if one.port in MINE]
    assert sorted(SEEN) == sorted(one.behaviour for one in mine)
    assert all(all(one) for one in mine)


# ------------------------------------------------------------------ files


@contextmanager
def as_an_ordinary_user() -> Iterator[Path]:
    """Work in a directory of an ordinary user, as one: root may do everything."""
    with tempfile.TemporaryDirectory() as folder:
        ours = os.geteuid() == 0
        if ours:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            if ours:
                os.seteuid(0)


@sees("permissions forbid nothing")
def test_permissions() -> None:
    with as_an_ordinary_user() as folder:
        (folder / "closed").mkdir(mode=0o500)
        (folder / "secret").touch(mode=0o000)
        with pytest.raises(PermissionError):
            LocalFiles().write(str(folder / "closed/file"), b"")
        with pytest.raises(PermissionError):
            LocalFiles().read(str(folder / "secret"))
    place = simulated()
    place.files.write(place / "secret", b"read all the same", 0o000)
    assert place.files.read(place / "secret") == b"read all the same"


@sees("what is written takes no room")
def test_room(tmp_path: Path) -> None:
    del tmp_path  # a real disk is shared: how much is left is nothing to assert
    place = simulated()
    before = place.files.free_bytes(place.root)
    place.files.write(place / "file", b"x" * 100_000)
    assert place.files.free_bytes(place.root) == before


@sees("a killed write leaves nothing behind")
def test_leftovers() -> None:
    place = simulated()
    assert place.world is not None
    place.world.load((Fault(Site(0, "files.write", "begin", 1), "kill"),))
    with suppress(Crash):
        place.files.write(place / "file", b"")
    place.world.begin(1)
    assert place.files.names(place.root) == ()


@sees("there is one file system")
def test_one_file_system(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shared = "/dev/shm"  # noqa: S108 - another file system, where there is one
    if Path(shared).is_dir() and Path(shared).stat().st_dev != tmp_path.stat().st_dev:
        with pytest.raises(OSError, match="cross-device") as caught:
            LocalFiles().rename(str(tmp_path / "file"), f"{shared}/refit-contract")
        assert caught.value.errno == errno.EXDEV
    place = simulated()
    place.files.write(place / "file", b"")
    place.files.make_directory("/dev/shm")  # noqa: S108 - of the world
    place.files.rename(place / "file", "/dev/shm/file")  # noqa: S108 - of the world


@sees("a pipe, a socket or a device is no file")
def test_odd_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="Invalid argument"):
        LocalFiles().read(str(tmp_path / "pipe"))
    assert simulated().files.kind("/dev/null") is None


# ------------------------------------------------------------------ commands, HTTP, processes


@sees("a program has no children of its own")
def test_children() -> None:
    bench = SimCommandBench()
    bench.commands.run((bench.program(Script()),), timeout_s=1)
    assert bench.world.machine.processes == {}


@sees("programs write text")
def test_text() -> None:
    bench = SimCommandBench()
    assert isinstance(bench.commands.run((bench.program(Script()),), timeout_s=1).out, str)


@sees("there is no TLS")
def test_tls() -> None:
    world = World()
    running = Running(parent=1, name="server", cwd="/", argv=("server",), port=443)
    world.machine.spawn(running)
    with pytest.raises(Unreachable, match="no http address"):
        SimHttp(world).get("https://localhost/", timeout_s=1)


@sees("there is one machine")
def test_one_machine() -> None:
    with pytest.raises(Unreachable, match="Name or service not known"):
        SimHttp(World()).get("http://example.com/", timeout_s=1)


@sees("a process has one port")
def test_ports() -> None:
    with ExitStack() as stack:
        ports = []
        for _ in range(2):
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            ports.append(listening.getsockname()[1])
        found = [LocalProcesses().listener(port) for port in ports]
    assert [process and process.pid for process in found] == [os.getpid()] * 2
    assert isinstance(Running(parent=1, name="", cwd="/", argv=(), port=1).port, int)


# ------------------------------------------------------------------ uv


@sees("a requirement requires nothing itself")
@pytest.mark.real
def test_requirements() -> None:
    host = SimInstaller()
    env = made(host)
    done(install(host, env, put(host, wheel(["fastapi"]))))
    assert set(packages(host, env)) == {"refit_ai_service", "fastapi"}
    with real_installers() as fresh:
        real = fresh()
        env = made(real)
        done(install(real, env, put(real, wheel(["fastapi"]))))
        assert {"fastapi", "starlette", "pydantic"} <= set(packages(real, env))


@sees("environments share no files with the cache")
@pytest.mark.real
def test_hard_links() -> None:
    with fresh_host() as host:
        env = "/home/ubuntu/env"
        host.run("uv", "venv", env)
        done(host.run("uv", "pip", "install", "--python", f"{env}/bin/python", "h11"))
        said = host.run("sh", "-c", f"stat -c %h {env}/lib/python*/site-packages/h11/__init__.py")
        assert int(said.out) > 1
    place = simulated()
    place.files.write(place / "file", b"one")
    place.hard_link("file", "cached")
    assert place.world is not None
    place.world.disk.put(place / "file", b"written in place", durable=False)
    assert place.files.read(place / "cached") == b"one"


@sees("only what is called for is there")
def test_shell_scripts() -> None:
    host = SimInstaller()
    env = made(host)
    assert "activate.fish" not in host.reader.names(f"{env}/bin")
    with pytest.raises(AssertionError, match="the fake uv knows no"):
        uv.run(host.world, ("frobnicate",), lambda *_: None)


@sees("a marker of a requirement is not weighed")
def test_markers() -> None:
    host = SimInstaller()
    env = made(host)
    needs = ["uvicorn; python_version < '3'"]
    done(install(host, env, put(host, wheel(needs))))
    assert "uvicorn" in packages(host, env)


@sees("the index keeps every version up to its newest")
@pytest.mark.real
def test_versions() -> None:
    host = SimInstaller()
    words = ("--no-deps", put(host, wheel()), "uvicorn==0.31.0")
    done(install(host, made(host), *words))
    with real_installers() as fresh:
        real = fresh()
        words = ("--no-deps", put(real, wheel()), "uvicorn==0.31.0")
        assert install(real, made(real), *words).code == 1


@sees("what a lock names is there")
@pytest.mark.real
def test_locked_versions() -> None:
    with real_installers() as fresh:
        assert [by_a_lock_of_its_own(host) for host in (SimInstaller(), fresh())] == [0, 1]


def by_a_lock_of_its_own(host: Installer) -> int:
    """Install a version that there is not, which a lock names."""
    row = f"uvicorn==99.0 --hash=sha256:{'0' * 64}"
    host.put(f"{host.root}/lock", row.encode())
    words = ("--constraint", f"{host.root}/lock", put(host, wheel(["uvicorn"])))
    return install(host, made(host), *words).code


@sees("what is installed cannot be imported")
def test_modules() -> None:
    host = SimInstaller()
    env = made(host)
    done(install(host, env, put(host, wheel(["fastapi"]))))
    assert host.reader.read(f"{site(host, env)}/fastapi/__init__.py") == b""


# ------------------------------------------------------------------ Caddy


@sees("there are no connections to keep alive or to cut")
@pytest.mark.real
def test_connections() -> None:
    with fresh_host() as host, ExitStack() as stack:
        proxy = RealProxy(host, stack)
        proxy.upstream(8000)
        proxy.caddyfile(":80 {\n\treverse_proxy localhost:8000\n}\n")
        proxy.start()
        with host.http(80) as connection:
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"upstream"
            kept = connection.sock
            assert proxy.caddy("reload", "--config", CADDYFILE).code == 0
            connection.request("GET", "/")
            assert connection.getresponse().read() == b"upstream"
            assert connection.sock is kept  # the same through an unchanged file
            proxy.caddyfile(":80 {\n\treverse_proxy localhost:8001\n}\n")
            assert proxy.caddy("reload", "--config", CADDYFILE).code == 0
            connection.auto_open = 0
            with suppress(OSError):  # the cut may be seen now, or only below
                connection.request("GET", "/")
            with pytest.raises((HTTPException, OSError)):
                connection.getresponse()


@sees("a request in flight is not seen beside others")
@pytest.mark.real
def test_requests_in_flight() -> None:
    with fresh_host() as host, ExitStack() as stack:
        proxy = RealProxy(host, stack)
        proxy.upstream(8000, "old", answers_s=0.6)
        proxy.upstream(8001, "new")
        proxy.caddyfile(":80 {\n\treverse_proxy localhost:8000\n}\n")
        proxy.start()
        got: list[bytes] = []
        asker = threading.Thread(target=lambda: got.append(proxy.get().body))
        asker.start()
        while b'"num_requests":1' not in _upstreams(proxy):
            assert asker.is_alive()
        proxy.caddyfile(":80 {\n\treverse_proxy localhost:8001\n}\n")
        assert proxy.caddy("reload", "--config", CADDYFILE).code == 0
        assert proxy.get().body == b"new"
        asker.join()
        assert got == [b"old"]  # a reload waits for what is under way


def _upstreams(proxy: RealProxy) -> bytes:
    return proxy.get("/reverse_proxy/upstreams", port=2019).body


@sees("of several upstreams the first is asked")
@pytest.mark.real
def test_balancing() -> None:
    text = ":80 {\n\treverse_proxy localhost:8000 localhost:8001\n}\n"
    fake = SimProxy()
    with fresh_host() as host, ExitStack() as stack:
        proxy = RealProxy(host, stack)
        for each in (proxy, fake):
            each.upstream(8000, "one")
            each.upstream(8001, "two")
            each.caddyfile(text)
            each.start()
        assert {proxy.get().body for _ in range(60)} == {b"one", b"two"}
    assert {fake.get().body for _ in range(60)} != {b"one", b"two"}
