"""Coverage and the gate: what nobody has judged is named, and stands against a proof."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

import pytest

from sim.control import sweep as control
from sim.harm.faults import parse_plan
from sim.stories import repertoire, scenarios
from sim.stories.crashes import every
from sim.stories.run import Run
from sim.stories.story import Telling
from sim.sweep import coverage, gate, patterns, plans, probes, shares, survey, twice
from sim.sweep.cells import REQUEST, Cell, cell_of
from sim.sweep.coverage import Coverage
from sim.sweep.tally import Tally

SITE = "0.files.write@fetch#1"


def cell(written: str, name: str = "upgrade") -> Cell:
    (fault,) = parse_plan(written)
    return cell_of(name, fault)


def test_a_cell_is_a_site_a_kind_and_how_long_it_lasts() -> None:
    once, ever = cell(f"{SITE}=error"), cell(f"{SITE}=error!")
    assert (once.role, once.op, once.step, once.number) == (REQUEST, "files.write", "fetch", 1)
    assert (once.lasting, ever.lasting) == ("once", "for ever")
    assert cell(f"{SITE}=kill_after").lasting == "crash"
    assert cell(f"{SITE}=power_drop.1") == cell(f"{SITE}=power_drop.7")
    assert cell("1.files.write@fetch#1=error").role == "recovery"
    assert cell("0.store.get@begin#1=error", "control.release").role == "control side"


def test_the_survey_names_the_module_that_asks() -> None:
    modules = survey.clean("upgrade").modules
    asked = {str(site).partition(".")[2]: module for site, module in modules.items()}
    assert asked["files.write@fetch#1"] == "deploy.steps"
    assert asked["run.pm2@start#1"].startswith("deploy.pm2")
    assert asked["files.rename@back_up#1"] == "deploy.backups"
    assert asked["uv.write@build_environment#1"] == "deploy.environments"


def test_a_share_strikes_every_cell_all_the_same() -> None:
    names = ("upgrade", "redeploy", "restore_latest")
    few = replace(shares.USUAL, whole=0, singles=0, often=0, others=0, pairs=0)
    tally = Tally()
    for chunk in plans.chunks(names, few):
        for run_id in chunk:
            pattern = patterns.parse(run_id)
            tally.judged.update(cell_of(pattern.name, fault) for fault in pattern.plan)
    assert coverage.of(names, tally.judged).unjudged == ()


def test_a_share_of_the_control_side_strikes_every_cell_all_the_same() -> None:
    names = tuple(f"control.{name}" for name in ("release", "restore", "fleet"))
    none = replace(shares.USUAL, control=0)
    ids = list(chain(*control.chunks(names, none)))
    struck = {cell_of(name, fault) for name, plan in map(repertoire.parse, ids) for fault in plan}
    assert coverage.of(names, struck).unjudged == ()
    assert len(ids) == len(names) + len(struck)


def test_a_crash_that_no_recorded_run_has_is_told_by_itself() -> None:
    """A loss of power where nothing waits to be written has no image to record."""
    crashes_alone = replace(shares.USUAL, singles=0, often=0, others=0, pairs=0)
    lines = [patterns.parse(line) for line in chain(*plans.chunks(["upgrade"], crashes_alone))]
    recorded = {cell_of("upgrade", f) for f in every(Telling(scenarios.named("upgrade"), ()))[1]}
    alone = {cell_of("upgrade", fault) for line in lines for fault in line.plan}
    nothing_waits = cell("0.clock.sleep@verify#1=power_names")
    assert nothing_waits in alone - recorded
    assert coverage.of(["upgrade"], alone | recorded).unjudged == ()


def test_an_unjudged_cell_is_named_in_the_table_of_its_module() -> None:
    judged = {found for found, _, _ in survey.cells("upgrade")}
    whole = coverage.of(["upgrade"], judged)
    lost = cell(f"{SITE}=error")
    less = coverage.of(["upgrade"], judged - {lost})
    assert whole.unjudged == ()
    assert whole.cells == len(judged)
    assert less.unjudged == (lost,)
    (row,) = (row for row in less.rows if row.unjudged)
    assert (row.module, row.unjudged) == ("deploy.steps", 1)
    assert str(lost) == "files.write@fetch#1 of the request: error, once"


def test_what_is_waived_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "WAIVED", {("files.write", "error"): "a reason"})
    judged = {found for found, _, _ in survey.cells("upgrade")} - {cell(f"{SITE}=error")}
    found = coverage.of(["upgrade"], judged)
    assert found.unjudged == ()
    assert sum(row.waived for row in found.rows) == 1


# ------------------------------------------------------------------ the gate

WHOLE = Coverage(rows=(), unjudged=())


def heard() -> Tally:
    return Tally(heard=set(probes.probes()))


def objections(
    tally: Tally, found: Coverage = WHOLE, differing: Mapping[str, str] | None = None
) -> list[str]:
    return [each.what for each in gate.objections(tally, found, differing or {})]


def test_a_proof_has_nothing_against_it() -> None:
    assert objections(heard()) == []


def test_everything_that_proves_nothing_stands_against_it() -> None:
    assert objections(heard(), Coverage(rows=(), unjudged=(cell(f"{SITE}=error"),))) == [
        "1 unjudged cell"
    ]
    assert objections(heard(), differing={"upgrade": "0"}) == ["1 run told unlike twice"]
    deaf = heard()
    deaf.heard.remove(min(deaf.heard - set(probes.SILENT)))
    assert objections(deaf) == ["1 probe never hit"]
    silent = heard()
    silent.heard -= set(probes.SILENT)
    assert objections(silent) == []
    void = heard()
    void.count(Run(scenario="upgrade", plan=parse_plan(f"{SITE}=error"), void=True))
    assert objections(void) == ["1 void run"]


# ------------------------------------------------------------------ probes


def test_a_probe_is_everything_that_can_be_said() -> None:
    known = probes.probes()
    note = "deployment: what was prepared is still there, the next command removes it:"
    assert note in known
    assert probes.heard(["x", f"{known[note]} because"], known) == {note}
    assert probes.heard(["something else"], known) == set()
    assert set(probes.SILENT) <= set(known)


# ------------------------------------------------------------------ told twice


@pytest.mark.lengthy
def test_runs_are_told_again_by_a_process_with_other_hashes() -> None:
    digests = twice.told(["upgrade", f"upgrade:{SITE}=error"])
    assert twice.differing(digests) == {}
    assert set(twice.differing({**digests, "upgrade": "0" * 64})) == {"upgrade"}
    assert twice.differing({}) == {}
