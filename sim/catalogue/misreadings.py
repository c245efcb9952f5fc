"""Misreadings: one file cannot be read, or not as it is, at the moment at which it counts."""

from __future__ import annotations

from dataclasses import replace

from deploy.model import Restore
from sim.catalogue.lacks import has_a_bare_backup, offers_code_alone
from sim.people.operator import Operator
from sim.states import canaries, past, start
from sim.states.places import CONFIG
from sim.states.start import changed
from sim.stories.scenario import Scenario, deployment, restore


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    secrets = deployment(
        "unread_secrets",
        "A program tells all it knows, and the file of the secrets cannot be read just then.",
        start.one_release,
        "B",
        2,
    )
    everywhere = deployment(
        "secrets_are_everywhere",
        "A program tells all it knows, of the files too that the host keeps in its run directory.",
        changed(start.one_release, keeps_more_secrets),
        "B",
        2,
    )
    beside = deployment(
        "misread_beside_the_code",
        "What is there beside the code is misread once: no release is made of that.",
        changed(start.one_release, offers_code_alone),
        "X",
        2,
    )
    wheel = restore(
        "misread_wheel",
        "The wheel of a backup without a manifest is misread at last: it is not what lies there.",
        changed(start.two_releases, has_a_bare_backup),
        Restore(backup_id=past.BROKEN_STAMP),
        ends=2,
        to="X",
    )
    tells, unread = "0.run.uv@build_environment#1=tells", "0.files.read@build_environment#2=error*2"
    return [
        replace(
            secrets, events=(tells, unread), only_modelled="no real program tells what it knows"
        ),
        replace(everywhere, events=(tells,), only_modelled="no real program tells what it knows"),
        replace(wheel, events=("0.files.read@stage_environment#7=corrupt",), mended=0),
        replace(beside, events=("0.files.read@stage_code#4=corrupt",)),
    ]


def keeps_more_secrets(o: Operator) -> None:
    """A person gave the service settings for this place and for production.

    Nothing of it is shared any more; what was shared before lies there still.
    """
    o.put(canaries.ASIDE, f"OF_BEFORE={canaries.BEFORE}\n".encode())
    for name, secret in canaries.KEPT.items():
        o.put(f"{CONFIG.layout.live}/{name}", f"OF_{name[5:].upper()}={secret}\n".encode())
