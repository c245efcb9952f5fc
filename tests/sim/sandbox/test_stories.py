"""Every story of the simulator, told on the model and on real parts: the two must end alike."""

import dataclasses

import pytest

from sim.people.operator import Operator
from sim.people.person import SimOperator
from sim.sandbox.stage import Stage
from sim.stories import aftermath, scenarios
from sim.stories.aftermath import Aftermath
from sim.stories.scenario import Scenario
from tests.sandboxes import found_parts, shared

pytestmark = pytest.mark.real


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Give a stage whose kept hosts all workers share."""
    return Stage(shared(tmp_path_factory, "stage"), found_parts())


def told(operator: Operator, scenario: Scenario) -> Aftermath:
    """Tell the story to its end, as an operator sees it."""
    said = operator.deploy(scenario.config, scenario.asked(operator), scenario.events)
    return aftermath.seen(operator, scenario.config, said)


TOLD = [name for name in scenarios.names() if not scenarios.named(name).only_modelled]
"""Each of the others says in the catalogue why only the model can tell it."""


@pytest.mark.parametrize("name", TOLD)
def test_a_story_ends_on_real_parts_as_on_the_model(name: str, stage: Stage) -> None:
    scenario = scenarios.named(name)
    expected = told(SimOperator(scenario.start().fork()), scenario)
    assert expected.exit_code == scenario.ends
    with stage.set(scenario.start) as operator:
        found = told(operator, scenario)
    assert dataclasses.asdict(found) == dataclasses.asdict(expected)
