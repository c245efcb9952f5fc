"""What lives of hosts found in the deployer, each told by the shortest life that shows it."""

import pytest

from sim.days.deeds import do
from sim.days.life import CONFIG_OF_DAYS
from sim.days.starts import begun
from sim.oracles import truth
from tests.stories.telling import told


def test_weeks_of_refusals_leave_no_more_reports_than_are_kept() -> None:
    """Old reports went after a success alone, and CI tried a broken wheel every hour."""
    life = begun("two_releases")
    for _ in range(12):
        do(life, "deploy_unimportable")
    assert set(life.verdicts) == {"2"}
    kept = truth.names(life.world, CONFIG_OF_DAYS.layout.reports)
    assert len(kept) == CONFIG_OF_DAYS.keep_reports_max


@pytest.mark.parametrize(
    "deeds",
    [
        "edit_and_restart~deploy_D",
        "edit_and_restart~recover~edit_live~recover",
        "damage_newest_backup~edit_live~recover",
    ],
)
def test_the_way_back_never_takes_away_what_is_live(deeds: str) -> None:
    """Each try laid the previous release out anew, in the place that the last had made live."""
    run = told(f"days.two_releases~caddy_leads_elsewhere~deploy_C~{deeds}")
    assert run.verdicts[:2] == ["3", "3"]
    assert run.serves == "D"


def test_a_forced_deployment_that_is_refused_forgets_nothing_that_was_open() -> None:
    """PM2 was gone: the failed release stayed live, and `recover` said that nothing was open."""
    life = "days.one_release~deploy_crashes_late~force_unimportable~recover"
    run = told(f"{life}:0.run.pm2@verify#2=missing!")
    assert run.verdicts[:3] == ["3", "2", "3"]
    assert run.serves == "D"


def test_a_recovery_closes_what_a_killed_preparation_was_begun_over() -> None:
    life = "days.two_releases~caddy_leads_elsewhere~deploy_C~force_D~mend_caddy~recover"
    run = told(f"{life}:1.files.write@fetch#1=kill_after")
    assert run.verdicts == ["3", "crash", "1", "0", "0"]


def test_a_request_that_was_never_written_down_is_not_told_as_done() -> None:
    """The earlier deployment was closed, its ending told as that of the one that never began."""
    faults = "0.files.write@record#1=kill_after+1.files.write@record#1=full!"
    run = told(f"days.one_release~deploy_B~deploy_C:{faults}")
    assert run.verdicts[:2] == ["crash", "2"]


def test_an_earlier_deployment_is_known_by_its_name_on_a_clock_that_was_set_back() -> None:
    """It was known by its moment: begun in what was now the future, it was told as this one."""
    faults = "0.files.write@record#1=kill_after+1.files.read@begin#3=error"
    run = told(f"days.one_release~deploy_B~clock_hour_back~deploy_C:{faults}")
    assert run.verdicts[:2] == ["crash", "2"]


def test_the_doctor_is_not_ended_by_what_answers_for_caddy() -> None:
    """It ended with a traceback where the answer was no JSON."""
    run = told("days.one_release~doctor:0.http.get@begin#1=stranger")
    assert run.verdicts[0] == "0"
