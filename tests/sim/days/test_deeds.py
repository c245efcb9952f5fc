"""Each deed does what its word says, and a command ends as the host lets it."""

from collections.abc import Callable

import pytest

from deploy.model import Restore
from sim.days import choice, expectation, healing, standing
from sim.days.deeds import DEEDS, GROUPS, do
from sim.days.life import Asked, Life
from sim.days.offers import OFFERS
from sim.days.starts import begun
from sim.oracles import restorable, truth
from sim.oracles.violation import Violation
from sim.states.places import APP, CONFIG, PM2_HOME


def lived(*words: str, start: str = "three_releases") -> Life:
    life = begun(start)
    for word in words:
        do(life, word)
    return life


@pytest.mark.parametrize("group", GROUPS)
def test_every_deed_of_a_kind_can_be_done_and_mended(group: str) -> None:
    life = lived(*(word for word, deed in DEEDS.items() if deed.group == group))
    healing.converge(life)
    assert all(life.seen[f"deed {word}"] for word, deed in DEEDS.items() if deed.group == group)


@pytest.mark.parametrize("name", OFFERS)
def test_a_release_ends_as_the_table_says(name: str) -> None:
    assert lived(f"deploy_{name}").verdicts == [str(OFFERS[name].ends)]


WRONG = {
    "busy": ("hold_lock",),
    "full": ("fill_disk",),
    "offline": ("cut_index",),
    "no config": ("lose_pm2_config",),
    "bad config": ("edit_pm2_config",),
    "no proxy": ("stop_caddy",),
    "proxy leads elsewhere": ("caddy_leads_elsewhere",),
    "stranger": ("stranger_comes",),
    "down": ("stop_in_pm2",),
    "unfounded": ("delete_environment",),
    "open": ("caddy_leads_elsewhere", "deploy_D"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_a_host_is_seen_and_can_be_mended(wrong: str) -> None:
    life = lived(*WRONG[wrong])
    assert wrong in standing.of(life)
    healing.converge(life)
    assert standing.of(life) == frozenset()


def test_nothing_is_wrong_with_a_host_at_rest() -> None:
    assert standing.of(begun("two_releases")) == frozenset()


def test_a_code_that_nothing_explains_is_a_violation(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = frozenset((expectation.REFUSED,))
    monkeypatch.setattr(expectation, "allowed", lambda *_: refused)
    with pytest.raises(Violation, match="expected 2, got 0"):
        lived("deploy_D")


def asked(life: Life, ends: int | None) -> Asked:
    return Asked(
        request=None if ends is None else Restore(),
        target="D",
        world=life.world,
        power_failures=0,
        over_open=False,
        ends=ends,
    )


def test_what_a_command_may_end_with_follows_from_how_the_host_stands() -> None:
    codes = [
        (("let_lock_go",), 0, {0}),
        (("hold_lock",), 0, {2}),
        (("fill_disk",), 1, {2}),
        (("stop_in_pm2",), 1, {1, 3}),
        (("cut_index",), 0, {0, 2}),
        (("edit_pm2_config",), 0, {2}),
        (("caddy_leads_elsewhere",), 0, {0, 1, 2, 3}),
    ]
    for words, ends, expected in codes:
        life = lived(*words)
        assert expectation.allowed(life, asked(life, ends)) == expected, words
    life = lived("recover", start="bare")
    assert expectation.allowed(life, asked(life, 1)) == {3}
    assert expectation.allowed(life, asked(life, None)) == {0}


def test_the_default_choice_is_the_newest_healthy_one_that_is_not_live() -> None:
    life = lived("restore_default")
    assert life.live == "B"
    do(life, "restore_default")
    assert life.live == "A", "C was left by the restore, and is remembered"


@pytest.mark.parametrize(
    ("word", "is_gone"),
    [
        ("delete_environment", lambda life: not truth.names(life.world, f"{APP}/venv/lib")),
        ("delete_newest_backup", lambda life: len(backups(life)) == 1),
        ("damage_newest_backup", lambda life: len(backups(life)) == 1),
        ("delete_half_a_backup", lambda life: len(backups(life)) == 1),
        ("edit_live", lambda life: life.live == "C, edited 1"),
        ("kill_pm2", lambda life: not life.world.machine.entries),
        ("stop_caddy", lambda life: life.world.machine.proxy is None),
    ],
)
def test_what_people_take_away_is_gone(word: str, is_gone: Callable[[Life], bool]) -> None:
    life = begun("three_releases")
    assert not is_gone(life)
    do(life, word)
    assert is_gone(life)


def backups(life: Life) -> dict[str, str]:
    return restorable.usable(life.world, life.known)


def test_a_deed_without_an_occasion_is_counted_as_vain() -> None:
    life = lived("stranger_leaves", "mend_pm2_config", "start_by_hand", "clock_repeats")
    assert sum(number for name, number in life.seen.items() if name.startswith("vain ")) == 4


# ------------------------------------------------------------------ the clock


def test_a_clock_that_is_set_moves_no_process() -> None:
    life = begun("one_release")
    before, process = life.world.machine.now, truth.service_process(life.world)
    said = life.person.now()
    do(life, "clock_month_back")
    assert truth.service_process(life.world) == process
    assert life.world.machine.now == before + 60
    assert life.person.now() < said - 29 * 86_400


def test_two_deployments_in_the_same_second_have_names_of_their_own() -> None:
    life = lived("deploy_D", "clock_repeats", "deploy_A", "clock_repeats", "deploy_B")
    assert life.verdicts == ["0", "0", "0"]
    assert len(backups(life)) == 5


def test_days_pass_for_an_app_that_crashes_in_a_loop() -> None:
    life = lived("lose_pm2_config", start="one_release")
    main = f"{life.person.resolve(CONFIG.layout.live)}/api/main.py"
    life.meddle(lambda o: o.put(main, b"# broken\n"))
    do(life, "kill_service")
    do(life, "month_passes")
    assert life.world.machine.now > begun("one_release").world.machine.now + 29 * 86_400


# ------------------------------------------------------------------ the end


def test_the_end_sees_what_does_not_converge(monkeypatch: pytest.MonkeyPatch) -> None:
    life = begun("one_release")
    monkeypatch.setattr(healing, "mend", lambda _: do(life, "fill_disk"))
    with pytest.raises(Violation, match="converges"):
        healing.converge(life)


def test_the_end_sees_accounts_that_differ() -> None:
    life = begun("one_release")
    healing.converge(life)
    do(life, "edit_live")
    with pytest.raises(Violation, match="converges"):
        healing._agrees(life)


def test_the_end_sees_that_another_tenant_was_forgotten() -> None:
    life = begun("one_release")
    life.person.put(f"{PM2_HOME}/dump.pm2", b'[{"name": "ai-service"}]')
    with pytest.raises(Violation, match="backend would not come back"):
        healing._tenants_are_there(life.person, ("backend",))
    healing._tenants_are_there(life.person, ())
    do(life, "save_in_pm2")
    assert not life.forgot_tenant


def test_what_people_forget_themselves_is_known() -> None:
    life = lived("kill_pm2", "start_in_pm2", "save_in_pm2")
    assert life.forgot_tenant
    healing.converge(life)


def test_the_choice_knows_what_nobody_can_rebuild() -> None:
    life = lived("deploy_A", "deploy_B", start="predecessor")
    stamp = choice.oldest(life)
    do(life, "delete_other_environments")
    assert choice.wanted(life, stamp, code_only=True).ends in (0, None)
