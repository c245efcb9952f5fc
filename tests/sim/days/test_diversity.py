"""What a swarm really makes is counted; what it never makes is told by name."""

from random import Random

from sim.days import drawing, genre
from sim.days.diversity import Diversity
from sim.effect import Effect
from sim.states.places import CONFIG
from sim.stories import repertoire
from sim.sweep.shares import DEEP, FAST
from sim.sweep.tally import Tally

EFFECTS = [
    Effect(0.0, 0, "files.read", "begin", 1, "", "ok"),
    *(Effect(0.0, 0, "files.read", "verify", number, "", "ok") for number in range(1, 100)),
    Effect(0.0, 0, "run.pm2", "start", 1, "", "ok"),
    Effect(0.0, 0, "shell.send", "start", 1, "", "ok"),
]


def test_counts_of_several_workers_add_up() -> None:
    one, two, tally = Tally(), Tally(), Tally()
    first = repertoire.tell("days.two_releases~deploy_C~deploy_C~reboot")
    one.count(first)
    two.count(repertoire.tell("days.bare~deploy_crashes_late"))
    tally.add(one)
    tally.add(two)
    found = Diversity()
    found.add(tally.seen)
    assert found.of("deed") == {"deploy_C": 2, "deploy_crashes_late": 1, "reboot": 1}
    assert found.of("start") == {"bare": 1, "two_releases": 1}
    assert found.of("outcome") == {"0": 2, "3": 1}
    assert found.counts["pair deploy_good reboot"] == 1
    assert dict(found.rows())["lives"] == "2"


def test_what_never_happened_is_named() -> None:
    found = Diversity()
    everything = len(found.unseen())
    found.add(repertoire.tell("days.two_releases~deploy_C~reboot").seen)
    unseen = found.unseen()
    assert 0 < everything - len(unseen) < 10
    assert "deed deploy_C" not in unseen
    assert {"deed deploy_B", "kind torn", "outcome crash", "compound", "op run.uv"} - {
        "kind torn"
    } <= set(unseen)
    found.add(dict.fromkeys(unseen, 1))
    assert found.unseen() == []
    assert dict(found.rows())["never"] == "nothing"


def test_a_fault_is_drawn_at_a_site_that_is_there() -> None:
    chance, weather = Random(1), drawing.Climate(kinds=frozenset(drawing.every_kind()), rate=1)
    drawn = [drawing.fault(chance, EFFECTS, weather) for _ in range(500)]
    sites = {each.site for each in EFFECTS}
    found = [fault for fault in drawn if fault is not None]
    assert len(found) == len(drawn)
    assert {fault.site for fault in found} <= sites
    assert {fault.site.op for fault in found} == {"files.read", "run.pm2"}
    struck = sum(fault.site.op == "run.pm2" for fault in found)
    assert struck > 100, "what happens once is struck as often as what happens a hundred times"
    assert any(fault.forever for fault in found)


def test_what_a_life_leaves_out_never_strikes_in_it() -> None:
    chance, weather = Random(2), drawing.Climate(kinds=frozenset({"corrupt"}), rate=1)
    drawn = {drawing.fault(chance, EFFECTS, weather) for _ in range(100)}
    assert {fault.kind for fault in drawn if fault is not None} == {"corrupt"}
    assert drawing.fault(chance, EFFECTS[-1:], weather) is None


def test_an_event_that_needs_the_lock_waits_for_a_step() -> None:
    weather = drawing.Climate(kinds=frozenset({"second_operator_tries"}), rate=1)
    assert drawing.fault(Random(3), EFFECTS[:1], weather) is None
    assert drawing.fault(Random(3), EFFECTS[1:], weather) is not None


def test_no_event_needs_the_lock_between_an_error_and_the_recovery() -> None:
    again = [
        Effect(0.0, 0, "files.make_directory", "fetch", 2, CONFIG.layout.state, "ok"),
        Effect(0.0, 0, "files.lock", "fetch", 1, CONFIG.layout.lock, "ok"),
    ]
    weather = drawing.Climate(kinds=frozenset({"second_operator_tries"}), rate=1)
    assert drawing.fault(Random(3), again, weather) is None
    assert drawing.fault(Random(3), [], weather) is None
    after = Effect(0.0, 0, "files.read", "fetch", 3, "", "ok")
    found = drawing.fault(Random(3), [*again, after], weather)
    assert found is not None
    assert found.site == after.site


def test_a_sweep_makes_up_as_many_lives_as_it_is_large() -> None:
    name = "days.swarm"
    fast = [each for chunk in genre.chunks([name], FAST) for each in chunk]
    deep = sum(len(chunk) for chunk in genre.chunks([name], DEEP))
    assert len(set(fast)) == len(fast) == round(genre.SWARMS * FAST.whole)
    assert deep == genre.SWARMS_DEEP
    assert fast[:2] == ["days.swarm~1~0", "days.swarm~1~1"]
    assert list(genre.chunks(["days.deploy_B"], FAST)) == [["days.deploy_B"]]
