"""What every implementation of the command port must do, its errors included."""

import json
from pathlib import Path

import pytest

from deploy.errors import CommandFailed
from deploy.ports import Result
from tests.contracts.bench import COMMANDS, HOME, CommandBench, Script


@pytest.fixture(params=sorted(COMMANDS))
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> CommandBench:
    """Give each implementation of the command port in turn."""
    return COMMANDS[request.param](tmp_path)


def told(bench: CommandBench, what: str, *words: str, **given: object) -> object:
    """Return what a program says of how it was started."""
    path = bench.program(Script(tells=what))
    result = bench.commands.run((path, *words), timeout_s=60, **given)  # type: ignore[arg-type]
    assert result.code == 0, result.err
    return json.loads(result.out)


# ------------------------------------------------------------------ what is left of a program


@pytest.mark.parametrize("code", [0, 1, 2, 127, 255, -9, -15])
def test_the_exit_code_is_the_programs_own(bench: CommandBench, code: int) -> None:
    result = bench.commands.run((bench.program(Script(code=code)),), timeout_s=60)
    assert result == Result(code, "", "")


def test_the_two_streams_are_kept_apart(bench: CommandBench) -> None:
    path = bench.program(Script(out="out\n", err="err\n", code=3))
    assert bench.commands.run((path,), timeout_s=60) == Result(3, "out\n", "err\n")


@pytest.mark.parametrize(
    "out", ["no end of line", "\n\n", "a\r\nb\r", "\0", "caf\u00e9 \U0001f680"]
)
def test_what_is_written_is_kept_as_it_is(bench: CommandBench, out: str) -> None:
    assert bench.commands.run((bench.program(Script(out=out)),), timeout_s=60).out == out


def test_much_output_arrives(bench: CommandBench) -> None:
    path = bench.program(Script(out="0123456789" * 100, repeated=5000))
    result = bench.commands.run((path,), timeout_s=60)
    assert len(result.out) == 5_000_000
    assert result.out.endswith("0123456789")


# ------------------------------------------------------------------ what it is given


@pytest.mark.parametrize(
    "words",
    [
        ("a b", "$HOME", "; rm -rf /"),
        ("",),
        ("'", '"', "\\"),
        ("*", "~", "--option=x y"),
        ("line\nbreak", "caf\u00e9"),
        (),
    ],
)
def test_words_stay_words(bench: CommandBench, words: tuple[str, ...]) -> None:
    assert told(bench, "argv", *words) == list(words)


def test_it_runs_where_it_is_told(bench: CommandBench) -> None:
    folder = bench.directory("some where")
    assert told(bench, "cwd", cwd=folder) == folder


def test_it_runs_at_the_root_where_it_is_told_nothing(bench: CommandBench) -> None:
    """Where the deployer was called may be closed to its user, or gone."""
    assert told(bench, "cwd") == "/"


def test_it_finds_the_home_of_the_user(bench: CommandBench) -> None:
    assert told(bench, "HOME") == HOME


def test_it_speaks_utf_8(bench: CommandBench) -> None:
    assert told(bench, "LC_ALL") == "C.UTF-8"


def test_it_finds_other_programs(bench: CommandBench) -> None:
    assert "/usr/bin" in str(told(bench, "PATH")).split(":")


def test_what_is_added_to_its_environment_is_there(bench: CommandBench) -> None:
    assert told(bench, "PM2_HOME", env={"PM2_HOME": "/x y"}) == "/x y"


@pytest.mark.parametrize("name", ["HOME", "PATH", "LC_ALL"])
def test_what_is_added_wins(bench: CommandBench, name: str) -> None:
    assert told(bench, name, env={name: "mine"}) == "mine"


def test_what_is_added_is_not_there_the_next_time(bench: CommandBench) -> None:
    assert told(bench, "PM2_HOME", env={"PM2_HOME": "/x"}) == "/x"
    assert told(bench, "PM2_HOME") is None


def test_its_input_is_empty(bench: CommandBench) -> None:
    assert told(bench, "stdin") == ""


# ------------------------------------------------------------------ what cannot be run


@pytest.mark.parametrize("name", ["no-such-program", "/no/such/program", "/no/such program"])
def test_a_program_that_is_not_there_is_named_with_the_cure(bench: CommandBench, name: str) -> None:
    with pytest.raises(CommandFailed, match=f"the program {name} is not") as caught:
        bench.commands.run((name, "word"), timeout_s=60)
    assert caught.value.advice.startswith(f"Install {name.rpartition('/')[2]}")
    assert "infra/deploy.json" in caught.value.advice


def test_a_program_that_may_not_be_executed_is_not_run(bench: CommandBench) -> None:
    path = bench.program(Script(), mode=0o644)
    with pytest.raises(CommandFailed, match="is not there, or may not be executed"):
        bench.commands.run((path,), timeout_s=60)


def test_a_directory_is_no_program(bench: CommandBench) -> None:
    with pytest.raises(CommandFailed, match="is not there, or may not be executed"):
        bench.commands.run((bench.directory("folder"),), timeout_s=60)


def test_a_directory_to_run_in_must_be_there(bench: CommandBench) -> None:
    path = bench.program(Script())
    with pytest.raises(CommandFailed, match=r"cannot be run: .*No such file or directory"):
        bench.commands.run((path,), timeout_s=60, cwd=f"{bench.root}/nowhere")


def test_a_file_is_no_directory_to_run_in(bench: CommandBench) -> None:
    path = bench.program(Script())
    with pytest.raises(CommandFailed, match=r"cannot be run: .*Not a directory"):
        bench.commands.run((path,), timeout_s=60, cwd=path)


# ------------------------------------------------------------------ how long it may take


def test_a_program_that_does_not_end_is_given_up(bench: CommandBench) -> None:
    path = bench.program(Script(out="last words", takes_s=60))
    before = bench.clock.now()
    with pytest.raises(
        CommandFailed, match=r"did not end within 0\.5 s; its last words: last words"
    ):
        bench.commands.run((path,), timeout_s=0.5)
    assert 0.5 <= bench.clock.now() - before < 30


def test_it_is_named_with_its_first_word(bench: CommandBench) -> None:
    path = bench.program(Script(takes_s=60))
    with pytest.raises(CommandFailed, match=f"{path} install did not end within"):
        bench.commands.run((path, "install", "--secret"), timeout_s=0.2)


def test_a_program_that_needs_its_time_has_it(bench: CommandBench) -> None:
    before = bench.clock.now()
    result = bench.commands.run((bench.program(Script(takes_s=0.1, out="x")),), timeout_s=60)
    assert result == Result(0, "x", "")
    assert bench.clock.now() - before >= 0.099


def test_a_daemon_left_behind_is_not_waited_for(bench: CommandBench) -> None:
    result = bench.commands.run((bench.program(Script(daemon=True)),), timeout_s=20)
    daemon = int(result.out)
    assert bench.processes.named(daemon) is not None
    bench.processes.end(daemon, force=True)
