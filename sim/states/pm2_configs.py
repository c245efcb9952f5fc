"""What people do to PM2's configuration while the service runs on, as it was started."""

from __future__ import annotations

from sim.people.operator import Operator
from sim.states.places import CONFIG


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
