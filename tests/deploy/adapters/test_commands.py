"""Tests of running this machine's programs: their output, their end, and who dies with whom."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.adapters.commands import LocalCommands
from deploy.errors import CommandFailed

COMMANDS = LocalCommands("/home/nobody")
PARENT = """
import sys
from deploy.adapters.commands import LocalCommands
LocalCommands("/").run(("sh", "-c", "echo $$ > " + sys.argv[1] + "; exec sleep 60"), timeout_s=60)
"""


def python(code: str, *words: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *words)


def gone(pid: int) -> bool:
    """Say whether a process ends within a moment: the kernel's signal needs one to arrive."""
    for _ in range(500):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_a_program_leaves_its_code_and_what_it_wrote() -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)"
    result = COMMANDS.run(python(code), timeout_s=60)
    assert (result.code, result.out, result.err) == (7, "out\n", "err\n")


def test_much_output_and_bytes_that_are_no_text_arrive() -> None:
    code = "import sys; sys.stdout.buffer.write(b'x' * 300000 + b'\\xff')"
    result = COMMANDS.run(python(code), timeout_s=60)
    assert result.out == "x" * 300_000 + "\N{REPLACEMENT CHARACTER}"


def test_words_stay_words_and_nothing_is_a_shell() -> None:
    code = "import sys; print(sys.argv[1:])"
    result = COMMANDS.run(python(code, "$HOME", "a b", "; rm -rf /"), timeout_s=60)
    assert result.out == "['$HOME', 'a b', '; rm -rf /']\n"


def test_a_program_runs_where_and_with_what_it_is_told(tmp_path: Path) -> None:
    code = (
        "import os; print(os.getcwd(), os.environ['HOME'], os.environ['LC_ALL'], os.environ['X'])"
    )
    result = COMMANDS.run(python(code), timeout_s=60, cwd=str(tmp_path), env={"X": "1"})
    assert result.out.split() == [str(tmp_path.resolve()), "/home/nobody", "C.UTF-8", "1"]


def test_what_is_added_to_the_environment_wins() -> None:
    code = "import os; print(os.environ['HOME'])"
    assert COMMANDS.run(python(code), timeout_s=60, env={"HOME": "/x"}).out == "/x\n"


def test_standard_input_is_empty() -> None:
    assert COMMANDS.run(("cat",), timeout_s=60).out == ""


def test_a_program_beside_python_is_found_without_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    name = Path(sys.executable).name
    assert COMMANDS.run((name, "-c", "print(1)"), timeout_s=60).out == "1\n"


def test_a_program_of_the_user_is_found(tmp_path: Path) -> None:
    program = tmp_path / ".local/bin/own-program"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho found\n")
    program.chmod(0o755)
    assert LocalCommands(str(tmp_path)).run(("own-program",), timeout_s=60).out == "found\n"


@pytest.mark.parametrize("name", ["no-such-program", "/no/such-program", "/etc/passwd"])
def test_a_program_that_is_not_there_is_named_with_the_cure(name: str) -> None:
    with pytest.raises(CommandFailed, match=f"the program {name} is not") as caught:
        COMMANDS.run((name,), timeout_s=60)
    assert caught.value.advice.startswith("Install ")
    assert "infra/deploy.json" in caught.value.advice


def test_a_program_the_kernel_refuses_is_a_failed_command(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_bytes(b"\x7fELFnot")
    program.chmod(0o755)
    with pytest.raises(CommandFailed, match="cannot be run"):
        COMMANDS.run((str(program),), timeout_s=60)
    with pytest.raises(CommandFailed, match="No such file"):
        COMMANDS.run(("true",), timeout_s=60, cwd=str(tmp_path / "nowhere"))


@pytest.mark.lengthy
def test_a_program_that_does_not_end_is_killed_with_its_children(tmp_path: Path) -> None:
    script = f"sleep 60 & echo $! > {tmp_path}/child; echo last words; wait"
    with pytest.raises(CommandFailed, match=r"did not end within 1 s.*last words"):
        COMMANDS.run(("sh", "-c", script), timeout_s=1)
    assert gone(int((tmp_path / "child").read_text()))


def test_a_daemon_left_behind_is_not_waited_for(tmp_path: Path) -> None:
    script = f"setsid sleep 60 & echo $! > {tmp_path}/daemon"
    result = COMMANDS.run(("sh", "-c", script), timeout_s=5)
    assert result.code == 0
    os.kill(int((tmp_path / "daemon").read_text()), signal.SIGKILL)  # it was alive


def test_a_program_dies_with_the_deployer(root: Path, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    with subprocess.Popen(python(PARENT, str(pid)), cwd=root) as deployer:
        while not (pid.exists() and pid.read_text().endswith("\n")):
            assert deployer.poll() is None
            time.sleep(0.01)
        deployer.kill()
        deployer.wait()
    assert gone(int(pid.read_text()))
