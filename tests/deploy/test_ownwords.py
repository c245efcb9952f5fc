"""The deployer's own words: every command, step and path; and nothing that could be a secret."""

import pytest

from deploy import cli, deployment, ownwords
from deploy.model import Outcome, Phase
from sim.states.canaries import PLAIN, WORDS
from sim.states.places import CONFIG

STEPS = (
    *deployment.PREPARE_RELEASE,
    *deployment.PREPARE_RESTORE,
    *deployment.CHANGE,
    *deployment.RESTORE,
    *deployment.RESUME,
    *deployment.FINISH,
    *deployment.GIVE_UP,
)


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            *cli.COMMANDS,
            *(step.__name__ for step in STEPS),
            *(each.value for each in (*Outcome, *Phase)),
            *(CONFIG.layout.releases, CONFIG.layout.pm2_config, CONFIG.base, CONFIG.app_name),
            *PLAIN.values(),
        }
    ),
)
def test_what_is_told_anyway_is_no_secret(word: str) -> None:
    assert ownwords.is_own(CONFIG, word)


@pytest.mark.parametrize("word", [*WORDS, "hunter2", "123456", "correct horse", "Ubuntu!"])
def test_what_is_told_nowhere_may_be_one(word: str) -> None:
    assert not ownwords.is_own(CONFIG, word)
