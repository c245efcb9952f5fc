"""Changes to what stands before the service: Caddy, and the sites it has."""

from __future__ import annotations

from deploy import reference
from sim.people.operator import Operator
from sim.states import furniture
from sim.states.places import CADDYFILE, CONFIG, PORT

PAGE_BYTES = 1_200_000
"""More than an answer may have where nobody says otherwise."""


def reload_proxy(o: Operator) -> None:
    """Tell Caddy of what its file says now."""
    result = o.run("caddy", "reload", "--config", CADDYFILE)
    assert result.code == 0, result.err


def proxy_is_stale(o: Operator) -> None:
    """The proxy still passes requests to a port that was once meant."""
    content = o.read(CADDYFILE)
    o.put(CADDYFILE, furniture.caddyfile(9000))
    reload_proxy(o)
    o.put(CADDYFILE, content)


def leads_elsewhere(o: Operator) -> None:
    """Somebody has given the service another port in Caddy's file, and not reloaded it."""
    o.put(CADDYFILE, furniture.caddyfile(9000))


def leads_nowhere(o: Operator) -> None:
    """Caddy has another site alone, which answers whatever it is asked."""
    o.put(CADDYFILE, b':80 {\n\trespond "welcome"\n}\n')
    reload_proxy(o)


def is_about_to_lead(o: Operator) -> None:
    """The service was added to Caddy's file after that, and Caddy not reloaded."""
    content = o.read(CADDYFILE)
    leads_nowhere(o)
    o.put(CADDYFILE, content)


def a_site_is_malformed(o: Operator) -> None:
    """Another tenant added a site that cannot be read; Caddy runs with what it has."""
    site = b"\nother.example {\n\treverse_proxy localhost:notaport\n"
    o.put(CADDYFILE, o.read(CADDYFILE) + site)


def is_provisioned(o: Operator) -> None:
    """Caddy has the site of the reference: requests wait while the service restarts."""
    for path, content in reference.caddy_files(CONFIG).items():
        o.put(path, content)
    o.put(CADDYFILE, f"{reference.import_line(CONFIG)}\n".encode())
    reload_proxy(o)


def proxy_is_down(o: Operator) -> None:
    """Caddy is not running."""
    o.stop_proxy()


def no_proxy(o: Operator) -> None:
    """Caddy was taken off the host."""
    o.stop_proxy()
    o.remove(CADDYFILE)


def has_a_page_in_it(o: Operator) -> None:
    """Another site is one long page, which stands in Caddy's own file."""
    page = f':81 {{\n\trespond "{"refit" * (PAGE_BYTES // len("refit"))}"\n}}\n'
    o.put(CADDYFILE, furniture.caddyfile(PORT) + page.encode())
    reload_proxy(o)
