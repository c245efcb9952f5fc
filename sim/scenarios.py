"""The scenarios: what a host may be like, what is asked of it, and how that must end."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from deploy.config import Config
from deploy.errors import Refused
from deploy.model import Apply, Restore
from sim import hosts, start, wheels
from sim.nodes import File
from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.start import CONFIG, Start, changed, offer, request
from sim.world import World

SICK = ("pm2_waiting", "proxy_down", "no_interpreter")
"""Hosts that could not go back if they had to: what serves there is broken to begin with."""

DIES_LATE = '{"dies_s": 2.5}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One story without faults: a start, a request, and its ending."""

    name: str
    story: str
    start: Start
    request: Apply | Restore
    ends: int
    """The exit code without any fault."""
    target: str
    """The release that is asked for."""
    config: Config = CONFIG
    fatal: bool = False
    """A single passing fault may need a person: the host is broken to begin with."""
    again: Apply | Restore | None = None
    """What to ask for once all is mended; None means the same, with a reason."""
    events: tuple[str, ...] = field(default=())
    """Faults of the story itself, as a replay id writes them."""

    def repeated(self) -> Apply | Restore:
        """Return the request of a person who tries once more."""
        return replace(self.again or self.request, force="the cause was mended")


def good(letter: str, behaviour: str = "{}", *, data: bool = True) -> Start:
    """Return a host that serves A and is offered a wheel that behaves as told."""

    def put(world: World) -> None:
        offer(world, letter, wheels.wheel(letter, behaviour, data=data))

    return changed(start.one_release, put)


def _upgrades() -> list[Scenario]:
    broken = {
        "unimportable": ('{"imports": false}', 2),
        "crashes_at_start": ('{"fails_after_s": 0.3}', 1),
        "crashes_after_a_second": ('{"fails_after_s": 1.2}', 1),
        "crashes_late": (DIES_LATE, 1),
        "never_ready": ('{"warming_s": 9999}', 1),
        "never_listens": ('{"ready_s": 9999}', 1),
        "answers_404": ('{"health": 404}', 1),
        "answers_500": ('{"health": 500}', 1),
        "serves_the_old_release": (json.dumps({"says": wheels.sha("A")}), 1),
        "slow_start": ('{"ready_s": 50}', 0),
        "slow_warm_up": ('{"warming_s": 40}', 0),
        "stubborn": ('{"stubborn": true}', 0),
    }
    found = [
        _scenario("first_deploy", "A host without the service gets A.", start.bare, "A", 0),
        _scenario("upgrade", "A host that serves A gets B.", start.one_release, "B", 0),
        _scenario("redeploy", "The same commit is deployed again.", start.one_release, "A", 0),
        _scenario("third", "A host with a backup gets C.", start.two_releases, "C", 0),
        _scenario(
            "lacks_data",
            "B lacks a data file that A had and cannot start without it.",
            good("X", data=False),
            "X",
            1,
        ),
        _scenario(
            "first_deploy_crashes",
            "The very first release crashes: nothing to go back to, the host is left clean.",
            changed(start.bare, lambda world: _put(world, "X", '{"fails_after_s": 0.3}')),
            "X",
            3,
            fatal=True,
        ),
    ]
    for name, (behaviour, ends) in broken.items():
        story = f"A host that serves A gets a release that {name.replace('_', ' ')}."
        found.append(_scenario(name, story, good("X", behaviour), "X", ends))
    return found


def _put(world: World, letter: str, behaviour: str) -> None:
    offer(world, letter, wheels.wheel(letter, behaviour))


def _scenario(
    name: str, story: str, begin: Start, letter: str, ends: int, *, fatal: bool = False
) -> Scenario:
    return Scenario(
        name=name,
        story=story,
        start=begin,
        request=request(letter),
        ends=ends,
        target=letter,
        fatal=fatal,
    )


def _restores() -> list[Scenario]:
    oldest, newest = (
        hosts.stamps(start.three_releases())[-1],
        hosts.stamps(start.three_releases())[0],
    )
    asked = {
        "restore_latest": (None, "B", "The newest backup is restored by default."),
        "restore_by_stamp": (oldest, "A", "An older backup is restored by its stamp."),
        "restore_by_code_id": (f"code_{newest}", "B", "A backup is restored by its code's name."),
        "restore_by_wheel_id": (
            f"wheel_{oldest}",
            "A",
            "A backup is restored by its wheel's name.",
        ),
    }
    found = [
        Scenario(
            name=name,
            story=story,
            start=start.three_releases,
            request=Restore(backup_id=stamp),
            ends=0,
            target=target,
            again=Restore(backup_id=stamp or newest),
        )
        for name, (stamp, target, story) in asked.items()
    ]
    code_only = Restore(backup_id=oldest, code_only=True)
    found += [
        _restore(
            "restore_code_only",
            "Code comes back, the environment stays.",
            start.three_releases,
            code_only,
            0,
        ),
        _restore(
            "restore_rebuilds",
            "The backup's environment is gone: it is rebuilt from the wheel, offline.",
            changed(start.three_releases, hosts.environments_are_lost),
            Restore(backup_id=oldest),
            0,
        ),
        _restore(
            "restore_fails",
            "The restored release does not start any more: the safety backup's release serves again.",
            hosts.backup_of_a_release_that_broke(),
            Restore(backup_id=hosts.BROKEN_STAMP),
            1,
            target="X",
        ),
        _restore(
            "restore_damaged",
            "One bit of the backup flipped, its size unchanged.",
            changed(start.three_releases, hosts.backup_is_damaged),
            Restore(backup_id=oldest),
            2,
        ),
        _restore(
            "restore_skips_damaged",
            "The newest backup is damaged: the default is the one before.",
            changed(start.three_releases, hosts.newest_backup_is_damaged),
            Restore(),
            0,
            again=Restore(backup_id=oldest),
        ),
        _restore(
            "restore_unknown_id",
            "No such backup.",
            start.three_releases,
            Restore(backup_id="20250101000000"),
            2,
        ),
        _restore(
            "restore_of_nothing", "There is no backup at all.", start.one_release, Restore(), 2
        ),
        _restore(
            "restore_predecessor",
            "A backup of the predecessor, without a manifest, asked for by its id.",
            start.predecessor,
            Restore(backup_id="20260120100000"),
            0,
        ),
    ]
    return found


def _restore(  # noqa: PLR0913 - a scenario is what it is
    name: str,
    story: str,
    begin: Start,
    asked: Restore,
    ends: int,
    *,
    target: str = "A",
    again: Restore | None = None,
) -> Scenario:
    return Scenario(
        name=name, story=story, start=begin, request=asked, ends=ends, target=target, again=again
    )


def _hosts() -> list[Scenario]:
    """The states a host may be in before the run."""
    of_b = [
        ("pm2_empty", "PM2 does not know the service.", hosts.pm2_is_empty),
        ("pm2_stopped", "The service is stopped in PM2.", hosts.service_is_stopped),
        ("pm2_errored", "PM2 has given the service up.", hosts.service_is_errored),
        ("pm2_duplicated", "PM2 has two entries of the service.", hosts.service_is_duplicated),
        ("pm2_daemon_dead", "PM2's daemon died: orphans hold the ports.", hosts.daemon_is_dead),
        ("pm2_waiting", "The service crashes in a loop.", hosts.service_crash_loops),
        ("stale_proxy", "The Caddyfile was changed and Caddy not reloaded.", hosts.proxy_is_stale),
        ("old_backups", "Every backup is older than the retention.", hosts.backups_are_old),
        ("live_edited", "A person edited the live release.", hosts.live_is_edited),
        ("manifest_lost", "The live release lost its manifest.", hosts.manifest_is_lost),
    ]
    found = [
        _scenario(name, story, changed(start.two_releases, change), "C", 0, fatal=name in SICK)
        for name, story, change in of_b
    ]
    refused = [
        ("stranger_on_port", "Another program holds the port.", hosts.stranger_holds_the_port),
        ("proxy_down", "Caddy is configured and does not run.", hosts.proxy_is_down),
        ("disk_full", "There is no room for another release.", hosts.disk_is_full),
        ("no_index", "The package index cannot be reached.", hosts.index_is_down),
        ("no_interpreter", "The interpreter of the environments is gone.", hosts.no_interpreter),
        ("no_pm2_config", "PM2's configuration is gone.", hosts.no_pm2_config),
        ("busy", "Another deployer holds the lock.", hosts.rival_deploys),
        ("foreign", "The app directory belongs to root.", hosts.app_is_foreign),
    ]
    found += [
        _scenario(name, story, changed(start.two_releases, change), "C", 2, fatal=name in SICK)
        for name, story, change in refused
    ]
    return found


def _adoptions() -> list[Scenario]:
    crashing = changed(start.predecessor, lambda world: _put(world, "X", '{"fails_after_s": 0.3}'))
    return [
        _scenario(
            "adoption", "Real directories become a first release.", start.predecessor, "B", 0
        ),
        _scenario("adoption_broken", "The release after the adoption crashes.", crashing, "X", 1),
        Scenario(
            name="mended_from_backup",
            story="The new release crashes, and a person has edited the previous one meanwhile.",
            start=good("X", '{"fails_after_s": 0.3}'),
            request=request("X"),
            ends=1,
            target="X",
            events=("0.run.pm2@start#2=previous_is_edited",),
        ),
        Scenario(
            name="level_3",
            story="A stranger takes the port while it is free: neither release can bind it.",
            start=start.two_releases,
            request=request("C"),
            ends=3,
            target="C",
            fatal=True,
            events=("0.run.pm2@start#1=stranger_takes_the_port",),
        ),
        Scenario(
            name="refused_again",
            story="A release that was rolled back is asked for again without a reason.",
            start=hosts.remembers_a_failure(),
            request=request("X"),
            ends=2,
            target="X",
        ),
        Scenario(
            name="without_proxy",
            story="A host without Caddy.",
            start=changed(start.one_release, hosts.no_proxy),
            request=request("B"),
            ends=0,
            target="B",
            config=replace(CONFIG, proxy_url=""),
        ),
    ]


@functools.cache
def everything() -> dict[str, Scenario]:
    """Return every scenario by name, in a fixed order."""
    found = [*_upgrades(), *_restores(), *_hosts(), *_adoptions()]
    return {scenario.name: scenario for scenario in found}


def named(name: str) -> Scenario:
    """Return a scenario by its name; raise `Refused` where there is none."""
    found = everything().get(name)
    if found is None:
        raise Refused(f"there is no scenario {name!r}", "See: python -m sim list")
    return found


@functools.cache
def known_trees(name: str) -> Mapping[str, Tree]:
    """Return the whole code trees of a scenario by label: what may ever be live."""
    world = everything()[name].start()
    found: dict[str, Tree] = {}
    for letter in truth.names(world, "/tmp"):  # noqa: S108 - of the simulated host
        node = world.disk.node(start.UPLOADS.format(letter=letter))
        if type(node) is File:
            found[letter] = start.app_files(node.content)
    if "old" in found:
        found["A"] = found.pop("old")
    live = truth.tree_at(world, truth.LIVE)
    if live is not None and truth.label_of(live, found) == "?":
        found["edited"] = live
    return found
