"""What somebody else does to the host just before an effect: faults with a will of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from sim.operator import Operator
from sim.places import CONFIG, PORT
from sim.wheels import NEEDS


def previous_is_edited(o: Operator) -> None:
    """A person edits a file of the release that the deployment under way would go back to."""
    journal = json.loads(o.read(CONFIG.layout.journal))
    o.put(f"{journal['previous']}/ai_app/{NEEDS}", b"edited")


def stranger_takes_the_port(o: Operator) -> None:
    """Another program binds the port of the service while it is free."""
    if o.listener(PORT) is None:
        o.occupy(PORT)


def person_starts_it_by_hand(o: Operator) -> None:
    """A person starts the service in the run directory, beside PM2; it is ready at once."""
    o.start_by_hand()


def daemon_dies(o: Operator) -> None:
    """PM2's daemon is killed: its table is empty, what is not of Node runs on as an orphan."""
    o.kill_pm2()


def proxy_dies(o: Operator) -> None:
    """Caddy ends."""
    o.stop_proxy()


EVENTS: Mapping[str, Callable[[Operator], None]] = {
    "previous_is_edited": previous_is_edited,
    "stranger_takes_the_port": stranger_takes_the_port,
    "person_starts_it_by_hand": person_starts_it_by_hand,
    "daemon_dies": daemon_dies,
    "proxy_dies": proxy_dies,
}
"""The events by the name that a plan gives them."""
