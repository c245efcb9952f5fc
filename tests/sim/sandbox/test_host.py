"""Tests of the sandbox: it is a host of its own, it loses power as one, and leaves nothing."""

import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.ports import Answer
from sim.sandbox import ground, parts
from sim.sandbox import host as sandbox
from sim.sandbox.channel import AgentError, HungUp
from sim.sandbox.host import SandboxHost
from tests.sandboxes import found_parts

pytestmark = pytest.mark.real
ROOT = Path(__file__).resolve().parent.parent.parent.parent
SERVER = "import http.server as h; h.test(h.SimpleHTTPRequestHandler, port=8000, bind='127.0.0.1')"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[SandboxHost]:
    with sandbox.host(found_parts(), ground.fresh(tmp_path)) as made:
        yield made


def until(is_so: Callable[[], bool], tries: int = 400) -> None:
    for _ in range(tries):
        if is_so():
            return
        subprocess.run(("sleep", "0.02"), check=True)
    raise AssertionError("it never came to pass")


def processes_of(root: Path) -> list[str]:
    """Give the command lines of this machine's processes that name a directory."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid():
            try:
                words = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(root) in words:
                found.append(words.decode(errors="replace"))
    return found


# ------------------------------------------------------------------ a host of its own


def test_a_program_is_run_as_the_user_of_the_host(host: SandboxHost) -> None:
    assert host.run("id", "-un").out == "ubuntu\n"
    assert host.run("pwd").out == "/home/ubuntu\n"
    assert host.run("sh", "-c", "echo said; echo warned >&2; exit 3").code == 3
    assert host.run("cat", stdin=b"given").out == "given"
    assert "CapEff:\t0000000000000000" in host.run("cat", "/proc/self/status").out


def test_the_parts_are_real(host: SandboxHost) -> None:
    assert host.run("uv", "--version").out.startswith("uv ")
    assert host.run("caddy", "version").out.startswith("v2.")
    assert host.pm2("--version").out.rstrip().endswith("7.0.4")


def test_its_processes_are_its_own(host: SandboxHost) -> None:
    pids = [name for name in host.run("ls", "/proc").out.split() if name.isdecimal()]
    assert len(pids) < 6


def test_it_reaches_nothing_outside(host: SandboxHost) -> None:
    said = host.run("cat", "/proc/net/dev").out
    assert [line.split(":")[0].strip() for line in said.splitlines()[2:]] == ["lo"]


def test_its_files_lie_where_the_real_ones_do(host: SandboxHost) -> None:
    host.put("/home/ubuntu/refit/app/ai/.env", b"KEY=value\n", 0o600)
    assert host.run("cat", "/home/ubuntu/refit/app/ai/.env").out == "KEY=value\n"
    assert host.run("stat", "-c", "%U %a", "/home/ubuntu/refit/app/ai/.env").out == "ubuntu 600\n"
    host.run("sh", "-c", "mkdir -p a/b && ln -s /home/ubuntu/a/b link && echo there > a/b/file")
    assert host.resolve("/home/ubuntu/link/file") == "/home/ubuntu/a/b/file"
    assert host.read("/home/ubuntu/link/../b/file") == b"there\n"


def test_links_that_lead_in_a_circle_are_an_error(host: SandboxHost) -> None:
    host.run("ln", "-s", "loop", "loop")
    with pytest.raises(OSError, match="Too many levels"):
        host.read("/home/ubuntu/loop")


def test_the_rest_of_the_machine_is_read_only(host: SandboxHost) -> None:
    assert host.run("touch", "/usr/bin/mine").code == 1
    assert host.run("touch", "/opt/refit-parts/bin/mine").code == 1


def test_a_missing_program_is_an_error_of_the_host(host: SandboxHost) -> None:
    with pytest.raises(AgentError) as caught:
        host.run("no-such-program")
    assert caught.value.errno == 2


def test_a_program_without_an_end_is_killed(host: SandboxHost) -> None:
    with pytest.raises(TimeoutError, match="begun"):
        host.run("sh", "-c", "echo begun; sleep 600", timeout_s=0.3)
    until(lambda: "sleep 600" not in host.run("ps", "-ef").out)


def test_output_of_any_size_comes_whole(host: SandboxHost) -> None:
    assert len(host.run("sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x").out) == 5_000_000


def test_a_daemon_may_outlive_the_program_that_started_it(host: SandboxHost) -> None:
    host.run("sh", "-c", f'nohup setsid python3 -c "{SERVER}" >log 2>&1 &')
    host.wait_for(8000)
    assert host.get(8000, "/").status == 200


def test_a_port_nobody_listens_on_refuses(host: SandboxHost) -> None:
    with pytest.raises(ConnectionRefusedError):
        host.connect(8000)


def test_a_low_port_is_open_to_the_user(host: SandboxHost) -> None:
    host.put("/etc/caddy/Caddyfile", b':80 {\n\trespond "hello"\n}\n')
    host.start_caddy()
    assert host.get(80, "/") == Answer(200, b"hello")


def test_the_package_index_can_be_cut_and_opened(host: SandboxHost) -> None:
    ask = (
        *("python3", "-c"),
        "import urllib.request as r; print(r.urlopen('http://127.0.0.1:3141/simple/').status)",
    )
    assert host.run(*ask).out == "200\n"
    host.cut_index()
    assert "refused" in host.run(*ask).err
    host.open_index()
    assert host.run(*ask).out == "200\n"


# ------------------------------------------------------------------ power


def test_power_lost_ends_every_process_and_keeps_the_files(host: SandboxHost) -> None:
    host.put("/home/ubuntu/kept", b"yes")
    with host.start("sleep", "600") as process:
        host.lose_power()
        assert process.wait(5).code == 137
    assert not [line for line in processes_of(host.ground.root) if "bwrap" in line]
    with pytest.raises(HungUp):
        host.run("true")
    host.power_on()
    assert host.read("/home/ubuntu/kept") == b"yes"
    assert "sleep" not in host.run("ps", "-ef").out


def test_a_boot_brings_back_what_pm2_saved_and_the_proxy(host: SandboxHost) -> None:
    host.put("/etc/caddy/Caddyfile", b':80 {\n\trespond "hello"\n}\n')
    host.put("/home/ubuntu/app.py", SERVER.encode())
    host.pm2("start", "/home/ubuntu/app.py", "--name", "app", "--interpreter", "python3")
    host.pm2("save")
    host.lose_power()
    host.boot()
    host.wait_for(8000)
    assert host.get(80, "/").body == b"hello"


def test_two_hosts_side_by_side_know_nothing_of_each_other(tmp_path: Path) -> None:
    with (
        sandbox.host(found_parts(), ground.fresh(tmp_path)) as one,
        sandbox.host(found_parts(), ground.fresh(tmp_path)) as other,
    ):
        for host in (one, other):
            host.run("sh", "-c", f'nohup setsid python3 -c "{SERVER}" >log 2>&1 &')
            host.put("/home/ubuntu/name", host.ground.root.name.encode())
        for host in (one, other):
            host.wait_for(8000)
            assert host.get(8000, "/name").body.decode() == host.ground.root.name
        one.lose_power()
        assert other.get(8000, "/").status == 200


def test_a_copy_of_a_host_at_rest_is_that_host(host: SandboxHost, tmp_path: Path) -> None:
    host.run("sh", "-c", "echo same > one && ln one two && ln -s one three && chmod 600 one")
    host.lose_power()
    with sandbox.host(found_parts(), ground.copied(host.ground.root, tmp_path)) as copy:
        assert copy.run("stat", "-c", "%h %a", "one", "two").out == "2 600\n2 600\n"
        assert copy.run("readlink", "three").out == "one\n"


def test_a_disk_of_limited_size_fills_up(host: SandboxHost) -> None:
    host.put("/home/ubuntu/laid", b"down")
    host.lose_power()
    host.disk_bytes = 8 * 1024 * 1024
    host.power_on()
    assert host.read("/home/ubuntu/laid") == b"down"
    assert "No space left" in host.run("sh", "-c", "head -c 20M /dev/zero > big").err


# ------------------------------------------------------------------ nothing is left


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with sandbox.host(found_parts(), ground.fresh(tmp_path)) as host:
        root = host.ground.root
        host.pm2("ping")
        assert processes_of(root)
    assert list(tmp_path.iterdir()) == []
    assert processes_of(root) == []


def test_a_host_dies_with_its_owner_and_the_next_one_clears_up(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from sim.sandbox import ground, host, parts\n"
        "made = host.SandboxHost(ground.fresh(Path(sys.argv[1])), parts.find())\n"
        "made.power_on(); made.run('mkdir', '-m', '555', 'locked'); print('up', flush=True)\n"
        "sys.stdin.read()\n"
    )
    owner = subprocess.Popen(
        (sys.executable, "-c", script, str(tmp_path)),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        (root,) = tmp_path.iterdir()
        owner.send_signal(signal.SIGKILL)
    until(lambda: processes_of(root) == [])
    assert root.exists()
    ground.fresh(tmp_path).remove()
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ where it cannot be


@pytest.mark.parametrize("missing", ["bwrap", "node", "npm", "uv", "caddy"])
def test_what_is_missing_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    found = shutil.which

    def which(name: str, path: str | None = None) -> str | None:
        return None if name == missing else found(name, path=path)

    monkeypatch.setattr(shutil, "which", which)
    said = parts.obstacle()
    assert said is not None
    assert said.startswith(f"{missing} is not installed; install it: ")
    assert "\n" not in said


def test_another_system_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    assert parts.obstacle() == (
        "Darwin has no namespaces; run this on Linux, in a container or a VM"
    )


def test_forbidden_namespaces_are_told_with_their_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "TRIAL", ("sh", "-c", "echo setting up uid map: denied >&2; exit 1"))
    said = parts.obstacle()
    assert said is not None
    assert "(setting up uid map: denied)" in said
    assert "sysctl" in said
