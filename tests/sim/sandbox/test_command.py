"""A host to play with: it stays up after its command, and `down` leaves nothing of it."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sandboxes import found_parts

pytestmark = pytest.mark.lengthy

ROOT = Path(__file__).resolve().parent.parent.parent.parent
HEALTH = "/api/ai/health"
LATE_S = 60.0
ENDS_S = 10.0


@dataclass(frozen=True)
class Desk:
    """Where a developer sits: hosts and what is written of them lie in directories of its own."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        places = {"XDG_RUNTIME_DIR": self.made("run"), "TMPDIR": self.made("tmp")}
        return {**os.environ, **places, "TERM": "dumb"}

    def made(self, name: str) -> str:
        place = self.folder / name
        place.mkdir(exist_ok=True, mode=0o700)
        return str(place)

    def argv(self, *words: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "sim", "host", *words)

    def host(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.argv(*words),
            cwd=ROOT,
            env=self.env,
            input=given,
            text=True,
            capture_output=True,
            check=False,
            timeout=LATE_S,
        )

    def left(self) -> list[str]:
        """What there is of hosts: directories, and processes that know of them."""
        found = [str(path) for path in (self.folder / "tmp").glob("refit-*")]
        found += [str(path) for path in (self.folder / "run").rglob("*.json")]
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            found += [line] if str(self.folder) in line else []
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.made("tmp")
    return made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give a desk with a host that has no service."""
    found_parts()
    made = Desk(tmp_path_factory.mktemp("desk"))
    up = made.host("up", "--bare")
    assert up.returncode == 0, up.stderr
    yield made
    made.host("down", "--all")
    assert made.left() == []


# ------------------------------------------------------------------ a whole one


@pytest.mark.real
def test_a_host_serves_until_it_is_taken_down(
    desk: Desk, real_wheel: bytes, tmp_path: Path
) -> None:
    found_parts()
    wheel = tmp_path / "refit_ai_service-0.1.0-py3-none-any.whl"
    wheel.write_bytes(real_wheel)
    up = desk.host("up", "mine", "--wheel", str(wheel))
    assert up.returncode == 0, up.stderr
    assert "the host 'mine' is up" in up.stdout
    listed = desk.host("list").stdout
    assert re.fullmatch(r"mine +serves [0-9a-f]{12} +holder [0-9]+ +/\S+\n", listed)
    for words in [line.split() for line in up.stdout.splitlines() if "  python3 deploy" in line]:
        if words[2] in ("status", "doctor") or words[3:] == ["list"]:
            assert desk.host("run", "mine", "--", *words).returncode == 0, words
    assert forwarded(desk, "mine", 80) == {"status": "ok"}
    down = desk.host("down", "mine")
    assert (down.returncode, down.stdout) == (0, "mine is gone\n")
    assert desk.left() == []


def forwarded(desk: Desk, name: str, port: int) -> object:
    """Ask for the health of a host through a port of this machine."""
    argv = desk.argv("forward", name, str(port))
    with subprocess.Popen(argv, cwd=ROOT, env=desk.env, text=True, stdout=subprocess.PIPE) as ours:
        assert ours.stdout is not None
        line = ours.stdout.readline()
        found = re.match(r"http://localhost:[0-9]+", line)
        assert found is not None, line
        with urllib.request.urlopen(f"{found[0]}{HEALTH}", timeout=LATE_S) as answer:  # noqa: S310
            told = json.load(answer)
        ours.send_signal(signal.SIGINT)
        assert ours.wait(ENDS_S) == 0
    return told


# ------------------------------------------------------------------ one command


@pytest.mark.real
def test_a_command_has_its_own_files_and_its_exit_code(shared: Desk) -> None:
    done = shared.host("run", "one", "--", "sh", "-c", "cat; echo oops >&2; exit 7", given="hello")
    assert (done.returncode, done.stdout, done.stderr) == (7, "hello", "oops\n")
    killed = shared.host("run", "one", "--", "sh", "-c", "kill -9 $$")
    assert killed.returncode == 137


@pytest.mark.real
def test_a_command_is_run_as_the_user_of_the_host(shared: Desk) -> None:
    done = shared.host("run", "one", "--", "sh", "-c", "id -un; pwd; echo $HOME")
    assert done.stdout.split() == ["ubuntu", "/home/ubuntu", "/home/ubuntu"]


@pytest.mark.real
def test_a_command_that_is_not_there_is_told_so(shared: Desk) -> None:
    done = shared.host("run", "one", "--", "no-such-program")
    assert (done.returncode, done.stdout) == (127, "")
    assert done.stderr == "no-such-program: No such file or directory\n"


@pytest.mark.real
def test_a_host_without_a_service_is_listed_as_that(shared: Desk) -> None:
    assert "serves nothing" in shared.host("list").stdout


@pytest.mark.real
def test_the_other_tenant_runs(shared: Desk) -> None:
    said = shared.host("run", "one", "--", "pm2", "jlist", "--silent").stdout
    assert [each["name"] for each in json.loads(said)] == ["backend"]


# ------------------------------------------------------------------ a shell


@pytest.mark.real
def test_a_shell_without_a_terminal_reads_commands(shared: Desk) -> None:
    done = shared.host("shell", given="echo $((6 * 7))\nexit 3\n")
    assert (done.returncode, done.stdout) == (3, "42\n")


class Terminal:
    """A person at a terminal of 33 lines and 99 columns."""

    def __init__(self, desk: Desk, *words: str) -> None:
        self.pid, self.master = pty.fork()
        if self.pid == 0:  # what follows is another process
            os.chdir(ROOT)
            os.execve(sys.executable, desk.argv(*words), desk.env)  # noqa: S606
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 99, 0, 0))
        self.seen = ""

    def types(self, text: str) -> None:
        os.write(self.master, text.encode())

    def sees(self, text: str) -> str:
        """Wait for a text, and give all up to it; it is not looked for there again."""
        while text not in self.seen:
            ready, _, _ = select.select([self.master], [], [], LATE_S)
            assert ready, f"never saw {text!r} after {self.seen!r}"
            try:
                self.seen += os.read(self.master, 1 << 12).decode(errors="replace")
            except OSError:  # it has ended
                pytest.fail(f"ended, exit code {self.ends()}, after {self.seen!r}")
        before, _, self.seen = self.seen.partition(text)
        return before

    def ends(self) -> int:
        _, status = os.waitpid(self.pid, 0)
        os.close(self.master)
        return os.waitstatus_to_exitcode(status)


@pytest.mark.real
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_shell_on_a_terminal_is_like_any_other(shared: Desk) -> None:
    person = Terminal(shared, "shell")
    person.sees("$ ")
    person.types("stty size; echo a''b\n")
    assert "33 99" in person.sees("\r\nab")
    person.types("sh -c 'echo $((40 + 2)); exec sleep 1000'\n")
    person.sees("42\r\n")  # before that, a shell may lose what is typed
    person.types("\x03")  # Ctrl-C ends the program in there, not the shell
    person.sees("$ ")
    person.types("sleep 1000 & jobs\n")
    person.sees("Running")
    person.types("kill %1; exit 5\n")
    assert person.ends() == 5


# ------------------------------------------------------------------ its end


@pytest.mark.real
def test_a_name_is_given_once(shared: Desk) -> None:
    done = shared.host("up", "--bare")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "refused: a host 'one' is up already"


@pytest.mark.real
def test_a_host_whose_holder_was_killed_is_gone_and_forgotten(desk: Desk) -> None:
    found_parts()
    up = desk.host("up", "--bare")
    assert up.returncode == 0, up.stderr
    found = re.search(r"holder ([0-9]+)", desk.host("list").stdout)
    assert found is not None
    pid = os.pidfd_open(int(found[1]))
    os.kill(int(found[1]), signal.SIGKILL)
    assert select.select([pid], [], [], ENDS_S)[0]
    os.close(pid)
    assert desk.host("run", "one", "--", "true").returncode == 2
    assert desk.host("down", "--all").returncode == 0
    assert desk.left() == []


@pytest.mark.real
def test_interrupted_it_leaves_nothing(desk: Desk) -> None:
    found_parts()
    argv = desk.argv("up", "--bare")
    with subprocess.Popen(argv, cwd=ROOT, env=desk.env, text=True, stdout=subprocess.PIPE) as up:
        assert up.stdout is not None
        assert up.stdout.readline() == "  the deployer\n"
        up.send_signal(signal.SIGINT)
        assert up.wait(LATE_S) == 130
    assert desk.left() == []


# ------------------------------------------------------------------ what is no command


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["shell"], "no host 'one' is up"),
        (["run", "two", "--", "true"], "no host 'two' is up"),
        (["forward", "one", "80"], "no host 'one' is up"),
        (["down", "one"], "no host 'one' is up"),
        (["down", "../one"], "'../one' is no name for a host"),
        (["up", "One"], "'One' is no name for a host"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_told_in_a_line(words: list[str], reason: str, desk: Desk) -> None:
    done = desk.host(*words)
    assert (done.returncode, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first == f"refused: {reason}"
    assert second.startswith("  next: ")


def test_where_the_machine_cannot_the_cure_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(desk.folder))
    done = desk.host("up")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "refused: bwrap is not installed",
        "  next: install it: apt-get install bubblewrap",
    ]


def test_a_directory_that_others_can_read_is_not_trusted(desk: Desk) -> None:
    (Path(desk.made("run")) / "refit-sim").mkdir(mode=0o755)
    done = desk.host("list")
    assert done.returncode == 2
    assert "is not a directory of yours alone" in done.stderr


def test_none_is_listed_where_none_is_up(desk: Desk) -> None:
    done = desk.host("list")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert desk.host("down", "--all").returncode == 0
