"""The host's own files: what became of `.env`, uploads and links where releases share them."""

from __future__ import annotations

from sim.people.operator import Operator
from sim.states import past, start
from sim.states.places import APP, CONFIG
from sim.states.start import Start, changed, request, settled
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
        *_of_links(),
    ]
    return [
        deployment(name, story, begin, letter, ends) for name, story, begin, letter, ends in found
    ]


def _of_links() -> list[tuple[str, str, Start, str, int]]:
    """What lies in the run directory is a link, and not one of ours."""
    old, one = start.predecessor, start.one_release
    data = changed(old, keeps_elsewhere)
    fails = changed(data, offers("X", past.CRASHES))
    since = changed(one, keeps_nearby_since)
    near, models = changed(old, keeps_nearby), changed(old, has_models_nearby)
    whole = changed(one, uploads_are_linked_whole)
    disk = changed(one, uploads_go_elsewhere)
    twice = changed(disk, uploads_come_back)
    return [
        ("linked_elsewhere", "Secrets and uploads are links to elsewhere.", data, "B", 0),
        ("linked_elsewhere_fails", "So they are; the next release crashes.", fails, "X", 1),
        ("linked_nearby", "Secrets are a link by a relative path.", near, "B", 2),
        ("linked_nearby_since", "A release was given such a link.", since, "B", 2),
        ("linked_inside", "Secrets are a link into the code.", changed(old, keeps_inside), "B", 2),
        ("models_nearby", "Models are a link by a relative path.", models, "B", 2),
        ("uploads_linked_whole", "Uploads are linked by the whole path.", whole, "C", 0),
        ("uploads_elsewhere", "Uploads are given another disk.", disk, "C", 0),
        ("uploads_elsewhere_twice", "Then others lie there too.", twice, "C", 2),
    ]


def keeps_elsewhere(o: Operator) -> None:
    """Secrets, uploads and models lie outside of what the predecessor's deployments replace."""
    for name in ("uploads", ".env"):
        o.remove(f"{RUN}/{name}")
    o.put(f"{APP}/ai.env", OLD)
    o.put(f"{DATA}/uploads/cv.pdf", b"%PDF")
    o.put(f"{DATA}/models/model.bin", b"model")
    o.link(f"{RUN}/.env", f"{APP}/ai.env")
    o.link(f"{RUN}/uploads", f"{DATA}/uploads")
    o.link(f"{RUN}/models", f"{DATA}/models")


def keeps_nearby(o: Operator) -> None:
    """Secrets lie beside the code, where the predecessor's deployments did not come by."""
    o.put(f"{APP}/ai.env", OLD)
    o.link(f"{RUN}/.env", "../ai.env")


def keeps_nearby_since(o: Operator) -> None:
    """A person has put a link into the live release, as it is written from there."""
    o.put(f"{APP}/ai.env", OLD)
    o.link(f"{o.resolve(RUN)}/.env", "../../../ai.env")


def keeps_inside(o: Operator) -> None:
    """Secrets lie amid the code."""
    o.put(f"{RUN}/config/ai.env", OLD)
    o.link(f"{RUN}/.env", f"{RUN}/config/ai.env")


def has_models_nearby(o: Operator) -> None:
    """Models lie beside the code."""
    o.put(f"{APP}/models/model.bin", b"model")
    o.link(f"{RUN}/api/models", "../../models")


def uploads_go_elsewhere(o: Operator) -> None:
    """Uploads were shared; then a person moved them to a larger disk."""
    o.put(f"{RUN}/uploads/cv.pdf", b"%PDF")
    settled(o, request("B"))
    o.put(f"{DATA}/uploads/cv.pdf", b"%PDF")
    o.remove(f"{SHARED}/uploads")
    o.link(f"{o.resolve(RUN)}/uploads", f"{DATA}/uploads")


def uploads_are_linked_whole(o: Operator) -> None:
    """Uploads were shared; then a person made the link to them anew, and wrote all of the path."""
    o.put(f"{RUN}/uploads/cv.pdf", b"%PDF")
    settled(o, request("B"))
    o.link(f"{o.resolve(RUN)}/uploads", f"{SHARED}/uploads")


def uploads_come_back(o: Operator) -> None:
    """Somebody put a copy back where they were shared."""
    o.put(f"{SHARED}/uploads/old.pdf", b"%PDF-old")


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
