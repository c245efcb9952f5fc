"""A life is told by its words, or by the number of a swarm; the same id tells the same."""

import pytest

from deploy.errors import Refused
from sim.days import choice, requests, swarm
from sim.days.deeds import DEEDS, GROUPS, do
from sim.days.offers import OFFERS
from sim.days.sequences import SEQUENCES
from sim.days.starts import STARTS, begun
from sim.harm.faults import parse_plan
from sim.states.places import APP
from sim.stories import repertoire
from sim.stories.run import written

SHORT = "days.two_releases~deploy_C~reboot~restore_default"


@pytest.mark.parametrize("words", SEQUENCES)
def test_a_life_that_is_worth_a_name_breaks_no_oracle(words: str) -> None:
    run = repertoire.tell(f"days.{words}")
    assert run.violation is None
    assert not run.void
    assert run.serves == "D"
    assert run.id == f"days.{words}"


def test_a_life_is_told_word_by_word() -> None:
    run = repertoire.replay(SHORT)
    assert run.verdicts == ["0", "0", "0", "0"]  # and the last two, which all lives end with
    assert {each.command for each in run.trace} == {0, 1, 2, 3}


def test_a_fault_strikes_the_command_that_it_names() -> None:
    plan = "1.run.pm2@start#1=kill_after+2.files.link@point_to_previous#1=error"
    run = repertoire.replay(f"{SHORT}~recover:{plan}")
    assert run.violation is None
    assert not run.void
    assert run.verdicts[:2] == ["0", "crash"]
    assert run.id.startswith(f"{SHORT}~recover:")


def test_a_fault_that_never_fires_voids_a_life() -> None:
    assert repertoire.replay(f"{SHORT}:9.run.pm2@start#1=fails").void


def test_what_people_took_away_before_the_power_failed_is_not_asked_back() -> None:
    """What serves from memory is gone with the power; the deployer had touched nothing of it."""
    lost = "days.two_releases~{}deploy_C~recover:0.files.make_directory@fetch#1=power_nothing"
    kept, taken = (repertoire.replay(lost.format(deed)) for deed in ("", "delete_environment~"))
    assert kept.violation is taken.violation is None
    assert kept.verdicts[:2] == taken.verdicts[:2] == ["crash", "0"]


def test_no_fault_strikes_once_all_is_mended() -> None:
    assert repertoire.replay(f"{SHORT}:2.files.link@point_to_new#1=error").void


def test_a_life_begins_where_its_first_word_says_or_with_one_release() -> None:
    assert repertoire.tell("days.bare~restore_default").verdicts[0] == "2"
    assert repertoire.tell("days.deploy_B").verdicts == ["0", "0", "0"]


@pytest.mark.parametrize(
    "name", ["days.", "days.deploy_Z", "days.bare~", "days.swarm~x", "days.swarm~1~-1"]
)
def test_what_is_no_life_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        repertoire.vet(name)
    with pytest.raises(Refused):
        repertoire.tell(name)


def test_a_swarm_makes_its_own_faults() -> None:
    with pytest.raises(Refused, match="its own faults"):
        repertoire.tell("days.swarm~1", parse_plan("0.run.pm2@start#1=fails"))


@pytest.mark.parametrize("number", range(3))
def test_a_swarm_is_spelled_out_and_then_tells_the_same(number: int) -> None:
    made = repertoire.tell(f"days.swarm~7~{number}")
    assert made.violation is None
    assert not made.void
    again = repertoire.replay(made.id)
    assert again.id == made.id
    assert written(again.trace) == written(made.trace)
    assert (again.verdicts, again.serves) == (made.verdicts, made.serves)


def test_what_breaks_an_oracle_is_spelled_out_as_far_as_it_came(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A swarm's number alone would tell another life as soon as a deed is added."""
    monkeypatch.setattr(choice, "is_remembered", lambda *_: False)
    found = (repertoire.tell(f"days.swarm~1~{number}") for number in range(50))
    broken = next(run for run in found if run.violation is not None)
    assert broken.violation is not None
    assert broken.violation.oracle == "expected"
    again = repertoire.replay(broken.id)
    assert str(again.violation) == str(broken.violation)
    assert again.digest == broken.digest


def test_a_fork_of_a_life_goes_on_as_the_life_itself_would() -> None:
    life = begun("two_releases")
    for word in ("deploy_crashes_at_start", "edit_live", "kill_pm2", "clock_hour_back"):
        do(life, word)
    twin = life.fork()
    for each in (life, twin):
        for word in ("deploy_C", "reboot", "recover", "restore_oldest"):
            do(each, word)
    assert written(life.world.trace) == written(twin.world.trace)
    assert (life.verdicts, life.seen, life.words) == (twin.verdicts, twin.seen, twin.words)
    do(twin, "edit_live")
    assert life.known != twin.known


def test_every_deed_has_a_word_of_its_own_and_a_kind() -> None:
    assert all(word == deed.word for word, deed in DEEDS.items())
    assert not set(DEEDS) & set(STARTS)
    assert {deed.group for deed in DEEDS.values()} == set(GROUPS)
    assert {f"{how}_{name}" for how in ("deploy", "force") for name in OFFERS} <= set(DEEDS)
    assert set(swarm.OFTEN) <= set(GROUPS)


def test_what_only_looks_may_not_touch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "see_status", requests.recover)
    life = begun("one_release")
    with pytest.raises(BaseException, match="only looks has touched"):
        requests.look(life, lambda _: life.world.effect("files.write", "", _nothing, _no, ("/x",)))
    with pytest.raises(BaseException, match="only looks has changed"):
        requests.look(life, lambda each: each.person.put(f"{APP}/x", b""))


def _nothing() -> None:
    """Do nothing."""


def _no(_kind: str, act: object) -> None:
    del act


FOUND = (
    # PM2 died before the first release, so that its list lacked the other tenants.
    (
        "days.bare~deploy_wrong_commit~kill_pm2~deploy_D~deploy_serves_the_old_release~recover"
        ":2.run.pm2@check#1=power_nothing"
    ),
    # An adoption was cut off before its exchange: what it goes back to lies where it always did.
    (
        "days.predecessor~deploy_A~deploy_B"
        ":0.files.link@adopt#1=kill_after+1.http.get@verify#6=refused"
    ),
)


@pytest.mark.parametrize("run_id", FOUND)
def test_what_a_sweep_once_found_ends_well(run_id: str) -> None:
    run = repertoire.replay(run_id)
    assert (run.violation, run.void) == (None, False)
