"""The host's own files: what became of `.env`, uploads and links where releases share them."""

from __future__ import annotations

from sim.people.operator import Operator
from sim.states import past, start
from sim.states.places import APP, CONFIG
from sim.states.start import changed, request, settled
from sim.stories.scenario import Scenario, deployment, offers

RUN, SHARED = f"{APP}/ai_app", CONFIG.layout.shared
DATA = "/home/ubuntu/data"
OLD, NEW = b"KEY=of-last-year\n", b"KEY=of-this-year\n"


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one = start.one_release
    renewed = changed(one, secret_is_renewed)
    crashes = changed(renewed, offers("X", past.CRASHES))
    found = [
        ("secret_renewed", "`sed -i` put a file in place of the link.", renewed, "C", 0),
        ("secret_renewed_fails", "So it did; the next release crashes.", crashes, "X", 1),
        ("uploads_twice", "Uploads lie in two places.", changed(one, uploads_lie_twice), "C", 2),
    ]
    return [
        deployment(name, story, begin, letter, ends) for name, story, begin, letter, ends in found
    ]


def secret_is_renewed(o: Operator) -> None:
    """A key was shared; then a person wrote another into the link, by a program that renames."""
    o.put(f"{RUN}/.env", OLD)
    settled(o, request("B"))
    _replace(o, ".env", NEW)


def uploads_lie_twice(o: Operator) -> None:
    """Uploads were shared; then somebody unpacked a copy of them over the link."""
    o.put(f"{RUN}/uploads/cv.pdf", b"%PDF")
    settled(o, request("B"))
    o.remove(f"{o.resolve(RUN)}/uploads")
    o.put(f"{RUN}/uploads/cv-2.pdf", b"%PDF-2")


def _replace(o: Operator, name: str, content: bytes) -> None:
    """Put a real file where the link of a release lies."""
    o.remove(f"{o.resolve(RUN)}/{name}")
    o.put(f"{RUN}/{name}", content)
