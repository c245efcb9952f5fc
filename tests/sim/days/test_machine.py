"""A state machine of deeds: Hypothesis makes up lives, and makes what fails as short as it can.

Beside each life goes a model of what must hold. What fails is told as an id that replays it without
Hypothesis. `REFIT_LIVES` makes up more of them, other ones each time.
"""

import os
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from deploy import failures
from deploy.config import Config
from sim.days import choice, healing, standing
from sim.days.deeds import DEEDS, do
from sim.days.life import CONFIG_OF_DAYS, Life
from sim.days.offers import BROKEN, GOOD, OFFERS, REFUSED
from sim.days.starts import STARTS, begun
from sim.harm.faults import faults_at
from sim.oracles import restorable, truth
from sim.oracles.violation import Violation
from sim.stories import repertoire
from sim.stories.run import identify

LIVES = int(os.environ.get("REFIT_LIVES", "0"))
WORLDLY = [
    word
    for word, deed in DEEDS.items()
    if not deed.group.startswith(("deploy", "restore", "force", "recover", "read"))
]
READERS = [word for word, deed in DEEDS.items() if deed.group == "read"]
RESTORES = [word for word, deed in DEEDS.items() if deed.group == "restore"]
CONFIG: Config = CONFIG_OF_DAYS


@dataclass
class Model:
    """What must be so of a host, from what was asked of it and how that ended."""

    live: str | None = None
    """The release that lies live, edits apart."""
    rolled_back: set[str] = field(default_factory=set)
    """What must be remembered as such."""
    left: set[str] = field(default_factory=set)
    """Releases that must have a usable backup, as long as nobody destroys one."""

    def deployed(self, name: str, outcome: str) -> None:
        """Learn how a deployment of a release has ended."""
        if outcome in ("0", "1") and self.live is not None:
            self.left.add(self.live)
        if outcome == "0":
            self.live = name
            self.rolled_back.discard(name)
        elif outcome == "1" and name != self.live:
            self.rolled_back.add(name)

    def restored(self, name: str, outcome: str) -> None:
        """Learn how a restore to a release has ended."""
        if outcome == "0" and self.live is not None and name != self.live:
            self.rolled_back.add(self.live)
        if outcome == "0":
            self.live = name
            self.rolled_back.discard(name)


class Host(RuleBasedStateMachine):
    """A host that lives: every rule is a deed, or a deed that is struck by a fault."""

    life: Life
    model: Model

    @initialize(start=st.sampled_from(sorted(STARTS)))
    def begin(self, start: str) -> None:
        self.start, self.life = start, begun(start)
        self.resync()

    def resync(self) -> None:
        """Believe the host: what nobody can foresee is left to the oracles."""
        live = self.life.live
        remembered = {name for name in OFFERS if self.is_remembered(name)}
        self.model = Model(None if live is None else truth.origin(live), remembered)

    def is_remembered(self, name: str) -> bool:
        digest = truth.digest_of(OFFERS[name].wheel())
        return choice.is_remembered(self.life.world, digest)

    def lived(self, word: str) -> str:
        """Do a deed; return how its command ended."""
        try:
            do(self.life, word)
        except Violation as violation:
            self.accuse(violation)
        return self.life.verdicts[-1] if self.life.verdicts else ""

    def accuse(self, violation: Violation) -> None:
        """Fail with the line that replays it."""
        name = "days." + "~".join((self.start, *self.life.words))
        run_id = identify(name, tuple(self.life.plan))
        raise AssertionError(f"{violation}\npython -m sim replay '{run_id}'") from violation

    def must(self, holds: bool, what: str) -> None:
        """Fail where the host is not as the model says."""
        if not holds:
            self.accuse(Violation(what, f"the model says {self.model}, live is {self.life.live}"))

    @property
    def is_sound(self) -> bool:
        """Nothing is wrong with the host that the model knows nothing of."""
        return not standing.of(self.life) and not self.life.world.lasting

    # -- deployers

    @precondition(lambda self: self.is_sound)
    @rule(name=st.sampled_from((*GOOD, *BROKEN)), force=st.booleans())
    def deploy(self, name: str, force: bool) -> None:
        outcome = self.lived(f"{'force' if force else 'deploy'}_{name}")
        self.model.deployed(name, outcome)

    @rule(name=st.sampled_from(REFUSED))
    def deploy_what_is_refused(self, name: str) -> None:
        self.lived(f"deploy_{name}")
        if not self.is_sound:
            self.resync()

    @precondition(lambda self: self.is_sound)
    @rule()
    def restore_the_default(self) -> None:
        stamp = choice.default(self.life)
        label = "" if stamp is None else choice.wanted(self.life, stamp, code_only=False).label
        self.model.restored(truth.origin(label), self.lived("restore_default"))

    @rule(word=st.sampled_from((*RESTORES, "recover", *(f"deploy_{name}" for name in GOOD))))
    def command(self, word: str) -> None:
        self.lived(word)
        self.resync()

    @rule(word=st.sampled_from(READERS))
    def look(self, word: str) -> None:
        self.lived(word)

    # -- everybody else

    @rule(word=st.sampled_from(WORLDLY))
    def happens(self, word: str) -> None:
        self.lived(word)
        self.model.left.clear()

    @rule(
        word=st.sampled_from([word for word in DEEDS if word not in WORLDLY]),
        place=st.floats(0, 1, exclude_max=True),
        kind=st.integers(0, 7),
    )
    def is_struck(self, word: str, place: float, kind: int) -> None:
        """Do a deed, see where it can be struck, and do it again from there with a fault."""
        before = self.life
        self.life = before.fork()
        self.lived(word)
        effects = self.life.world.trace[len(before.world.trace) :]
        possible = [faults for each in effects if (faults := faults_at(each.site))]
        if possible:
            faults = possible[int(place * len(possible))]
            self.life = before.fork()
            self.life.plan.append(faults[kind % len(faults)])
            self.life.world.load((self.life.plan[-1],), self.life.world.person)
            self.lived(word)
            assert self.life.plan[-1] in self.life.world.fired
        self.resync()

    # -- what must hold

    @invariant()
    def the_live_release_is_the_one_that_was_made_so(self) -> None:
        live = self.life.live
        self.must((None if live is None else truth.origin(live)) == self.model.live, "live")

    @invariant()
    def what_was_rolled_back_is_remembered(self) -> None:
        found = {name for name in OFFERS if self.is_remembered(name)}
        self.must(self.model.rolled_back <= found, "memory")
        self.must(self.model.live not in self.model.rolled_back, "memory")

    @invariant()
    def what_was_left_can_be_restored(self) -> None:
        labels = restorable.usable(self.life.world, self.life.known).values()
        newest = {truth.origin(label) for label in labels}
        self.must(len(newest) >= min(len(self.model.left), CONFIG.keep_pairs_min), "left")

    def teardown(self) -> None:
        if not hasattr(self, "life"):
            return
        try:
            healing.converge(self.life)
        except Violation as violation:
            self.accuse(violation)


TestHost = Host.TestCase
SETTINGS = settings(
    max_examples=LIVES or 25,
    stateful_step_count=40 if LIVES else 10,
    derandomize=not LIVES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestHost.settings = SETTINGS
SHORT = settings(SETTINGS, max_examples=20, stateful_step_count=4, report_multiple_bugs=False)


@pytest.mark.planted
def test_what_fails_is_made_short_and_told_as_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered any more: the first release that is rolled back shows it."""
    monkeypatch.setattr(failures, "remember", lambda *_: None)
    with pytest.raises(AssertionError) as caught:
        run_state_machine_as_test(Host, settings=SHORT)
    run_id = str(caught.value).partition("replay '")[2].partition("'")[0]
    words = run_id.removeprefix("days.").split("~")
    assert len(words) <= 2, words
    run = repertoire.replay(run_id)
    assert run.violation is not None
    assert run.violation.oracle in ("memory", "expected")
