"""What people do to PM2's configuration while the service runs on, as it was started."""

from __future__ import annotations

import posixpath

from sim.people.operator import Operator
from sim.states import hosts
from sim.states.places import APP, CONFIG
from sim.states.start import run_pm2


def says(o: Operator, there: str, instead: str) -> None:
    """Somebody writes something else into PM2's configuration; the service runs on."""
    path = CONFIG.layout.pm2_config
    content = o.read(path)
    assert there.encode() in content, there
    o.put(path, content.replace(there.encode(), instead.encode()))


def is_torn(o: Operator) -> None:
    """Somebody saved PM2's configuration in the middle of a line; the service runs on."""
    content = o.read(CONFIG.layout.pm2_config)
    o.put(CONFIG.layout.pm2_config, content[: content.index(b"script") + 3])


def is_of_another(o: Operator) -> None:
    """Somebody gave the service another name in PM2's configuration; it runs on under its own."""
    says(o, CONFIG.app_name, "matching")


def is_misspelt(o: Operator) -> None:
    """Somebody mistyped the program in PM2's configuration; the service runs on."""
    says(o, "/bin/uvicorn", "/bin/uvicron")


def is_for_node(o: Operator) -> None:
    """Somebody took out the line that says that no interpreter is needed: PM2 takes Node then."""
    says(o, '"interpreter": "none",', "")


def starts_two(o: Operator) -> None:
    """Somebody wants the service twice on its one port."""
    says(o, '"exec_mode": "fork",', '"exec_mode": "fork", "instances": 2,')


def is_clustered(o: Operator) -> None:
    """Somebody wants of PM2 what it does for programs of Node alone."""
    says(o, '"exec_mode": "fork"', '"exec_mode": "cluster"')


def names_it_twice(o: Operator) -> None:
    """Somebody copied the service in the file and has not finished."""
    says(o, '"apps": [', f'"apps": [{{"name": "{CONFIG.app_name}", "script": "api"}},')


def names_another_place(o: Operator) -> None:
    """Somebody put an older file in the place of PM2's configuration; the service runs on."""
    says(o, f'"{CONFIG.layout.live}"', f'"{APP}/src"')


def holds_from_one_place(o: Operator) -> None:
    """Somebody wrote paths as they are seen from where the file lies, and starts it from there."""
    path, name = CONFIG.layout.pm2_config, CONFIG.app_name
    run_pm2(o, "delete", name)
    says(o, f'"{APP}/', '"../../app/ai/')
    words = ("start", path, "--only", name, "--env", "production")
    result = o.pm2(*words, cwd=posixpath.dirname(path))
    assert result.code == 0, result.err
    hosts.until_it_serves(o)
