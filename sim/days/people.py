"""What people do to a host in its life, beside deploying: in the words of an operator alone.

A deed for which there is no occasion raises `Vain`: it is counted as such, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from sim.goods.wheels import NEEDS
from sim.people.operator import Operator
from sim.states import past
from sim.states.furniture import TENANT_CONFIG, files
from sim.states.hosts import LIVE, NAME
from sim.states.places import APP, BACKUPS, CONFIG, PORT
from sim.storage.nodes import flipped


class Vain(Exception):
    """There was nothing to do it to."""


def needed(there: object) -> None:
    """Raise `Vain` where there is nothing to do a deed to."""
    if not there:
        raise Vain


# ------------------------------------------------------------------ releases, environments, backups


def edit_live(o: Operator) -> None:
    """A person mends a file of the live release; the process goes on with what it has read."""
    needed(o.kind(f"{o.resolve(LIVE)}/api"))
    o.put(f"{o.resolve(LIVE)}/{NEEDS}", f"mended by hand at {o.now():.0f}\n".encode())


def edit_and_restart(o: Operator) -> None:
    """A person mends a file of the live release and starts the service again."""
    edit_live(o)
    o.pm2("restart", NAME)


def delete_environment(o: Operator) -> None:
    """A person makes room in haste: what the live release was started with is gone."""
    needed(o.names(f"{APP}/venv/lib"))
    o.remove(o.resolve(f"{APP}/venv"))


def delete_other_environments(o: Operator) -> None:
    """A person makes room: the environments of the releases before are gone."""
    needed(len(o.names(f"{APP}/environments")) > 1)
    past.environments_are_lost(o)


def _delete(o: Operator, stamp: str, *halves: str) -> None:
    for half in halves:
        o.remove(f"{BACKUPS}/{half}_{stamp}")


def delete_newest_backup(o: Operator) -> None:
    """A person deletes the newest backup, both halves of it."""
    needed(past.stamps(o))
    _delete(o, past.newest(o), "code", "wheel")


def delete_half_a_backup(o: Operator) -> None:
    """A person deletes the wheel of the oldest backup."""
    needed(past.stamps(o))
    _delete(o, past.oldest(o), "wheel")


def damage_newest_backup(o: Operator) -> None:
    """A bit of the newest backup flips."""
    _damage(o, past.newest)


def damage_oldest_backup(o: Operator) -> None:
    """A bit of the oldest backup flips."""
    _damage(o, past.oldest)


def _damage(o: Operator, pick: Callable[[Operator], str]) -> None:
    needed(past.stamps(o))
    stamp = pick(o)
    path = f"{BACKUPS}/code_{stamp}/ai_app/{NEEDS}"
    needed(o.kind(path))
    o.put(path, f"{stamp}: {flipped(o.read(path))!r}".encode())  # no two are damaged alike


# ------------------------------------------------------------------ PM2 and the service


def stop_in_pm2(o: Operator) -> None:
    """A person stops the service."""
    o.pm2("stop", NAME)


def delete_in_pm2(o: Operator) -> None:
    """A person takes the service out of PM2."""
    o.pm2("delete", NAME)


def start_in_pm2(o: Operator) -> None:
    """A person starts the service from its configuration."""
    needed(o.kind(CONFIG.layout.pm2_config))
    o.pm2("start", CONFIG.layout.pm2_config, "--only", NAME, "--env", "production")


def save_in_pm2(o: Operator) -> None:
    """A person saves PM2's list as it is."""
    o.pm2("save")


def resurrect(o: Operator) -> None:
    """A person brings back what PM2 had saved."""
    o.pm2("resurrect")


def update_pm2(o: Operator) -> None:
    """PM2 is upgraded: its list is saved, its daemon ends, the new one brings all of it back."""
    for word in ("save", "kill", "resurrect"):
        o.pm2(word)


def kill_pm2(o: Operator) -> None:
    """PM2's daemon is killed."""
    o.kill_pm2()


def kill_service(o: Operator) -> None:
    """The kernel ends the service, which has taken too much memory."""
    holder = o.listener(PORT)
    needed(holder is not None and holder.cwd.startswith(f"{APP}/"))
    assert holder is not None
    o.kill(holder.pid)


def start_by_hand(o: Operator) -> None:
    """A person starts the live release in a terminal, where its port is free."""
    needed(o.listener(PORT) is None and o.names(f"{APP}/venv/lib"))
    o.start_by_hand()


def restart_tenant(o: Operator) -> None:
    """The people of the other tenant start it anew."""
    o.pm2("start", TENANT_CONFIG, "--only", "backend", "--env", "production")


def edit_pm2_config(o: Operator) -> None:
    """A person mistypes the path of the script in PM2's configuration."""
    good = files()[CONFIG.layout.pm2_config]
    o.put(CONFIG.layout.pm2_config, good.replace(b"/bin/uvicorn", b"/bin/uvicron"))


def lose_pm2_config(o: Operator) -> None:
    """A person moves PM2's configuration away."""
    needed(o.kind(CONFIG.layout.pm2_config))
    o.remove(CONFIG.layout.pm2_config)


def mend_pm2_config(o: Operator) -> None:
    """A person puts PM2's configuration right."""
    good = files()[CONFIG.layout.pm2_config]
    lacks = o.kind(CONFIG.layout.pm2_config) is None
    needed(lacks or o.read(CONFIG.layout.pm2_config) != good)
    o.put(CONFIG.layout.pm2_config, good)
