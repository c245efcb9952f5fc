"""Simpler faults and smaller worlds: each is less, so that a search comes to an end."""

import pytest

from deploy.errors import Refused
from sim.harm.faults import Fault, faults_at, parse_plan
from sim.shrinking import smaller
from sim.shrinking.simpler import simpler
from sim.stories import derived, repertoire, scenarios


def fault(text: str) -> Fault:
    (found,) = parse_plan(text)
    return found


@pytest.mark.parametrize(
    ("given", "less"),
    [
        ("0.files.write@fetch#1=full!", ["=full", "=error!", "=error", "=lost"]),
        ("0.files.write@fetch#3=error", ["#1=error", "#2=error"]),
        ("0.files.write@fetch#1=kill_after", []),
        ("0.files.write@fetch#1=error", []),
        ("0.run.pm2@start#1=previous_is_edited", []),
        ("0.run.pm2@start#2=previous_is_edited", ["#1=previous_is_edited"]),
    ],
)
def test_a_fault_has_simpler_ones(given: str, less: list[str]) -> None:
    said = [str(each) for each in simpler(fault(given))]
    assert len(said) == len(set(said))
    for ending in less:
        assert any(each.endswith(ending) for each in said), (said, ending)
    assert bool(said) == bool(less)


def test_a_loss_of_power_becomes_a_kill() -> None:
    kinds = {
        each.kind
        for each in faults_at(fault("0.uv.write@build_environment#1=kill_after").site)
        if "power" in each.kind
    }
    assert kinds
    for kind in kinds:
        said = map(str, simpler(fault(f"0.uv.write@build_environment#1={kind}")))
        assert "0.uv.write@build_environment#1=kill_after" in said


def test_simpler_faults_never_lead_back() -> None:
    seen: set[Fault] = set()
    left = list(faults_at(fault("0.run.pm2@start#3=fails").site))
    while left:
        here = left.pop()
        less = set(simpler(here))
        assert here not in less
        assert not any(here in simpler(each) for each in less), "a circle"
        left += less - seen
        seen |= less


def test_a_derived_scenario_has_a_name_that_anybody_can_tell() -> None:
    name = "restore_by_stamp~on.two_releases"
    run = repertoire.tell(name)
    assert run.id == name
    assert run.violation is None
    assert scenarios.named("level_3~alone").events == ()
    assert list(derived.words(scenarios.named("level_3"))) == [
        *("alone", "on.bare", "on.one_release"),
    ]


@pytest.mark.parametrize(
    "name", ["upgrade~", "upgrade~alone", "upgrade~on.three_releases", "upgrade~on.", "nothing~x"]
)
def test_a_word_that_means_nothing_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        repertoire.vet(name)


def test_smaller_worlds_are_smaller() -> None:
    for name in ("level_3", "restore_by_stamp", "mended_from_backup"):
        for less in smaller.left_out(name):
            assert smaller.size(less.name) < smaller.size(name)
            repertoire.vet(less.name)


def test_numbers_in_words_become_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repertoire, "vet", lambda _: None)
    said = [less.name for less in smaller.lower("race.two~3~0")]
    assert said == ["race.two~0~0", "race.two~1~0", "race.two~2~0"]
    large = [less.name for less in smaller.lower("race.two~1000")]
    assert large[0] == "race.two~0"
    assert large[-1] == "race.two~999"
    assert len(large) < 12
    assert [less.name for less in smaller.left_out("control.a~b~c")] == [
        "control.a~c",
        "control.a~b",
    ]
