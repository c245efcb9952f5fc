"""Oversights: each is a host, a wheel or a backup on which one thing that nobody looks at shows."""

from __future__ import annotations

from dataclasses import replace

from sim.goods import wheels
from sim.people.operator import Operator
from sim.states import hosts, past, pm2_configs, start
from sim.states.past import oldest, the
from sim.states.places import APP, BACKUPS, CONFIG
from sim.states.start import Change, changed, request, run_pm2, settled
from sim.stories.scenario import Scenario, deployment, good, offers, restore


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one, two = start.one_release, start.two_releases
    return [
        *_of_old_backups(),
        *_of_wheels(),
        *_of_restores(),
        deployment(
            "names_no_commit",
            "What serves does not say of which commit it is, although its wheel does.",
            good("X", '{"says": 5}'),
            "X",
            1,
        ),
        deployment(
            "compiled",
            "Python has left compiled files beside the live code.",
            changed(one, has_compiled),
            "B",
            0,
        ),
        *_of_files_alone(),
        deployment(
            "journal_flipped",
            "One letter of an open journal is another; it can be read all the same.",
            changed(two, has_a_flipped_journal),
            "C",
            3,
            fatal=True,
        ),
    ]


def _of_old_backups() -> list[Scenario]:
    many = changed(start.two_releases, has_many_old_backups)
    damaged = changed(many, the_newest_two_are_damaged)
    return [
        deployment("many_old_backups", "Four releases were backed up a month ago.", many, "F", 0),
        deployment("old_ones_damaged", "Of these the newest two are damaged.", damaged, "F", 0),
        restore("restore_an_old_one", "The oldest is wanted again.", many, the(oldest)),
    ]


def _of_files_alone() -> list[Scenario]:
    """A host on which nothing is to serve: whoever recovers there need not know of it."""
    bare = changed(start.bare, pm2_configs.is_lost)
    idle = changed(start.one_release, pm2_has_forgotten)
    alone = replace(CONFIG, service=False)
    found = [
        deployment("files_alone_first", "The files of A alone, on a new host.", bare, "A", 0),
        deployment("files_alone", "The files of B alone; PM2 does not run A.", idle, "B", 0),
        replace(
            deployment(
                "files_alone_stopped", "The same, and it is asked to end amid it.", idle, "B", 3
            ),
            events=("0.files.link@point_to_new#1=sigterm",),
            only_modelled="nobody meets the very moment on a host of real parts",
            fatal=True,
        ),
    ]
    return [replace(each, config=alone, recovers=CONFIG) for each in found]


def _of_wheels() -> list[Scenario]:
    code = wheels.app_files(wheels.wheel("X"))
    holds = changed(start.one_release, offered(wheels.packed({**code, ".env": b"KEY=1\n"})), "env")
    digest = deployment("wrong_digest", "CI told another digest.", start.one_release, "B", 2)
    return [
        replace(digest, request=replace(request("B"), sha256="0" * 64)),
        deployment("holds_a_kept_file", "The wheel brings its own `.env`.", holds, "X", 2),
    ]


def _of_restores() -> list[Scenario]:
    begin, asked = start.three_releases, the(oldest)
    return [
        restore(
            "restore_repackaged",
            "Somebody installed a package into the environment that the backup needs.",
            changed(begin, oldest_environment_has_more),
            asked,
        ),
        restore(
            "restore_no_python",
            "The interpreter of the environment that the backup needs was taken away.",
            changed(begin, oldest_environment_has_no_python),
            asked,
        ),
        restore(
            "restore_superfluous",
            "Somebody has put a file into the backup.",
            changed(begin, oldest_backup_has_more),
            asked,
            ends=2,
        ),
    ]


def offered(wheel: bytes) -> Change:
    """Return the change that these bytes are offered as X."""

    def change(o: Operator) -> None:
        start.offer(o, "X", wheel)

    return change


def pm2_has_forgotten(o: Operator) -> None:
    """PM2 does not run the service, and would not bring it back either."""
    hosts.pm2_is_empty(o)
    run_pm2(o, "save", "--force")


def has_many_old_backups(o: Operator) -> None:
    """Five releases followed one another, then nobody deployed for a month."""
    for letter in "DEF":
        offers(letter)(o)
    settled(o, request("C"), request("D"), request("E"))
    o.pass_days(30)


def the_newest_two_are_damaged(o: Operator) -> None:
    """A bit of each flipped."""
    for stamp in past.stamps(o)[:2]:
        past.damage(o, stamp)


def has_compiled(o: Operator) -> None:
    """What Python writes once it has imported the app."""
    o.put(f"{APP}/ai_app/api/__pycache__/main.cpython-311.pyc", b"\xa7\r\r\n")


def has_a_flipped_journal(o: Operator) -> None:
    """A deployment was killed after its change had begun; then one letter of a path changed."""
    killed = o.deploy(CONFIG, request("C"), ("0.files.link@point_to_new#1=kill_after",))
    assert killed is None, "the deployer was to be killed"
    journal = o.read(CONFIG.layout.journal)
    assert journal.count(b'"release": "/home') == 1
    o.put(CONFIG.layout.journal, journal.replace(b'"release": "/home', b'"release": "/hose'))


def oldest_environment_has_more(o: Operator) -> None:
    """A person tried something out where the oldest backup has its packages."""
    o.put(f"{_site(o)}/extra-1.0.dist-info/METADATA", b"Name: extra\n")


def oldest_environment_has_no_python(o: Operator) -> None:
    """The link to the interpreter leads nowhere any more."""
    o.remove(f"{_site(o).partition('/lib/')[0]}/bin/python")


def oldest_backup_has_more(o: Operator) -> None:
    """A person kept a note where the oldest backup has its code."""
    o.put(f"{BACKUPS}/code_{oldest(o)}/ai_app/note.py", b"# mine\n")


def _site(o: Operator) -> str:
    """Return where the packages of the oldest environment lie."""
    environment = f"{APP}/environments/{min(o.names(f'{APP}/environments'))}"
    (version,) = o.names(f"{environment}/lib")
    return f"{environment}/lib/{version}/site-packages"
