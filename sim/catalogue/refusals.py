"""Refusals: requests that cannot be carried out, and hosts on which one cannot be."""

from __future__ import annotations

from dataclasses import replace

from deploy.model import Apply, Restore
from sim.goods import wheels
from sim.goods.wheels import FILE_NAME
from sim.people.operator import Operator
from sim.states import hosts, past, start
from sim.states.places import APP, BACKUPS, CONFIG, UPLOADS
from sim.states.start import PREDECESSOR_STAMP, changed, request, settled
from sim.stories.scenario import Scenario, deployment, restore

ELSEWHERE = "/home/ubuntu/elsewhere"
STRANGE = UPLOADS.format(letter="B").replace(FILE_NAME, "other_service-0.1.0-py3-none-any.whl")
"""A wheel of B under the name of another project's."""


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    return [*_of_requests(), *_of_places(), *_of_restores()]


def _of_requests() -> list[Scenario]:
    """Return requests that no host can carry out as they are typed."""
    b, named = request("B"), changed(start.one_release, offers_a_strange_name)
    asked: dict[str, tuple[str, Apply]] = {
        "no_reason": ("A reason is given, and it is empty.", replace(b, force="  ")),
        "no_commit": ("The commit is cut short.", replace(b, sha=b.sha[:12])),
        "no_digest": ("The digest is cut short.", replace(b, sha256="0" * 63)),
        "strange_wheel": ("The wheel has the name of another.", replace(b, wheel=STRANGE)),
    }
    return [
        Scenario(
            name=name,
            story=story,
            start=named if wanted.wheel == STRANGE else start.one_release,
            request=wanted,
            again=b,
            ends=2,
            target="B",
        )
        for name, (story, wanted) in asked.items()
    ]


def _of_places() -> list[Scenario]:
    """Return hosts whose directories are not what the deployer was told of, or not one thing."""
    both = changed(start.one_release, has_a_real_directory_too)
    halfway = changed(start.predecessor, was_left_half_adopted)
    nowhere = deployment("wrong_base", "The base is told wrongly.", start.one_release, "B", 2)
    record = changed(start.one_release, past.record_is_roots)
    return [
        replace(nowhere, config=replace(CONFIG, base=ELSEWHERE), recovers=CONFIG, fatal=True),
        deployment(
            "record_of_root",
            "The record of what is live is root's, and nobody else may read it.",
            record,
            "B",
            2,
            fatal=True,
        ),
        deployment(
            "two_lives",
            "Beside the pointer lies a real directory where its link was.",
            both,
            "B",
            2,
            fatal=True,
        ),
        replace(
            deployment(
                "half_adopted",
                "An adoption stopped half way; a reason does not make it whole.",
                halfway,
                "B",
                3,
                fatal=True,
            ),
            request=request("B", force="I am in a hurry"),
            events=("0.files.exchange@finish_adoption#1=error!",),
        ),
    ]


def _of_restores() -> list[Scenario]:
    two, emptied = start.two_releases, changed(start.predecessor, backup_is_emptied)
    return [
        restore(
            "restore_of_the_failed",
            "The only backup is of a release that was rolled back since.",
            changed(two, only_what_failed_is_backed_up),
            Restore(),
            ends=2,
            again=past.the(past.oldest),
        ),
        replace(
            restore(
                "restore_code_of_nothing",
                "The code alone is wanted, and nothing is live whose environment could stay.",
                changed(two, hosts.live_code_is_lost),
                Restore(code_only=True),
                ends=2,
                again=Restore(),
            ),
            fatal=True,
        ),
        restore(
            "restore_of_no_code",
            "The predecessor's backup holds no entry module.",
            emptied,
            Restore(backup_id=PREDECESSOR_STAMP),
            ends=2,
        ),
        restore(
            "restore_other_versions",
            "Somebody installed a package that no index offers; its environment was deleted since.",
            changed(two, a_package_was_ours),
            past.the(past.newest),
            ends=2,
            to="B",
        ),
    ]


def offers_a_strange_name(o: Operator) -> None:
    """The wheel of B lies there under the name of another."""
    o.put(STRANGE, wheels.wheel("B"))


def has_a_real_directory_too(o: Operator) -> None:
    """A person copied the code over the link to it, as one did before there were any."""
    entry = o.read(f"{APP}/ai_app/api/main.py")
    o.remove(f"{APP}/ai_app")
    o.put(f"{APP}/ai_app/api/main.py", entry)


def was_left_half_adopted(o: Operator) -> None:
    """The deployer was killed once the first real directory had become a link."""
    told = o.deploy(CONFIG, request("B"), ("0.files.exchange@adopt#1=kill_after",))
    assert told is None, "the deployer was to be killed"


def only_what_failed_is_backed_up(o: Operator) -> None:
    """A was wanted back and gave one bad answer; then somebody deleted the backup of B."""
    past.ends(o, "A", 1, "0.http.get@verify#1=404")
    o.pass_days(1)
    for half in ("code", "wheel"):
        o.remove(f"{BACKUPS}/{half}_{past.newest(o)}")


def backup_is_emptied(o: Operator) -> None:
    """A person deleted the code in the predecessor's backup to make room."""
    o.remove(f"{BACKUPS}/code_{PREDECESSOR_STAMP}/ai_app")


def a_package_was_ours(o: Operator) -> None:
    """A fastapi of our own was installed for B; C followed, and environments were deleted."""
    (version,) = o.names(f"{APP}/current/venv/lib")
    site = f"{o.resolve(f'{APP}/current/venv')}/lib/{version}/site-packages"
    (info,) = (name for name in o.names(site) if name.startswith("fastapi-"))
    o.remove(f"{site}/{info}")
    o.put(f"{site}/fastapi-99.0.dist-info/METADATA", b"Name: fastapi\nVersion: 99.0\n")
    settled(o, request("C"))
    past.environments_are_lost(o)
