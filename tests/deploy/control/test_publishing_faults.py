"""Every single fault of every effect of publishing: an artifact is whole or it is not there."""

from contextlib import suppress
from functools import cache

import pytest

from deploy.control.errors import Denied
from deploy.control.publishing import Published
from deploy.errors import DeployError
from sim.harm.faults import FOREVER, KINDS, Fault, Site
from sim.ports.workshop import SHA
from sim.world import Crash
from tests.deploy.control.publisher import Publisher

PROGRAM = ("fails", "hangs", "missing")
CRASHES = ("kill", "kill_after")
"""A job of CI keeps nothing on its disk: how it dies makes no difference to what is published."""
REQUEST = ("error", "lost", "slow", "throttled", "denied")
OWN = {
    **dict.fromkeys(("run.git", "run.python3", "run.env", "run.uv"), PROGRAM),
    "forge.record": REQUEST,
}
"""What goes wrong with what publishing alone does."""


@cache
def sites() -> tuple[Site, ...]:
    """Give every effect of a publication that goes well."""
    publisher = Publisher()
    publisher.publish()
    return tuple(line.site for line in publisher.world.trace)


def faults() -> list[Fault]:
    """Give every fault that may strike one of them, once and lasting, and a crash around each."""
    found = []
    for site in sites():
        for kind in OWN.get(site.op) or KINDS.get(site.op, ()):
            found.append(Fault(site, kind))
            if kind in FOREVER:
                found.append(Fault(site, kind, forever=True))
        found += [Fault(site, kind) for kind in CRASHES]
    return found


def told(publisher: Publisher) -> Published | BaseException:
    """Publish, and give how it ended."""
    try:
        return publisher.publish()
    except (DeployError, Crash) as error:
        return error


def is_true(publisher: Publisher, ending: Published | BaseException) -> None:
    """Assert that what was told is so, and that nothing was said that is not."""
    whole = publisher.whole()
    if isinstance(ending, Published):
        assert whole
        assert publisher.forge.kept == {SHA: ending.manifest_sha256}
        assert len(publisher.outputs.kept) == 2
    elif not isinstance(ending, Crash):
        assert isinstance(ending, DeployError)  # exit code 2, and never a traceback
        assert ending.reason
        assert publisher.outputs.kept == []
    if publisher.forge.kept:
        assert whole


def test_there_is_something_to_sweep() -> None:
    ops = {site.op for site in sites()}
    assert {*OWN, "store.put", "store.head", "files.read", "files.write"} <= ops
    assert len(faults()) > 200


@pytest.mark.parametrize("fault", faults(), ids=str)
def test_after_any_fault_the_next_publication_completes_it(fault: Fault) -> None:
    publisher = Publisher()
    publisher.world.load((fault,))
    first = told(publisher)
    assert publisher.world.fired, "the fault never struck"
    is_true(publisher, first)
    if isinstance(first, Published):
        assert fault.kind not in ("denied", *CRASHES)
    publisher.world.heal()
    publisher.outputs.kept.clear()
    second = told(publisher)
    assert isinstance(second, Published), second
    is_true(publisher, second)
    assert len(publisher.bucket.things) == 4
    # A crash after the manifest, or a forge that failed: all was there already.
    recorded_late = fault.site.op == "forge.record"
    assert second.new or isinstance(first, Published) or recorded_late or whole_before(fault)


def whole_before(fault: Fault) -> bool:
    """Say whether this fault strikes at the manifest, the last thing that is stored."""
    puts = [site for site in sites() if site.op == "store.put"]
    return fault.site in puts and fault.site == puts[-1]


@pytest.mark.parametrize("site", [s for s in sites() if s.op.startswith("store.")], ids=str)
def test_who_is_denied_is_told_at_once(site: Site) -> None:
    publisher = Publisher()
    publisher.world.load((Fault(site, "denied", forever=True),))
    assert isinstance(told(publisher), Denied)
    assert publisher.world.trace[-1].op == site.op
    assert "clock.sleep" not in [line.op for line in publisher.world.trace]


@pytest.mark.parametrize("site", [s for s in sites() if s.op == "store.put"], ids=str)
@pytest.mark.parametrize("kind", ["kill", "kill_after"])
def test_a_manifest_is_never_there_before_the_parts(site: Site, kind: str) -> None:
    publisher = Publisher()
    publisher.world.load((Fault(site, kind),))
    with suppress(Crash):
        publisher.publish()
    stored = {name.rpartition("/")[2] for name in publisher.bucket.things}
    assert ("manifest.json" in stored) == (len(stored) == 4)
