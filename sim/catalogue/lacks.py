"""Lacks: hosts on which what a deployment goes by is gone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from deploy.model import Restore
from sim.goods import wheels
from sim.people.operator import Operator
from sim.states import hosts, past, start
from sim.states.past import newest, the
from sim.states.places import BACKUPS, CONFIG, PM2_HOME
from sim.states.start import changed, offer, request, settled
from sim.stories.scenario import Scenario, deployment, restore


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one, two, three = start.one_release, start.two_releases, start.three_releases
    aside = deployment(
        "nothing_to_read",
        "The journal cannot be read, and the reports are gone; a person goes on.",
        changed(two, journal_and_reports_are_lost),
        "C",
        0,
        fatal=True,
    )
    little = restore(
        "restore_from_little",
        "Neither environment nor uv's cache nor the record is there: the index has it all.",
        changed(three, much_is_lost),
        Restore(),
        again=the(newest),
        to="B",
    )
    stories = {
        "back_to_no_manifest": "It crashes, and the one before had lost its manifest.",
        "no_room_no_manifest": "There is no room, and the live release lost its manifest.",
        "brings_code_alone": "The wheel has nothing to lie beside the code: what is there stays.",
        "adopted_long_ago": "The only backup is of what was adopted, whose wheel nobody kept.",
    }
    begins = {
        "back_to_no_manifest": (changed(two, manifest_is_lost_and_x_crashes), "X", 1),
        "no_room_no_manifest": (changed(two, manifest_and_room_are_lost), "C", 2),
        "brings_code_alone": (changed(one, offers_code_alone), "X", 0),
        "adopted_long_ago": (changed(start.predecessor, was_adopted_long_ago), "C", 0),
    }
    return [
        replace(aside, request=request("C", force="a reason")),
        *(deployment(name, story, *begins[name]) for name, story in stories.items()),
        little,
        _of_code_alone(),
    ]


def _of_code_alone() -> Scenario:
    story = "A backup that somebody made by hand has nothing to lie beside the code."
    begin = changed(start.two_releases, has_a_bare_backup)
    asked = Restore(backup_id=past.BROKEN_STAMP)
    return restore("restore_code_alone", story, begin, asked, to="X")


def journal_and_reports_are_lost(o: Operator) -> None:
    """A journal that nobody can read, where somebody has made room."""
    past.journal_is_damaged(o)
    o.remove(CONFIG.layout.reports)


def manifest_is_lost_and_x_crashes(o: Operator) -> None:
    """The manifest of the live release was deleted, and what is offered crashes."""
    past.manifest_is_lost(o)
    offer(o, "X", wheels.wheel("X", past.CRASHES))


def offers_code_alone(o: Operator) -> None:
    """A wheel as a project makes it that names no files to go along."""
    with zipfile.ZipFile(io.BytesIO(wheels.wheel("X"))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    plain = {name: data for name, data in files.items() if "/extra_metadata/" not in name}
    offer(o, "X", wheels.zipped({name: plain[name] for name in plain if "/RECORD" not in name}))


def has_a_bare_backup(o: Operator) -> None:
    """A backup without a manifest is of a release that is good."""
    content = wheels.wheel("X")
    offer(o, "X", content)
    for path, data in wheels.app_files(content).items():
        o.put(f"{BACKUPS}/code_{past.BROKEN_STAMP}/ai_app/{path}", data)
    o.put(f"{BACKUPS}/wheel_{past.BROKEN_STAMP}/{wheels.FILE_NAME}", content)


def manifest_and_room_are_lost(o: Operator) -> None:
    """The manifest of the live release was deleted, and the disk is nearly full."""
    past.manifest_is_lost(o)
    hosts.disk_is_full(o)


def was_adopted_long_ago(o: Operator) -> None:
    """B was the first release after the predecessor's; then nobody deployed for a month.

    PM2 was cut off when it last wrote its list.
    """
    settled(o, request("B"))
    o.pass_days(30)
    o.put(f"{PM2_HOME}/dump.pm2.new", b'[{"na')


def much_is_lost(o: Operator) -> None:
    """Somebody made room wherever there was any, and the record of what is live went along."""
    past.environments_are_lost(o)
    o.forget_packages()
    o.remove(CONFIG.layout.record)
