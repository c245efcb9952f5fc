"""The simulated shell answers as a real one does, or not at all."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from deploy.errors import Refused
from sim.sandbox.stage import Stage
from sim.shell import backends, forms
from sim.shell.forms import UnknownCommand
from sim.states import hosts, start
from sim.states.places import APP, BASE, CONFIG
from tests.acceptance.seen import ASK, ASK_WITHOUT_CURL, VALUES, Host

LAYOUT = CONFIG.layout
FILE, FOLDER, LINK, NOTHING = LAYOUT.pm2_config, LAYOUT.releases, LAYOUT.live, f"{APP}/no/thing"
STAMP = re.compile(r"[0-9]{14}")
MOMENT = re.compile(r"\"started_at\": ?\"[^\"]*\"")

Ask = Callable[[Host], object]


def attributes(path: str) -> list[Ask]:
    """Ask testinfra for all it can say of a path; the model keeps no times and no inodes."""
    names = (
        *("exists", "is_file", "is_directory", "is_executable", "is_pipe", "is_socket"),
        *("is_symlink", "linked_to", "user", "uid", "group", "gid", "mode"),
    )
    return [partial(attribute, path, name) for name in names]


def attribute(path: str, name: str, host: Host) -> object:
    return getattr(host.file(path), name)


ASKS: dict[str, list[Ask]] = {
    **{f"file {path.removeprefix(BASE)}": attributes(path) for path in (FILE, FOLDER, LINK)},
    "nothing": [
        lambda host: host.file(NOTHING).exists,
        lambda host: host.run("realpath %s", NOTHING),
        lambda host: host.run("realpath %s", f"{APP}/nothing"),
        lambda host: host.run("readlink -f %s", f"{APP}/nothing"),
        lambda host: host.run("stat -Lc %s %s", "%U", NOTHING),
        lambda host: host.run("cat -- %s", NOTHING),
        lambda host: host.run("ls -1 -q -- %s", NOTHING),
        lambda host: host.run("grep -qs -- x %s", NOTHING),
        lambda host: host.run("find %s -name x", NOTHING),
        lambda host: host.file(NOTHING).sha256sum,
        lambda host: host.file(NOTHING).md5sum,
        lambda host: host.run("cat -- %s", FOLDER),
    ],
    "content": [
        lambda host: host.file(FILE).content_string,
        lambda host: host.file(FILE).size,
        lambda host: host.file(FILE).md5sum,
        lambda host: host.file(FILE).sha256sum,
        lambda host: host.file(f"{LINK}/api/main.py").sha256sum,
        lambda host: host.file(FILE).contains("ai-service"),
        lambda host: host.file(FILE).contains("no such word"),
        lambda host: host.file(FILE).contains("^module.exports"),
    ],
    "directories": [
        lambda host: host.file(APP).listdir(),
        lambda host: host.file(LAYOUT.state).listdir(),
        lambda host: host.run("ls -1 -q -- %s", FILE),
        lambda host: host.run("find %s -type f", LAYOUT.backups),
        lambda host: host.run("find %s -type d -name %s", APP, "releases"),
        lambda host: host.run("find %s %s -type l -name %s", APP, BASE, "c*"),
        lambda host: host.run("find %s -name %s", LINK, "*.py"),
        lambda host: host.run("find %s -name %s", f"{LINK}/", "*.py"),
        lambda host: host.run("find %s -type f -name %s", f"{LINK}/", "*.py"),
        lambda host: host.run("find %s -name %s -exec sha256sum {} +", f"{LINK}/", "*.py"),
        lambda host: host.run("find %s -type f -name %s -exec sha256sum {} +", APP, "nothing"),
    ],
    "secrets": [
        lambda host: host.run("sed -nE %s %s", VALUES, f"{APP}/.env"),
        lambda host: host.run("sed -nE %s %s", VALUES, NOTHING),
        lambda host: host.run(
            f"sed -nE %s %s | grep -rlFf - -- {APP}/.env {LAYOUT.pm2_config}",
            VALUES,
            f"{APP}/.env",
        ),
        lambda host: host.run(
            f"sed -nE %s %s | grep -rlFf - -- {LAYOUT.reports} {LAYOUT.backups}",
            VALUES,
            f"{APP}/.env",
        ),
        lambda host: host.run(f"sed -nE %s %s | grep -rlFf - -- {NOTHING}", VALUES, f"{APP}/.env"),
    ],
    "accounts": [
        lambda host: host.user().name,
        lambda host: host.user("ubuntu").exists,
        lambda host: host.user("nobody-here").exists,
        lambda host: host.user("ubuntu").uid,
        lambda host: host.user("ubuntu").gid,
        lambda host: host.user("ubuntu").group,
        lambda host: host.user("ubuntu").gids,
        lambda host: host.user("ubuntu").groups,
        lambda host: host.user("ubuntu").home,
        lambda host: host.user("ubuntu").shell,
        lambda host: host.user("ubuntu").gecos,
        lambda host: host.user("ubuntu").get_all_users,
        lambda host: host.user("ubuntu").get_local_users,
        lambda host: host.group("ubuntu").exists,
        lambda host: host.group("nobody-here").exists,
        lambda host: host.group("ubuntu").gid,
        lambda host: host.group("ubuntu").members,
        lambda host: host.group("ubuntu").get_all_groups,
        lambda host: host.group("ubuntu").get_local_groups,
        lambda host: host.run("getent shadow ubuntu"),
    ],
    "programs": [
        lambda host: host.exists("ps"),
        lambda host: host.exists("no-such-program"),
        lambda host: host.exists("/usr/bin/python3"),
        lambda host: host.find_command("ss"),
        lambda host: host.run("pm2 --version"),
        lambda host: host.run("uv --version"),
        lambda host: host.run("caddy version"),
        lambda host: host.system_info.type,
    ],
    "answers": [
        lambda host: host.run(ASK, "\\n%{http_code}", "http://localhost:8000/api/ai/health"),
        lambda host: host.run(ASK, "\\n%{http_code}", "http://localhost:8000/api/ai/version"),
        lambda host: host.run(ASK, "\\n%{http_code}", "http://localhost:8000/nothing"),
        lambda host: host.run(ASK, "\\n%{http_code}", "http://localhost/api/ai/health"),
        lambda host: host.run(ASK, "\\n%{http_code}", "http://localhost:9/"),
    ],
}
NOT_COMPARED = {"ps", "ss", "python3", "uname"}
"""What must differ in more than moments: compared below, or the machine's own."""


class Recorded:
    """The commands that testinfra sends for a question."""

    def __init__(self) -> None:
        self.host = backends.of_world(start.two_releases().fork())
        self.commands: list[str] = []
        answer = self.host.backend.run

        def run(command: str, *args: str, **kwargs: object) -> object:
            self.commands.append(self.host.backend.get_command(command, *args))
            return answer(command, *args, **kwargs)

        self.host.backend.run = run


def commands_of(asks: list[Ask]) -> list[str]:
    recorded = Recorded()
    for ask in asks:
        ask(recorded.host)
    return list(dict.fromkeys(recorded.commands))


def plain(text: str) -> str:
    """Take out what must differ: moments, and the order in which a directory is read."""
    text = MOMENT.sub('"started_at": "T"', STAMP.sub("T", text))
    return "\n".join(sorted(text.splitlines()))


@pytest.fixture(scope="module")
def sandbox(stage: Stage) -> Iterator[Host]:
    with stage.set(start.two_releases) as made:
        hosts.until_it_serves(made)
        yield backends.of_sandbox(Path(made.host.ground.root) / "run")


@pytest.mark.real
@pytest.mark.parametrize("group", ASKS)
def test_both_answer_alike(group: str, sandbox: Host) -> None:
    simulated = backends.of_world(start.two_releases().fork())
    commands = commands_of(ASKS[group])
    assert commands
    for command in commands:
        if command.split()[0] in NOT_COMPARED or command == "cat /etc/os-release":
            continue
        told, real = simulated.run(command), sandbox.run(command)
        assert (command, told.rc, plain(told.stdout)) == (command, real.rc, plain(real.stdout))


def ours(host: Host) -> list[tuple[str, ...]]:
    """Give the processes that both hosts have, each by what is told of it and of its parent."""
    said = host.check_output("ps -Aww -o pid=,ppid=,user=,args=")
    rows = {line.split()[0]: line.split(None, 3) for line in said.splitlines()}
    names = {pid: row[3] for pid, row in rows.items()}
    found = [
        (plain(names[pid]), plain(names[row[1]]), row[2])
        for pid, row in rows.items()
        if "api.main:app" in names[pid] or "server.js" in names[pid]
    ]
    return sorted(found)


@pytest.mark.real
def test_both_run_the_same_processes(sandbox: Host) -> None:
    simulated = backends.of_world(start.two_releases().fork())
    assert ours(simulated) == ours(sandbox)
    for host in (simulated, sandbox):
        (process,) = host.process.filter(user="ubuntu", comm="uvicorn")
        assert host.process.get(pid=process.pid).ppid == process.ppid
        assert host.file(f"/proc/{process.pid}/cwd").linked_to == host.file(LINK).linked_to
        header, row = host.check_output("ps -ww -p %s -o pid,ppid", str(process.pid)).splitlines()
        assert header.split() == ["PID", "PPID"]
        assert row.split() == [str(process.pid), str(process.ppid)]
        assert host.run("ps -ww -p 999999 -o pid,ppid").rc == 1


@pytest.mark.real
def test_both_listen_on_the_same_ports(sandbox: Host) -> None:
    simulated = backends.of_world(start.two_releases().fork())
    for port in (80, 2019, 8000, 8080, 9999):
        for address in ("0.0.0.0", "127.0.0.1", "::"):  # noqa: S104 - looked at
            spec = f"tcp://{address}:{port}"
            listening = [host.socket(spec).is_listening for host in (simulated, sandbox)]
            assert listening[0] == listening[1], spec


@pytest.mark.real
@pytest.mark.parametrize("path", [CONFIG.health_path, "/no/such/path"])
def test_where_there_is_no_curl_python_asks_alike(path: str, sandbox: Host) -> None:
    url = f"http://localhost:{CONFIG.port}{path}"
    said = sandbox.check_output("python3 -c %s %s", ASK_WITHOUT_CURL, url)
    assert said == sandbox.check_output(ASK, "\\n%{http_code}", url)


def test_every_program_of_the_simulated_shell_is_compared() -> None:
    asked = {command.split()[0] for asks in ASKS.values() for command in commands_of(asks)}
    piped = {"cut", "grep", "sed"}
    assert set(forms.PROGRAMS) - piped - NOT_COMPARED <= {
        word.removeprefix("/usr/bin/") for word in asked
    }


@pytest.mark.parametrize(
    "command",
    [
        "rm -rf /home/ubuntu",
        "true",
        "sudo cat /etc/shadow",
        "systemctl is-active caddy",
        "cat a b",
        "cat /etc/passwd > /tmp/x",
        "cat /etc/passwd; rm x",
        "cat $HOME/x",
        "cat `ls`",
        'cat "$HOME"',
        "ls -la /",
        "ls -1 -q -- /home/*",
        "test -e /home && test -e /tmp",
        "test -r /home",
        "stat -Lc %Y /etc/passwd",
        "stat -Lc %i /etc/passwd",
        "stat -Lc %s /home",
        "find / -newer x",
        "find / -type f -exec rm {} +",
        "find",
        "grep -qs -- 'a|b' /etc/passwd",
        "grep -q x /etc/passwd",
        "sed -i s/a/b/p /etc/passwd",
        "ps aux",
        "ps -Aww -o pid,nonsense",
        "ss --numeric --all --tcp",
        "pm2 delete all",
        "pm2 restart ai-service",
        "uv pip install x",
        "caddy stop",
        "curl http://localhost/",
        "python3 -c 'print(1)'",
        "uname -a",
        "id -Z ubuntu",
        "getent hosts localhost",
        "cat /etc/passwd | sort",
        "PATH=/tmp cat x",
        "",
    ],
)
def test_what_it_does_not_know_it_does_not_answer(command: str) -> None:
    host = backends.of_world(start.two_releases().fork())
    with pytest.raises(UnknownCommand) as raised:
        host.run(command)
    assert str(raised.value).endswith(f": {command}")


def test_words_are_read_as_a_shell_reads_them() -> None:
    world = start.two_releases().fork()
    name = 'it\'s a "name" | with; $everything'
    world.disk.put(f"/home/{name}", b"found", durable=True)
    host = backends.of_world(world)
    assert host.file(f"/home/{name}").content_string == "found"
    assert host.file("/home").listdir() == [name, "ubuntu"]


def test_what_a_secret_is() -> None:
    world = start.two_releases().fork()
    lines = (
        "# API_KEY=a comment is none",
        "PORT=8000",
        "NAME=a-long-name-of-something",
        "SHORT_KEY=1234567",
        "API_KEY=12345678",
        "export AUTH_TOKEN='quoted-token'",
        'DATABASE_URL="postgresql://a:b@c/d"',
    )
    world.disk.put("/home/ubuntu/env", "\n".join(lines).encode(), durable=True)
    said = backends.of_world(world).check_output("sed -nE %s %s", VALUES, "/home/ubuntu/env")
    assert said.splitlines() == ["12345678", "quoted-token", "postgresql://a:b@c/d"]


def test_what_is_dead_is_not_shown() -> None:
    world = start.two_releases().fork()
    world.machine.lose_power()
    host = backends.of_world(world)
    assert host.process.filter(comm="uvicorn") == []
    assert host.process.filter(comm="caddy") == []
    assert not host.socket("tcp://0.0.0.0:8000").is_listening
    assert not host.socket("tcp://0.0.0.0:80").is_listening
    assert host.run(ASK, "%{http_code}", "http://localhost/").rc == 7


def test_a_name_of_a_host_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="there is no simulated host 'nothing'"):
        backends.SimBackend("nothing").run("uname -s")


def test_a_sandbox_that_is_not_up_is_refused() -> None:
    with pytest.raises(Refused, match="no host 'nothing' is up"):
        backends.SandboxBackend("nothing").run("uname -s")
