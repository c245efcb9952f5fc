"""What people do in the life of a host to what stands before the service, and to its port."""

from __future__ import annotations

from sim.days.people import needed
from sim.people.operator import Operator
from sim.states import front
from sim.states.furniture import caddyfile
from sim.states.hosts import NAME
from sim.states.places import APP, CADDYFILE, CONFIG, PORT

PORT_ELSEWHERE = 9000


def stop_caddy(o: Operator) -> None:
    """Caddy is stopped."""
    needed(_caddy_runs(o))
    o.stop_proxy()


def start_caddy(o: Operator) -> None:
    """Caddy is started with what its file says."""
    needed(not _caddy_runs(o))
    o.start_proxy()


def caddy_leads_elsewhere(o: Operator) -> None:
    """A person changes where Caddy leads to, and has it load the file."""
    o.put(CADDYFILE, caddyfile(PORT_ELSEWHERE))
    if _caddy_runs(o):
        front.reload_proxy(o)


def caddy_was_not_reloaded(o: Operator) -> None:
    """Caddy runs with a file that was put right since."""
    needed(_caddy_runs(o))
    front.proxy_is_stale(o)


def mend_caddy(o: Operator) -> None:
    """A person puts Caddy's file right and has it load it, or starts it."""
    o.put(CADDYFILE, caddyfile(PORT))
    if _caddy_runs(o):
        front.reload_proxy(o)
    else:
        o.start_proxy()


def _caddy_runs(o: Operator) -> bool:
    return o.get(CONFIG.caddy_admin_url) is not None


def stranger_comes(o: Operator) -> None:
    """Another program takes the port while the service is down."""
    o.pm2("delete", NAME)
    needed(o.listener(PORT) is None)
    o.occupy(PORT)


def stranger_leaves(o: Operator) -> None:
    """The other program goes."""
    holder = o.listener(PORT)
    needed(holder is not None and not holder.cwd.startswith(f"{APP}/"))
    assert holder is not None
    o.kill(holder.pid)
