"""What PM2 says and how it exits, word for word, the same for the fake and the real one."""

import json
from collections.abc import Iterator

import pytest

from sim.programs.pm2.table import PM2_HOME
from tests.contracts.pm2_bench import FILE, WORLDS, Bench, opened

ERROR, WARN, PREFIX = "[PM2][ERROR] ", "[PM2][WARN] ", "[PM2] "
HINT = "Use --update-env to update environment variables\n"
NOT_FOUND = f"{ERROR}Process or Namespace nope not found\n"
UNKNOWN_77 = "[PM2] Applying action {}ProcessId on app [77](ids: [ '77' ])\n"
NOT_KNOWN = f"{WARN}nope doesn't exist\n"
ENV_NEEDS_FILE = f"{ERROR}Using --env [env] without passing the ecosystem.config.js does not work\n"
TAIL = "[TAILING] Tailing last 15 lines for [nope] process (change the value with --lines option)\n"
USAGE = """usage: pm2 [options] <command>

pm2 -h, --help             all available commands and options
pm2 examples               display pm2 usage examples
pm2 <command> -h           help on a specific command

Access pm2 files in ~/.pm2
"""
SKIPPED = (
    f"{PREFIX}Saving current process list...\n"
    f"{WARN}PM2 is not managing any process, skipping save...\n"
    f"{WARN}To force saving use: pm2 save --force\n"
)
MEMORY = (
    f'{WARN}Verify "max_memory_restart" with regex failed, it should be a NUMBER - byte, '
    '"[NUMBER]G"(Gigabyte), "[NUMBER]M"(Megabyte) or "[NUMBER]K"(Kilobyte)\n'
)
SAID: dict[str, tuple[int, str, str]] = {
    "delete nope": (1, "", NOT_FOUND),
    "stop nope": (1, "", NOT_FOUND),
    "restart nope": (1, HINT, NOT_FOUND),
    "restart nope --update-env": (1, "", NOT_FOUND),
    "reload nope": (1, HINT, NOT_FOUND),
    "describe nope": (1, "", NOT_KNOWN),
    "show nope": (1, "", NOT_KNOWN),
    "desc nope": (1, "", NOT_KNOWN),
    "info nope": (1, "", NOT_KNOWN),
    "id nope": (0, "[]\n", ""),
    "pid nope": (0, "\n", ""),
    "pid": (0, "\n", ""),
    "reset nope": (1, "", "Unknown process name\n"),
    "logs nope --nostream": (0, TAIL, ""),
    "logs nope --nostream --lines 0": (0, "", ""),
    "flush nope": (0, f"{PREFIX}Logs flushed\n", ""),
    "env nope": (1, "", f"{ERROR}Modules with id nope not found\n"),
    "start nope": (1, "", f"{ERROR}Script not found: /home/ubuntu/nope\n"),
    "start": (1, "", f"{ERROR}File ecosystem.config.js not found\n"),
    "start /nope.config.js": (1, "", f"{ERROR}File /nope.config.js not found\n"),
    "startOrRestart /nope.config.js": (1, "", f"{ERROR}File /nope.config.js not found\n"),
    "startOrReload /nope.json": (1, "", f"{ERROR}File /nope.json not found\n"),
    "delete /nope.json": (1, "", f"{ERROR}File /nope.json not found\n"),
    "stop /nope.json": (1, "", f"{ERROR}File /nope.json not found\n"),
    "restart /nope.json": (1, "", f"{ERROR}File /nope.json not found\n"),
    "reload /nope.json": (1, "", f"{ERROR}File /nope.json not found\n"),
    "scale nope 2": (1, "", f"{ERROR}Application nope not found\n"),
    "sendSignal SIGTERM nope": (
        1,
        f"{PREFIX}Sending signal to process name nope\n",
        "Unknown process name\n",
    ),
    "delete 77": (1, UNKNOWN_77.format("delete"), f"{ERROR}77 : id unknown\n"),
    "stop 77": (1, UNKNOWN_77.format("stop"), f"{ERROR}77 : id unknown\n"),
    "restart 77": (
        1,
        HINT + UNKNOWN_77.format("restart"),
        f"{ERROR}God db process id unknown\n",
    ),
    "reload 77": (1, HINT + UNKNOWN_77.format("reload"), f"{ERROR}PM2 ID unknown\n"),
    "start 77": (1, UNKNOWN_77.format("restart"), f"{ERROR}God db process id unknown\n"),
    "describe 77": (1, "", f"{WARN}77 doesn't exist\n"),
    "delete all": (1, "", f"{WARN}No process found\n"),
    "stop all": (1, "", f"{WARN}No process found\n"),
    "restart all": (1, HINT, f"{WARN}No process found\n"),
    "reload all": (1, HINT, f"{WARN}No process found\n"),
    "start all": (1, "", f"{WARN}No process found\n"),
    "delete /x/": (1, "", f"{WARN}No process found\n"),
    "restart nope --env production": (1, "", ENV_NEEDS_FILE),
    "reload nope --env production": (1, "", ENV_NEEDS_FILE),
    "delete": (
        1,
        "",
        "\n  error: missing required argument `name|id|namespace|script|all|json|stdin'\n\n",
    ),
    "stop": (1, "", "\n  error: missing required argument `id|name|namespace|all|json|stdin'\n\n"),
    "reload": (1, "", "\n  error: missing required argument `id|name|namespace|all'\n\n"),
    "describe": (1, "", "\n  error: missing required argument `name|id'\n\n"),
    "scale nope": (1, "", "\n  error: missing required argument `number'\n\n"),
    "start --only": (1, "", "\n  error: option `--only <application-name>' argument missing\n\n"),
    "--bogus": (1, "", "\n  error: unknown option `--bogus'\n\n"),
    "jlist --bogus": (1, "", "\n  error: unknown option `--bogus'\n\n"),
    "stop nope --bogus": (1, "", "\n  error: unknown option `--bogus'\n\n"),
    "jlist": (0, "[]", ""),
    "jlist extra": (0, "[]", ""),
    "jlist -s": (0, "[]", ""),
    "jlist --silent": (0, "[]", ""),
    "prettylist": (0, "[]", ""),
    "ping": (0, "{ msg: 'pong' }\n", ""),
    "ping extra": (0, "{ msg: 'pong' }\n", ""),
    "ping --silent": (0, "", ""),
    "foo": (1, f"{ERROR}Command not found\n\n{USAGE}", ""),
    "help": (1, f"{ERROR}Command not found\n\n{USAGE}", ""),
    "foo --silent": (1, "", ""),
    "": (1, USAGE, ""),
    "--version": (0, "7.0.4\n", ""),
    "-v": (0, "7.0.4\n", ""),
    "delete nope --silent": (1, "", ""),
    "describe nope --silent": (1, "", ""),
    "save": (
        0,
        SKIPPED,
        "",
    ),
    "save --silent": (0, "", ""),
    "reloadLogs": (0, "Reloading all logs...\nAll logs reloaded\n", ""),
    "flush": (0, f"{PREFIX}Flushing {PM2_HOME}/pm2.log\n{PREFIX}Logs flushed\n", ""),
}
BAD_FILES = {
    "syntax.config.js": ("module.exports = {apps: [", "", "malformated"),
    "throws.config.js": ("throw new Error('boom')", "", "malformated"),
    "open.json": ('{"apps": [', "", "malformated"),
    "empty.config.js": (
        "",
        f"{WARN}Applications  not running, starting...\n",
        f"{ERROR}Error: No script path - aborting\n",
    ),
    "text.config.js": (
        "module.exports = 'x'",
        f"{WARN}Applications  not running, starting...\n",
        f"{ERROR}Error: No script path - aborting\n",
    ),
    "noscript.config.js": (
        "module.exports = {apps: [{name: 'q'}]}",
        f"{WARN}Applications q not running, starting...\n",
        f"{ERROR}Error: No script path - aborting\n",
    ),
    "type.config.js": (
        "module.exports = {apps: [{name: 'q', script: '/bin/true', max_restarts: 'many'}]}",
        f'{WARN}Expect "max_restarts" to be a typeof [object Number], but now is [object String]\n',
        "",
    ),
    "memory.config.js": (
        "module.exports = {apps: [{name: 'q', script: '/bin/true', max_memory_restart: '1X'}]}",
        MEMORY,
        "",
    ),
}


@pytest.fixture(scope="module", params=WORLDS)
def quiet(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Give a host on which PM2 runs and knows nothing; no test here changes that."""
    with opened(request.param) as made:
        made.pm2("ping")
        yield made


@pytest.mark.parametrize("words", SAID)
def test_with_nothing_there(quiet: Bench, words: str) -> None:
    said = quiet.pm2(*words.split())
    assert (said.code, said.out, said.err) == SAID[words]


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_configuration_that_is_none(quiet: Bench, name: str) -> None:
    content, out, err = BAD_FILES[name]
    path = f"/home/ubuntu/c/{name}"
    quiet.put(path, content.encode())
    said = quiet.pm2("start", path)
    assert (said.code, said.out) == (1, out)
    if err == "malformated":
        assert said.err.startswith(f"{ERROR}File {path} malformated\n")
    else:
        assert said.err == err


@pytest.mark.parametrize("words", ["save extra", "kill extra", "resurrect extra"])
def test_a_strict_command_refuses_what_it_does_not_know(quiet: Bench, words: str) -> None:
    said = quiet.pm2(*words.split())
    assert said.code == 1
    assert said.out.startswith("[PM2] \nUnknown command argument: extra\n\n  Usage: pm2 [cmd] app")


@pytest.mark.parametrize("words", ["--help", "-h", "start --help"])
def test_help_is_no_failure(quiet: Bench, words: str) -> None:
    said = quiet.pm2(*words.split())
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("\n  Usage: ")


def test_a_start_of_an_app_that_the_file_does_not_name_starts_nothing(quiet: Bench) -> None:
    assert quiet.pm2("start", FILE, "--only", "nosuch").code == 0
    assert quiet.jlist() == []


def test_an_id_that_is_not_there_is_reset_without_a_complaint_in_the_exit_code(
    quiet: Bench,
) -> None:
    said = quiet.pm2("reset", "77")
    assert said.code == 0
    assert said.out.startswith("[PM2] Resetting meta for process id 77\n")
    assert said.err.startswith("Error: 77 id unknown\n")


# ------------------------------------------------------------------ colours

COLOURED = "\x1b[31m[PM2][ERROR] \x1b[39mProcess or Namespace nope not found\n"


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"FORCE_COLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm"}, True),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
    ids=json.dumps,
)
def test_colours_are_there_without_a_terminal(
    quiet: Bench, env: dict[str, str], coloured: bool
) -> None:
    """PM2_HOME in the environment is all it takes."""
    said = quiet.pm2("delete", "nope", **{"NO_COLOR": "unset", **env})
    assert said.err == (COLOURED if coloured else NOT_FOUND)


def test_an_option_takes_colours_away(quiet: Bench) -> None:
    said = quiet.pm2("delete", "nope", "--no-color", NO_COLOR="unset")
    assert said.err == NOT_FOUND


def test_silence_by_the_environment(quiet: Bench) -> None:
    said = quiet.pm2("delete", "nope", PM2_SILENT="true")
    assert (said.code, said.out, said.err) == (1, "", "")


def test_without_home_the_users_own_is_found(quiet: Bench) -> None:
    said = quiet.pm2("ping", HOME="unset", home="unset")
    assert (said.code, said.out) == (0, "{ msg: 'pong' }\n")
