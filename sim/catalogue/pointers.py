"""Pointers: what people have written, deleted or put where the link to the live release lies."""

from __future__ import annotations

from deploy.model import Restore
from sim.people.operator import Operator
from sim.states import past, start
from sim.states.hosts import LIVE, service_is_stopped
from sim.states.places import APP, BASE, CONFIG, HOME, VOLUME
from sim.states.start import Change, changed
from sim.stories.scenario import Scenario, deployment, offers, restore

CURRENT = CONFIG.layout.current
OTHER_WAY = f"{HOME}/site"
"""A link to the base directory."""


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    return [*_as_meant(), *_contradicted()]


def _as_meant() -> list[Scenario]:
    """Return pointers that are written otherwise than a deployment does it, and serve as well."""
    two, rewritten = start.two_releases, "by a person, and what comes next crashes."
    slash, root = _written("releases/{}/"), _written(f"{APP}/releases/{{}}")
    return [
        deployment("pointer_with_a_slash", f"Completed {rewritten}", _crashes(slash), "X", 1),
        deployment("pointer_from_the_root", f"Written whole {rewritten}", _crashes(root), "X", 1),
        deployment(
            "pointer_through_a_link",
            "A person pointed by the name of a link to the base directory.",
            changed(two, points_through_a_link),
            "C",
            0,
        ),
        restore(
            "restore_from_the_root",
            "A person wrote the pointer whole, and A is wanted back.",
            changed(two, root, "pointed_from_the_root"),
            Restore(),
            again=past.the(past.newest),
        ),
    ]


def _contradicted() -> list[Scenario]:
    """Return pointers that are not what the record, the run directory or a process tell."""
    told: dict[str, tuple[str, Change]] = {
        "pointer_deleted": ("It is gone.", is_deleted),
        "pointer_deleted_while_stopped": ("It is gone, and nothing serves.", is_deleted_at_rest),
        "pointer_and_record_deleted": ("It is gone, and the record too.", is_off_the_record),
        "pointer_of_nothing_else": ("All goes, the process stays.", is_known_to_nobody_else),
        "pointer_misspelt": ("It leads nowhere.", is_misspelt),
        "pointer_to_a_volume": ("It leads to where the release was moved.", leads_to_a_volume),
        "pointer_to_a_copy": ("It leads to a copy of the release.", leads_to_a_copy),
        "pointer_replaced": ("It is the release itself.", is_the_release),
        "pointer_is_a_copy": ("It is a copy of the release.", is_a_copy),
        "pointer_is_a_find": ("It is a release that nobody recorded.", is_a_find),
        "pointer_is_a_file": ("It is an empty file, and nothing else is known.", is_a_file),
    }
    return [
        deployment(name, story, changed(start.two_releases, change), "C", 2)
        for name, (story, change) in told.items()
    ]


def _written(form: str) -> Change:
    return lambda o: o.link(CURRENT, form.format(_live(o)))


def _crashes(change: Change) -> start.Start:
    def both(o: Operator) -> None:
        change(o)
        offers("X", past.CRASHES)(o)

    return changed(start.two_releases, both, "pointed_by_hand")


def _live(o: Operator) -> str:
    """Return the name of the live release."""
    return o.resolve(CURRENT).rpartition("/")[2]


def _copy(o: Operator, source: str, target: str) -> None:
    """Copy the code of a release, and what says which one it is."""
    for path in (f"ai_app/{name}" for name in ("api/main.py", "__init__.py", "release.json")):
        if o.kind(f"{source}/{path}") is not None:
            o.put(f"{target}/{path}", o.read(f"{source}/{path}"))
    o.put(f"{target}/manifest.json", o.read(f"{source}/manifest.json"))


def points_through_a_link(o: Operator) -> None:
    """The base directory has another name, which a person went by."""
    o.link(OTHER_WAY, BASE)
    o.link(CURRENT, f"{OTHER_WAY}/app/ai/releases/{_live(o)}")


def is_deleted(o: Operator) -> None:
    """A person deleted the link that says which release is live."""
    o.remove(CURRENT)


def is_deleted_at_rest(o: Operator) -> None:
    """A person stopped the service, and deleted the pointer to move something."""
    service_is_stopped(o)
    is_deleted(o)


def is_off_the_record(o: Operator) -> None:
    """A person deleted the pointer, and what says where it led."""
    is_deleted(o)
    o.remove(CONFIG.layout.record)


def is_known_to_nobody_else(o: Operator) -> None:
    """A person deleted the links and the record: only the process tells of what is live."""
    is_off_the_record(o)
    o.remove(LIVE)


def is_misspelt(o: Operator) -> None:
    """A person pointed to a release by hand, one letter short."""
    o.link(CURRENT, f"releases/{_live(o)[:-1]}")


def leads_to_a_volume(o: Operator) -> None:
    """A person moved the live release to where there is more room, and pointed there."""
    live = f"{VOLUME}/{_live(o)}"
    o.put(f"{VOLUME}/made", b"")
    o.rename(o.resolve(CURRENT), live)
    o.link(CURRENT, live)


def leads_to_a_copy(o: Operator) -> None:
    """A person copied the live release to try something, and pointed to the copy."""
    _copy(o, CURRENT, f"{VOLUME}/trial")
    o.link(CURRENT, f"{VOLUME}/trial")


def is_the_release(o: Operator) -> None:
    """A person moved the live release over the pointer to it."""
    live = o.resolve(CURRENT)
    o.remove(CURRENT)
    o.rename(live, CURRENT)


def is_a_copy(o: Operator) -> None:
    """A person copied the live release over the pointer to it."""
    live = o.resolve(CURRENT)
    o.remove(CURRENT)
    _copy(o, live, CURRENT)


def is_a_find(o: Operator) -> None:
    """A person moved the live release over the pointer; of all else nothing is left."""
    is_the_release(o)
    for name in o.names(CONFIG.layout.releases):
        o.remove(f"{CONFIG.layout.releases}/{name}")
    for path in (f"{CURRENT}/manifest.json", CONFIG.layout.record):
        o.remove(path)


def is_a_file(o: Operator) -> None:
    """Something wrote over the pointer, and the record and the releases are gone."""
    for path in (CURRENT, CONFIG.layout.record, CONFIG.layout.releases):
        o.remove(path)
    o.put(CURRENT, b"")
