"""What somebody else does to the host just before an effect: faults with a will of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from deploy.model import Outcome, Restore
from sim.goods.wheels import NEEDS
from sim.oracles.violation import Violation
from sim.people.operator import Operator
from sim.states.places import APP, BACKUPS, CONFIG, HOME, PORT
from sim.storage.nodes import flipped

CLOCK_OFF_S = 7_200.0


def _journal(o: Operator) -> dict[str, Any]:
    """Return what the journal says of the deployment under way."""
    journal = json.loads(o.read(CONFIG.layout.journal))
    assert isinstance(journal, dict), "the deployer wrote it"
    return journal


def previous_is_edited(o: Operator) -> None:
    """A person edits a file of the release that the deployment under way would go back to."""
    previous = _journal(o)["previous"]
    if previous is not None:  # a first deployment goes back to nothing
        o.put(f"{previous}/ai_app/{NEEDS}", b"edited")


def live_is_edited(o: Operator) -> None:
    """A person edits a file of the code that lies live."""
    o.put(f"{APP}/ai_app/{NEEDS}", b"edited")


def way_back_is_lost(o: Operator) -> None:
    """A person edits the release to go back to, and bytes of its backup rot."""
    journal = _journal(o)
    if journal["previous"] is not None:  # a first deployment has none, and backs up nothing
        for place in (journal["previous"], f"{BACKUPS}/code_{journal['stamp']}"):
            o.put(f"{place}/ai_app/{NEEDS}", b"edited")


def previous_is_lost(o: Operator) -> None:
    """A person makes room: the release to go back to is deleted, and the environment it runs in.

    Nobody deletes what is live.
    """
    previous = _journal(o)["previous"]
    if previous not in (None, o.resolve(f"{APP}/current")):
        o.remove(o.resolve(f"{previous}/venv"))
        o.remove(previous)


def backup_loses_its_manifest(o: Operator) -> None:
    """A person deletes the manifest of the backup that the deployment under way has made."""
    o.remove(f"{BACKUPS}/code_{_journal(o)['stamp']}/manifest.json")


def run_directory_is_taken(o: Operator) -> None:
    """A person deletes the link through which the service's code is found."""
    o.remove(f"{APP}/ai_app")


def wheel_is_taken(o: Operator) -> None:
    """A person deletes the wheel beside the release that is being prepared."""
    release = _journal(o)["release"]
    for name in o.names(release):
        if name.endswith(".whl"):
            o.remove(f"{release}/{name}")


def installed_code_rots(o: Operator) -> None:
    """A bit flips of what was installed for the release that is being prepared."""
    environment = _journal(o)["environment"]
    for version in o.names(f"{environment}/lib"):
        path = f"{environment}/lib/{version}/site-packages/ai_app/{NEEDS}"
        o.put(path, flipped(o.read(path)))


def stranger_takes_the_port(o: Operator) -> None:
    """Another program binds the port of the service while it is free."""
    if o.listener(PORT) is None:
        o.occupy(PORT)


def stranger_comes_aside(o: Operator) -> None:
    """Another program listens on the port, on IPv6 alone, as `ssh -L` does beside the service."""
    o.occupy(PORT, aside=True)


def person_starts_it_by_hand(o: Operator) -> None:
    """A person starts the service in the run directory, beside PM2; it is ready at once."""
    o.start_by_hand()


def person_starts_it_in_pm2(o: Operator) -> None:
    """A person has PM2 start the service again; nothing comes of it where there is none."""
    o.pm2("start", CONFIG.layout.pm2_config, "--only", CONFIG.app_name, "--env", "production")


def person_stops_it_in_pm2(o: Operator) -> None:
    """A person stops the service in PM2."""
    o.pm2("stop", CONFIG.app_name)


def person_starts_a_copy(o: Operator) -> None:
    """A person has PM2 run the installed copy: code and commit are right, the place is not."""
    (version,) = o.names(f"{APP}/venv/lib")
    installed = f"{APP}/venv/lib/{version}/site-packages/ai_app"
    content = o.read(CONFIG.layout.pm2_config)
    other = f"{HOME}/copy.config.js"
    o.put(other, content.replace(f'"{CONFIG.layout.live}"'.encode(), f'"{installed}"'.encode()))
    o.pm2("start", other, "--only", CONFIG.app_name, "--env", "production")


def daemon_dies(o: Operator) -> None:
    """PM2's daemon is killed: its table is empty, what is not of Node runs on as an orphan."""
    o.kill_pm2()


def proxy_dies(o: Operator) -> None:
    """Caddy ends."""
    o.stop_proxy()


def clock_steps_back(o: Operator) -> None:
    """The clock was two hours ahead, and is set right."""
    o.step_clock(-CLOCK_OFF_S)


def clock_steps_forward(o: Operator) -> None:
    """The clock was two hours behind, and is set right."""
    o.step_clock(CLOCK_OFF_S)


def second_operator_tries(o: Operator) -> None:
    """Another person restores the newest backup: while a deployer has the lock, they are refused.

    After an error nobody foresaw it lets the lock go, and takes it again to recover: in between,
    and when all is over, whoever comes is let in by right, and nobody tries.
    """
    if not o.is_locked():
        return
    told = o.deploy(CONFIG, Restore())
    if told is None or told.exit_code != Outcome.REFUSED.exit_code:
        raise Violation("lock", f"a second deployer was let in: {told and told.message}")


EVENTS: Mapping[str, Callable[[Operator], None]] = {
    "previous_is_edited": previous_is_edited,
    "live_is_edited": live_is_edited,
    "way_back_is_lost": way_back_is_lost,
    "previous_is_lost": previous_is_lost,
    "backup_loses_its_manifest": backup_loses_its_manifest,
    "run_directory_is_taken": run_directory_is_taken,
    "wheel_is_taken": wheel_is_taken,
    "installed_code_rots": installed_code_rots,
    "stranger_takes_the_port": stranger_takes_the_port,
    "stranger_comes_aside": stranger_comes_aside,
    "person_starts_it_by_hand": person_starts_it_by_hand,
    "person_starts_it_in_pm2": person_starts_it_in_pm2,
    "person_stops_it_in_pm2": person_stops_it_in_pm2,
    "person_starts_a_copy": person_starts_a_copy,
    "daemon_dies": daemon_dies,
    "proxy_dies": proxy_dies,
    "clock_steps_back": clock_steps_back,
    "clock_steps_forward": clock_steps_forward,
    "second_operator_tries": second_operator_tries,
}
"""The events by the name that a plan gives them."""

LASTING = ("stranger_takes_the_port", "proxy_dies")
"""Those that only a person can undo."""
ANYWHERE = (*LASTING, "daemon_dies", "clock_steps_back", "clock_steps_forward")
"""Those that may happen around any change: what comes of the others depends on the moment."""
