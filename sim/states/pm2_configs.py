"""What people do to PM2's configuration while the service runs on, as it was started."""

from __future__ import annotations

import posixpath

from sim.people.operator import Operator
from sim.states import hosts
from sim.states.places import APP, CONFIG
from sim.states.start import run_pm2


def is_torn(o: Operator) -> None:
    """Somebody saved PM2's configuration in the middle of a line; the service runs on."""
    content = o.read(CONFIG.layout.pm2_config)
    o.put(CONFIG.layout.pm2_config, content[: content.index(b"script") + 3])


def is_of_another(o: Operator) -> None:
    """Somebody gave the service another name in PM2's configuration; it runs on under its own."""
    content = o.read(CONFIG.layout.pm2_config)
    o.put(CONFIG.layout.pm2_config, content.replace(CONFIG.app_name.encode(), b"matching"))


def is_misspelt(o: Operator) -> None:
    """Somebody mistyped the program in PM2's configuration; the service runs on."""
    content = o.read(CONFIG.layout.pm2_config)
    o.put(CONFIG.layout.pm2_config, content.replace(b"/bin/uvicorn", b"/bin/uvicron"))


def names_another_place(o: Operator) -> None:
    """Somebody put an older file in the place of PM2's configuration; the service runs on."""
    path, live = CONFIG.layout.pm2_config, CONFIG.layout.live
    o.put(path, o.read(path).replace(f'"{live}"'.encode(), f'"{APP}/src"'.encode()))


def holds_from_one_place(o: Operator) -> None:
    """Somebody wrote paths as they are seen from where the file lies, and starts it from there."""
    path, name = CONFIG.layout.pm2_config, CONFIG.app_name
    run_pm2(o, "delete", name)
    o.put(path, o.read(path).replace(f'"{APP}/'.encode(), b'"../../app/ai/'))
    words = ("start", path, "--only", name, "--env", "production")
    result = o.pm2(*words, cwd=posixpath.dirname(path))
    assert result.code == 0, result.err
    hosts.until_it_serves(o)
