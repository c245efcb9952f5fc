"""Detours: links in the app directory that a person has led past the pointer."""

from __future__ import annotations

from dataclasses import replace

from sim.catalogue.pointers import OTHER_WAY
from sim.people.operator import Operator
from sim.states import past, start
from sim.states.hosts import LIVE, NAME, REST_S, until_it_serves
from sim.states.places import APP, BASE, CONFIG, HOME, VOLUME
from sim.states.start import Change, changed, request, run_pm2
from sim.stories.scenario import Scenario, deployment, offers

VENV, LOOSE = f"{APP}/venv", f"{APP}/requirements.txt"


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    return [
        *(
            deployment(name, story, changed(begin, change), "C", 2)
            for name, (story, begin, change) in _told().items()
        ),
        _amid_a_change(),
        *_on_a_volume(),
        deployment(
            "links_by_another_name",
            "Somebody made the links anew, by the name of a link to the base directory.",
            changed(start.two_releases, links_by_another_name),
            "C",
            0,
        ),
    ]


def _on_a_volume() -> list[Scenario]:
    """Return hosts whose whole app directory lies elsewhere, which changes nothing."""
    story = "The app directory is a link to where there is more room"
    first = changed(start.bare, app_lies_elsewhere)
    crashes = changed(
        serves_on_a_volume(), offers("X", past.CRASHES), "app_on_a_volume_offered_what_crashes"
    )
    moved = has_moved_to_a_volume()
    return [
        deployment("app_on_a_volume", f"{story}: it is a first deployment.", first, "A", 0),
        deployment("back_on_a_volume", f"{story}, and a release crashes.", crashes, "X", 1),
        deployment("adoption_on_a_volume", f"{story}, and it holds a predecessor.", moved, "B", 0),
    ]


def serves_on_a_volume() -> start.Start:
    """Give a host whose whole app directory lies elsewhere, and which serves A."""
    first = changed(start.bare, app_lies_elsewhere)
    return changed(first, start.serves("A"), "app_on_a_volume_serves")


def has_moved_to_a_volume() -> start.Start:
    """Give a predecessor's host whose whole app directory was moved elsewhere."""
    return changed(start.predecessor, app_moves_elsewhere)


def _told() -> dict[str, tuple[str, start.Start, Change]]:
    """Return what is told of each host, and how one comes to it."""
    return {
        "venv_on_a_volume": (
            "The predecessor's environment lies where there is more room.",
            start.predecessor,
            environment_lies_elsewhere,
        ),
        "run_directory_beside": (
            "The predecessor's run directory is a link to one beside it.",
            start.predecessor,
            code_lies_beside,
        ),
        "run_directory_on_a_volume": (
            "The predecessor's run directory is a link out of its place.",
            start.predecessor,
            code_lies_elsewhere,
        ),
        "loose_file_nowhere": (
            "A file of the predecessor's is a link that leads nowhere.",
            start.predecessor,
            loose_file_is_lost,
        ),
        "run_directory_of_before": (
            "Somebody went back by hand: the run directory leads to the release before.",
            start.two_releases,
            goes_back_by_hand,
        ),
        "loose_file_of_before": (
            "Somebody wanted to read a file of the release before where it lay.",
            start.two_releases,
            takes_the_file_of_before,
        ),
        "venv_of_before": (
            "Somebody took the packages of the release before.",
            start.two_releases,
            takes_the_environment_of_before,
        ),
    }


def _amid_a_change() -> Scenario:
    story = "A way back fails for such a link, and a person gives a reason: it fails for it again."
    begin = changed(start.two_releases, goes_back_amid_a_change)
    found = deployment("detour_amid_a_change", story, begin, "B", 2, fatal=True)
    return replace(found, request=request("B", force="I am in a hurry"))


def _restarted(o: Operator) -> None:
    """The service is started again, from where the links lead."""
    run_pm2(o, "restart", NAME)
    o.wait(REST_S)
    until_it_serves(o)


def _moved(o: Operator, place: str, target: str) -> None:
    """What lies there is moved, and a link left in its place."""
    o.put(f"{VOLUME}/made", b"")
    o.rename(place, target if target.startswith("/") else f"{APP}/{target}")
    o.link(place, target)
    _restarted(o)


def environment_lies_elsewhere(o: Operator) -> None:
    """There was no room for it."""
    _moved(o, VENV, f"{VOLUME}/venv")


def code_lies_beside(o: Operator) -> None:
    """Somebody kept two versions, and a link to one of them."""
    _moved(o, LIVE, "ai_app_v2")


def code_lies_elsewhere(o: Operator) -> None:
    """There was no room for it."""
    _moved(o, LIVE, f"{VOLUME}/ai_app")


def app_lies_elsewhere(o: Operator) -> None:
    """A volume of its own was made for this service."""
    o.put(f"{VOLUME}/made", b"")
    o.rename(APP, f"{VOLUME}/ai")
    o.link(APP, f"{VOLUME}/ai")


def app_moves_elsewhere(o: Operator) -> None:
    """A volume of its own was made for the service that is there."""
    app_lies_elsewhere(o)
    _restarted(o)


def loose_file_is_lost(o: Operator) -> None:
    """Somebody linked it to a checkout, which is gone."""
    o.link(LOOSE, f"{HOME}/checkout/requirements.txt")


def _before(o: Operator, folder: str) -> str:
    """Return the name of what lies there of the release before."""
    live = o.resolve(CONFIG.layout.current).rpartition("/")[2]
    return next(name for name in o.names(folder) if name != live)


def goes_back_by_hand(o: Operator) -> None:
    """By a link to one release alone."""
    o.link(LIVE, f"releases/{_before(o, CONFIG.layout.releases)}/ai_app")
    _restarted(o)


def takes_the_environment_of_before(o: Operator) -> None:
    """By a link to one environment alone."""
    o.link(VENV, f"environments/{_before(o, CONFIG.layout.environments)}")
    _restarted(o)


def takes_the_file_of_before(o: Operator) -> None:
    """By a link to the file of one release alone."""
    o.link(LOOSE, f"releases/{_before(o, CONFIG.layout.releases)}/requirements.txt")


def links_by_another_name(o: Operator) -> None:
    """All of them lead through the pointer all the same."""
    o.link(OTHER_WAY, BASE)
    for name in ("ai_app", "venv", "requirements.txt"):
        o.link(f"{APP}/{name}", f"{OTHER_WAY}/app/ai/current/{name}")


def goes_back_amid_a_change(o: Operator) -> None:
    """A deployment could not go back; since then somebody has tried to by hand."""
    past.was_left_in_the_middle(o)
    o.link(LIVE, f"releases/{_before(o, CONFIG.layout.releases)}/ai_app")
