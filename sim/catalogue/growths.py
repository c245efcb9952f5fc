"""Growths: what has come to lie on a host since its last deployment, or has rotted there."""

from __future__ import annotations

from dataclasses import replace

from deploy.model import Restore
from sim.people.operator import Operator
from sim.states import hosts, past, start
from sim.states.past import the
from sim.states.places import APP, BACKUPS
from sim.states.start import changed
from sim.stories.scenario import Scenario, deployment, restore


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    return [
        deployment(
            "uploads_since",
            "The service has taken its first uploads since the last deployment.",
            changed(start.one_release, has_taken_uploads),
            "B",
            0,
        ),
        deployment(
            "backup_without_a_word",
            "The manifest of the newest backup rots: those before keep their environments.",
            changed(start.three_releases, newest_manifest_is_damaged),
            "A",
            0,
        ),
        restore(
            "restore_code_repackaged",
            "A package was installed by hand since: the code alone comes back, the package stays.",
            changed(start.two_releases, hosts.live_environment_has_more),
            the(past.oldest, code_only=True),
        ),
        *_of_strangers(),
    ]


def _of_strangers() -> list[Scenario]:
    return [
        restore(
            "restore_against_a_stranger",
            "A stranger has the port of a service that is stopped: nothing is touched.",
            changed(start.two_releases, hosts.stranger_holds_the_port),
            Restore(),
            ends=2,
        ),
        replace(
            deployment(
                "stranger_comes_aside",
                "While it is stopped a stranger takes the port on IPv6: there is room beside it.",
                start.two_releases,
                "C",
                0,
            ),
            events=("0.run.pm2@stop#1=stranger_comes_aside",),
            mended=2,  # it is there still
        ),
    ]


def has_taken_uploads(o: Operator) -> None:
    """A person has uploaded a file, where no release before had any."""
    o.put(f"{APP}/ai_app/uploads/cv.pdf", b"%PDF")


def newest_manifest_is_damaged(o: Operator) -> None:
    """Nobody can say any more what the newest backup holds."""
    o.put(f"{BACKUPS}/code_{past.newest(o)}/manifest.json", past.DAMAGED_RECORD)
