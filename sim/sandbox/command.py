"""The commands of a host to play with: `python -m sim host up`, and what comes after."""

from __future__ import annotations

import argparse
import json
import os
import select
import signal
import tempfile
from collections.abc import Sequence
from http.client import HTTPException
from pathlib import Path

from deploy.adapters.log import say
from deploy.errors import Refused
from sim.sandbox import checkout, forward, ground, holder, named, parts, production, terminal
from sim.sandbox.named import Named
from sim.states.places import CONFIG, PROXY_PORT

DEFAULT = "one"
ENDS_S = 20.0
GOES_ON = """
the host {name!r} is up; it stays so until: python -m sim host down {name}

  a shell on it     python -m sim host shell {name}
  one command       python -m sim host run {name} -- {status}
  for a browser     python -m sim host forward {name} {port}
  its acceptance    pytest tests/acceptance --hosts=sandbox://{name}
  another wheel     python -m sim host run {name} -- sh -c 'cat > /tmp/NAME.whl' < NAME.whl

in its shell:
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to those of the simulator."""
    about = "a host of real parts to play with"
    host = commands.add_parser("host", help=about, description=about)
    verbs = host.add_subparsers(required=True, metavar="VERB")
    for name, act, text in (
        ("up", _up, "make a host and deploy this checkout's wheel to it"),
        ("shell", _shell, "a shell on it"),
        ("run", _run, "one command on it: run NAME -- COMMAND..."),
        ("forward", _forward, "let a port of it be reached from this machine"),
        ("list", _list, "the hosts that are up"),
        ("down", _down, "end it, and take all of it away"),
        ("hold", _hold, "hold a host up: what `up` starts, and no command for people"),
    ):
        verb = verbs.add_parser(name, help=text, description=text)
        verb.set_defaults(act=act)
        if name == "run":
            verb.add_argument("name")
            verb.add_argument("argv", nargs="+", metavar="COMMAND")
        elif name != "list":
            verb.add_argument("name", nargs="?", default=DEFAULT)
        if name in ("up", "hold"):
            verb.add_argument("--wheel", type=Path, help="this wheel, not this checkout's")
        if name == "up":
            verb.add_argument("--bare", action="store_true", help="deploy nothing")
        if name == "forward":
            verb.add_argument("inner", type=int, help="the port of the host")
            verb.add_argument("outer", type=int, nargs="?", default=0, help="of this machine")
        if name == "down":
            verb.add_argument("--all", action="store_true", help="all of them")


def _up(options: argparse.Namespace) -> int:
    name = named.checked(options.name)
    if any(each.name == name for each in named.everything()):
        named.refuse_taken(name)
    why = parts.obstacle()
    if why is not None:
        raise Refused(*_parted(why))
    with tempfile.TemporaryDirectory() as folder:
        wheel = None if options.bare else options.wheel or _built(Path(folder))
        if wheel is not None and not wheel.is_file():
            raise Refused(f"there is no wheel {wheel}", "Build one: python -m build --wheel")
        sha = "COMMIT" if wheel is None else production.sha_of(wheel.read_bytes())
        code = holder.start(name, wheel, lambda line: say(f"  {line}"))
    if code == 0:
        status = " ".join(production.command("status"))
        say(GOES_ON.format(name=name, status=status, port=PROXY_PORT))
        for words in _examples(wheel, sha):
            say(f"  {' '.join(production.command(*words))}")
    return code


def _parted(why: str) -> tuple[str, str]:
    """Return what is missing, and how to mend it."""
    reason, _, cure = why.partition("; ")
    return reason, cure or "See docs/sandbox.md"


def _examples(wheel: Path | None, sha: str) -> Sequence[Sequence[str]]:
    name = "NAME.whl" if wheel is None else wheel.name
    return (
        ("status",),
        ("doctor",),
        ("apply", "--wheel", f"/tmp/{name}", "--sha", sha),  # noqa: S108 - of that host
        ("rollback", "list"),
        ("rollback", "restore"),
    )


def _built(folder: Path) -> Path:
    say("  the wheel of this checkout")
    return checkout.build(folder)


def _hold(options: argparse.Namespace) -> int:
    return holder.hold(options.name, options.wheel)


def _shell(options: argparse.Namespace) -> int:
    return terminal.shell(named.find(options.name).run)


def _run(options: argparse.Namespace) -> int:
    return terminal.run(named.find(options.name).run, options.argv)


def _forward(options: argparse.Namespace) -> int:
    def told(port: int) -> None:
        say(f"http://localhost:{port} is port {options.inner} of {options.name!r}; end: Ctrl-C")

    try:
        forward.serve(named.find(options.name).run, options.inner, options.outer, told)
    except KeyboardInterrupt:
        return 0
    return 0


def _list(_: argparse.Namespace) -> int:
    for each in named.everything():
        say(f"{each.name:12} {_serves(each):24} holder {each.holder:<8} {each.root}")
    return 0


def _serves(each: Named) -> str:
    """Say what answers on the port of the service."""
    try:
        answer = forward.get(each.run, CONFIG.port, CONFIG.version_path)
        return f"serves {json.loads(answer)['sha'][:12]}"
    except (OSError, HTTPException, ValueError, KeyError):
        return "serves nothing"


def _down(options: argparse.Namespace) -> int:
    wanted = named.everything() if options.all else [named.find(options.name)]
    for each in wanted:
        _end(each)
        say(f"{each.name} is gone")
    ground.clear(Path(tempfile.gettempdir()))
    return 0


def _end(each: Named) -> None:
    """Tell the holder to end, by its pid and no other way; make it, where it does not."""
    with_pid = os.pidfd_open(each.holder)
    try:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if each.is_held:
                signal.pidfd_send_signal(with_pid, number)
            if select.select([with_pid], [], [], ENDS_S)[0]:
                return
    finally:
        os.close(with_pid)
