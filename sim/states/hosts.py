"""Changes to a host: the states in which a deployment may find it."""

from __future__ import annotations

from deploy import pm2
from sim.goods import wheels
from sim.people.operator import Operator
from sim.states.places import APP, CONFIG, HEALTH_URL, PORT
from sim.states.start import run_pm2, until

LIVE = CONFIG.layout.live
NAME = CONFIG.app_name
OK = 200
REST_S = 3.0
"""After this a process that was started again is at work, or has shown that it will not be."""


# ------------------------------------------------------------------ the service


def entry_module(o: Operator) -> str:
    """Return the real path of what the service begins with."""
    return f"{o.resolve(LIVE)}/api/main.py"


def kill_service(o: Operator) -> None:
    """Kill the process on the port of the service; PM2 starts another."""
    holder = o.listener(PORT)
    assert holder is not None
    o.kill(holder.pid)


def status(o: Operator) -> list[str]:
    """Return what PM2 says of each entry of the service."""
    rows = pm2.rows_in(o.pm2("jlist", "--silent").out)
    return [row.status for row in rows if row.name == NAME]


def until_it_serves(o: Operator) -> None:
    """Wait until the service answers well."""

    def serves() -> bool:
        answer = o.get(HEALTH_URL)
        return answer is not None and answer.status == OK

    until(o, serves, "the service answers")


def pm2_is_empty(o: Operator) -> None:
    """Somebody deleted the service from PM2."""
    run_pm2(o, "delete", NAME)


def service_is_stopped(o: Operator) -> None:
    """Somebody stopped the service."""
    run_pm2(o, "stop", NAME)


def service_is_errored(o: Operator) -> None:
    """PM2 gave the service up: somebody started it again while it could not be imported."""
    main = entry_module(o)
    content = o.read(main)
    o.put(main, b"")
    run_pm2(o, "restart", NAME)
    until(o, lambda: status(o) == ["errored"], "PM2 gives up")
    o.put(main, content)


def service_is_duplicated(o: Operator) -> None:
    """Somebody asked PM2 for a second process, which cannot bind the port."""
    run_pm2(o, "scale", NAME, "2")
    o.wait(REST_S)


def daemon_is_dead(o: Operator) -> None:
    """PM2's daemon was killed, and the other tenant, an app of Node's, ended with it."""
    o.kill_pm2()
    o.wait(REST_S)


def service_crash_loops(o: Operator) -> None:
    """The live app dies a second and more after each start: PM2 restarts it for ever."""
    main = entry_module(o)
    o.put(main, o.read(main).replace(b"\nSIM = {", b'\nSIM = {"fails_after_s": 1.2, '))
    kill_service(o)
    o.wait(REST_S)


def live_is_edited(o: Operator) -> None:
    """A person mended something by hand on the host."""
    o.put(f"{o.resolve(LIVE)}/{wheels.NEEDS}", b"mended by hand\n")
    kill_service(o)
    o.wait(REST_S)
    until_it_serves(o)


def live_environment_has_more(o: Operator) -> None:
    """A person installed a package by hand into what the live release runs with."""
    environment = o.resolve(f"{APP}/venv")
    (version,) = o.names(f"{environment}/lib")
    site = f"{environment}/lib/{version}/site-packages"
    o.put(f"{site}/extra-1.0.dist-info/METADATA", b"Name: extra\n")


def live_code_is_lost(o: Operator) -> None:
    """Somebody cleaned up: the pointer leads to a release without its code, and nothing serves."""
    pm2_is_empty(o)
    o.remove(o.resolve(LIVE))


# ------------------------------------------------------------------ the port


def stranger_holds_the_port(o: Operator) -> None:
    """The service is down and another program took its port."""
    run_pm2(o, "delete", NAME)
    o.occupy(PORT)


def stranger_stands_aside(o: Operator) -> None:
    """Another program listens on the port too, on IPv6 alone, beside the service."""
    o.occupy(PORT, aside=True)


# ------------------------------------------------------------------ the host


def disk_is_full(o: Operator) -> None:
    """Hardly any room is left."""
    o.fill_disk(leaving=1024 * 1024)


def index_is_down(o: Operator) -> None:
    """Neither the index nor uv's cache has the packages."""
    o.cut_index()
    o.forget_packages()


def no_interpreter(o: Operator) -> None:
    """An upgrade of the system took the interpreter away."""
    o.remove_interpreter()


def rival_deploys(o: Operator) -> None:
    """Another deployer is at work."""
    o.hold_lock()


def app_is_foreign(o: Operator) -> None:
    """Somebody ran something as root."""
    o.take_ownership(APP)
