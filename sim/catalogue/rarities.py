"""Rarities: requests and hosts that come once a year, on the day that nobody looks."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from sim.goods import wheels
from sim.people.operator import Operator
from sim.states import hosts, past, pm2_configs, saved, start
from sim.states.start import SETTLE_S, changed, request, settled
from sim.stories.scenario import Scenario, deployment, good, offers, restore


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    return [
        *_of_hosts_alone(),
        deployment(
            "left_to_a_person",
            "The way back failed yesterday: nobody goes on without a reason.",
            changed(start.two_releases, past.could_not_go_back),
            "C",
            3,
            fatal=True,
        ),
        _left_with_a_good_one(),
        _goes_over_and_back(),
        _goes_over_in_vain(),
        _stamp_taken(),
        _tried_again(),
        _of_another_commit(),
        _offline(),
    ]


def _of_hosts_alone() -> list[Scenario]:
    """Return what is told of one host that is like no other, or of one wheel."""
    one, two = start.one_release, start.two_releases
    stories = {
        "wheel_damaged": "A member of the wheel is not what its RECORD says.",
        "flaps": "It dies every other second, and is back before anybody asks.",
        "runs_in_another_environment": "PM2's configuration names A's environment, not live's.",
        "pm2_config_relative": "PM2's configuration names the program as it is seen from its cwd.",
        "pm2_config_of_python": "PM2 runs Python itself: what is no text needs no interpreter.",
        "stubborn_orphan": "PM2's daemon died, and its orphan heeds no signal but the last.",
        "failures_damaged": "What was rolled back before cannot be read any more.",
        "saved_by_real_paths": "PM2's dump names the paths of the old release, not the links.",
        "reports_pile_up": "Nobody has counted the reports of former deployments.",
    }
    begins = {
        "wheel_damaged": (changed(one, offers_a_damaged_wheel), "X", 2),
        "flaps": (good("X", '{"ready_s": 0.2, "dies_s": 2.0}'), "X", 1),
        "runs_in_another_environment": (changed(one, pm2_configs.names_an_environment), "B", 1),
        "pm2_config_relative": (changed(one, pm2_configs.is_relative), "B", 0),
        "pm2_config_of_python": (changed(one, pm2_configs.has_python_run_it), "B", 0),
        "stubborn_orphan": (changed(one, leaves_a_stubborn_orphan), "C", 0),
        "failures_damaged": (changed(two, past.failures_are_damaged), "C", 0),
        "saved_by_real_paths": (changed(two, saved.by_real_paths), "C", 0),
        "reports_pile_up": (changed(one, past.reports_pile_up), "B", 0),
    }
    return [deployment(name, stories[name], *begin) for name, begin in begins.items()]


def _left_with_a_good_one() -> Scenario:
    story = "The way back was lost yesterday: even a good release waits for a reason."
    begin = changed(start.two_releases, past.lost_its_way_back)
    return deployment("left_with_a_good_one", story, begin, "C", 3, fatal=True)


def _goes_over_and_back() -> Scenario:
    story = "The way back fails again, a person goes on over it, and that has to go back as well."
    begin = changed(start.two_releases, past.was_left_in_the_middle)
    found = deployment("goes_over_and_back", story, begin, "X", 1, fatal=True)
    return replace(
        found,
        request=request("X", force="the stranger is gone"),
        events=("0.run.pm2@stop#1=fails*6",),
        only_modelled="no real PM2 fails six times and then works",
    )


def _goes_over_in_vain() -> Scenario:
    story = "A person goes on over a way back that fails, with no room: it is as open as before."
    return replace(
        _goes_over_and_back(),
        name="goes_over_in_vain",
        story=story,
        ends=2,
        mended=1,
        events=("0.run.pm2@stop#1=fails*6", "0.files.free_bytes@check#1=none"),
    )


def _stamp_taken() -> Scenario:
    change = past.a_backup_is_from_the_future(SETTLE_S)
    begin = changed(start.two_releases, change, "a_backup_is_from_the_future")
    story = "A backup is named for this very second."
    why = "no real deployment begins in the second that somebody has foreseen"
    return replace(deployment("stamp_taken", story, begin, "C", 0), only_modelled=why)


def _tried_again() -> Scenario:
    story = "B was rolled back for a passing reason: deployed with a reason, it is forgiven."
    begin = changed(start.one_release, past.was_unlucky)
    found = deployment("tried_again", story, begin, "B", 0)
    return replace(found, request=request("B", force="the network is back"))


def _of_another_commit() -> Scenario:
    story = "The wheel was built from another commit."
    found = deployment("wrong_commit", story, start.one_release, "B", 2)
    return replace(found, request=replace(request("B"), sha=wheels.sha("C")))


def _offline() -> Scenario:
    story = "The backup's environment is gone, and so is the index: uv's cache has it all."
    begin = changed(start.three_releases, past.environments_and_index_are_lost)
    return restore("restore_offline", story, begin, past.the(past.oldest))


def offers_a_damaged_wheel(o: Operator) -> None:
    """A member grew after the RECORD was written."""
    start.offer(o, "X", damaged_wheel("X"))


def damaged_wheel(letter: str) -> bytes:
    """Return a wheel of which a member grew after its RECORD was written."""
    stream = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(wheels.wheel(letter)))
    with whole, zipfile.ZipFile(stream, "w") as archive:
        for info in whole.infolist():
            grown = b"# more\n" if info.filename == "ai_app/api/main.py" else b""
            archive.writestr(info, whole.read(info) + grown)
    return stream.getvalue()


def leaves_a_stubborn_orphan(o: Operator) -> None:
    """A release that ignores SIGTERM went live, then PM2's daemon was killed."""
    offers("X", '{"stubborn": true}')(o)
    settled(o, request("X"))
    hosts.daemon_is_dead(o)
