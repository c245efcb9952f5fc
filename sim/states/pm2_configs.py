"""What people do to PM2's configuration, as the service runs on or is started from it."""

from __future__ import annotations

import posixpath

from sim.people.operator import Operator
from sim.states import hosts
from sim.states.furniture import SERVICE
from sim.states.places import APP, CONFIG
from sim.states.start import run_pm2, start_service

UVICORN = str(SERVICE["script"])


def says(o: Operator, *changes: tuple[str, str]) -> None:
    """Somebody writes something else into PM2's configuration; the service runs on."""
    content = o.read(CONFIG.layout.pm2_config)
    for there, instead in changes:
        assert there.encode() in content, there
        content = content.replace(there.encode(), instead.encode())
    o.put(CONFIG.layout.pm2_config, content)


def starts_it_with(o: Operator, *changes: tuple[str, str]) -> None:
    """Somebody writes something else into PM2's configuration, and starts the service from it."""
    says(o, *changes)
    run_pm2(o, "delete", CONFIG.app_name)
    start_service(o)
    hosts.until_it_serves(o)


def is_lost(o: Operator) -> None:
    """PM2's configuration is not where it should be."""
    o.remove(CONFIG.layout.pm2_config)


def is_torn(o: Operator) -> None:
    """Somebody saved PM2's configuration in the middle of a line; the service runs on."""
    content = o.read(CONFIG.layout.pm2_config)
    o.put(CONFIG.layout.pm2_config, content[: content.index(b"script") + 3])


def is_of_another(o: Operator) -> None:
    """Somebody gave the service another name in PM2's configuration; it runs on under its own."""
    says(o, (CONFIG.app_name, "matching"))


def is_misspelt(o: Operator) -> None:
    """Somebody mistyped the program in PM2's configuration; the service runs on."""
    says(o, ("/bin/uvicorn", "/bin/uvicron"))


def is_for_node(o: Operator) -> None:
    """Somebody took out the line that says that no interpreter is needed: PM2 takes Node then."""
    says(o, ('"interpreter": "none",', ""))


def starts_two(o: Operator) -> None:
    """Somebody wants the service twice on its one port."""
    says(o, ('"exec_mode": "fork",', '"exec_mode": "fork", "instances": 2,'))


def is_clustered(o: Operator) -> None:
    """Somebody wants of PM2 what it does for programs of Node alone."""
    says(o, ('"exec_mode": "fork"', '"exec_mode": "cluster"'))


def names_it_twice(o: Operator) -> None:
    """Somebody copied the service in the file and has not finished."""
    says(o, ('"apps": [', f'"apps": [{{"name": "{CONFIG.app_name}", "script": "api"}},'))


def names_another_place(o: Operator) -> None:
    """Somebody put an older file in the place of PM2's configuration; the service runs on."""
    says(o, (f'"{CONFIG.layout.live}"', f'"{APP}/src"'))


def holds_from_one_place(o: Operator) -> None:
    """Somebody wrote paths as they are seen from where the file lies, and starts it from there."""
    path, name = CONFIG.layout.pm2_config, CONFIG.app_name
    run_pm2(o, "delete", name)
    says(o, (f'"{APP}/', '"../../app/ai/'))
    words = ("start", path, "--only", name, "--env", "production")
    result = o.pm2(*words, cwd=posixpath.dirname(path))
    assert result.code == 0, result.err
    hosts.until_it_serves(o)


def entry_is_pinned(o: Operator) -> None:
    """The entry holds the real paths of a release: the configuration once named them."""
    path, live = CONFIG.layout.pm2_config, CONFIG.layout.live
    content = o.read(path)
    starts_it_with(o, (f'"{live}"', f'"{o.resolve(live)}"'), (UVICORN, o.resolve(UVICORN)))
    o.put(path, content)


def names_an_environment(o: Operator) -> None:
    """Somebody resolved the links in PM2's configuration by hand."""
    starts_it_with(o, (UVICORN, o.resolve(UVICORN)))


def runs_the_installed_copy(o: Operator) -> None:
    """Somebody pointed PM2 at the installed copy: code and commit are right, the place is not."""
    live, library = CONFIG.layout.live, f"{APP}/venv/lib"
    (version,) = o.names(library)
    starts_it_with(o, (f'"{live}"', f'"{library}/{version}/site-packages/ai_app"'))


def is_relative(o: Operator) -> None:
    """Somebody wrote the path of the program as it is seen from where it runs."""
    starts_it_with(o, (f'"{UVICORN}"', '"../venv/bin/uvicorn"'))


def has_python_run_it(o: Operator) -> None:
    """Somebody named the interpreter as the program, which PM2 runs as it is: it is no text."""
    python = UVICORN.replace("uvicorn", "python")
    arguments = str(SERVICE["args"])
    starts_it_with(
        o, (UVICORN, python), (arguments, f"-m uvicorn {arguments}"), ('"interpreter": "none",', "")
    )
