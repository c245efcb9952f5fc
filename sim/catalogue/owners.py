"""Owners: what belongs to root or is mounted, and so cannot be moved into a release."""

from __future__ import annotations

from dataclasses import replace

from sim.people.operator import Operator
from sim.states import start
from sim.states.places import APP
from sim.states.start import changed
from sim.stories.scenario import Scenario, deployment

UPLOAD = f"{APP}/ai_app/uploads"
SHARED = f"{APP}/shared"
ROOT_ALONE = "in a sandbox nobody but one user owns anything, and nobody mounts"


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    return [*_refused(), *_stopped()]


def _refused() -> list[Scenario]:
    """What cannot be moved is found before anything is touched."""
    old, one = start.predecessor, start.one_release
    found = [
        deployment("venv_of_root", "pip made the environment as root.", changed(old, venv), "B", 2),
        deployment("code_of_root", "Root unpacked the code.", changed(old, code), "B", 2),
        deployment("uploads_of_root", "Root made uploads.", changed(one, uploads), "B", 2),
        deployment("run_of_root", "Root owns the live code.", changed(one, run), "B", 2),
        deployment("shared_of_root", "Root made what is shared.", changed(one, shared), "B", 2),
        deployment("uploads_mounted", "A disk is at uploads.", changed(old, mounted), "B", 2),
        deployment("venv_mounted", "A disk is at venv.", changed(old, venv_mounted), "B", 2),
    ]
    return [
        replace(each, only_modelled=ROOT_ALONE if "mounted" in each.name else "") for each in found
    ]


def _stopped() -> list[Scenario]:
    """What comes to be root's meanwhile stops the change and the way back at that place."""
    stops = "0.files.exchange@adopt#{}=denied!"
    old, one = start.predecessor, changed(start.one_release, has_uploads)
    stuck = deployment("adoption_stuck", "The environment cannot be moved.", old, "B", 3)
    return [
        replace(stuck, events=(stops.format(2),), fatal=True, mended=0),
        replace(
            deployment("adoption_stuck_at_code", "The code cannot be moved.", old, "B", 3),
            events=(stops.format(1),),
            fatal=True,
            mended=0,
        ),
        replace(
            deployment("adoption_stuck_edited", "So it is, and it was edited.", old, "B", 3),
            events=("0.run.pm2@stop#1=live_is_edited", stops.format(1)),
            fatal=True,
            mended=0,
        ),
        replace(
            deployment("sharing_stuck", "Uploads cannot be moved; the way back can.", one, "B", 1),
            events=(stops.format(1),),
            mended=0,
        ),
    ]


def venv(o: Operator) -> None:
    """Somebody installed packages with sudo into an environment that was not there yet."""
    o.take_ownership(f"{APP}/venv")


def code(o: Operator) -> None:
    """Somebody unpacked the code with sudo."""
    o.take_ownership(f"{APP}/ai_app")


def has_uploads(o: Operator) -> None:
    """The service was sent a file."""
    o.put(f"{UPLOAD}/cv.pdf", b"%PDF")


def uploads(o: Operator) -> None:
    """Somebody restored uploads from a copy with sudo."""
    has_uploads(o)
    o.take_ownership(UPLOAD)


def run(o: Operator) -> None:
    """The service takes uploads; then somebody gave its directory away with sudo."""
    has_uploads(o)
    o.take_ownership(o.resolve(f"{APP}/ai_app"))


def shared(o: Operator) -> None:
    """Somebody made the directory of what is shared with sudo, and the service takes uploads."""
    has_uploads(o)
    o.put(f"{SHARED}/note", b"")
    o.take_ownership(SHARED)


def mounted(o: Operator) -> None:
    """Uploads have a disk of their own."""
    o.mount(UPLOAD)


def venv_mounted(o: Operator) -> None:
    """The environment has a disk of its own."""
    o.mount(f"{APP}/venv")
