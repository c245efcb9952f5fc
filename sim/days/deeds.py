"""The deeds of which a life is made, by their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from sim.days import choice, fronts, people, requests
from sim.days.life import Life
from sim.days.offers import BROKEN, GOOD, OFFERS, REFUSED
from sim.days.people import Vain
from sim.people import mending
from sim.people.operator import Operator

HOUR_S = 3600.0
MONTH_DAYS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that somebody does to a host."""

    word: str
    group: str
    """What kind of deed it is: swarms leave out whole kinds."""
    act: Callable[[Life], None]


def do(life: Life, word: str) -> None:
    """Do what a word says; raise `Violation` where the world is then as it must never be."""
    deed = DEEDS[word]
    life.words.append(word)
    life.world.remark("deed", word)
    life.count("deed", word)
    if life.group:
        life.count("pair", life.group, deed.group)
    life.group = deed.group
    told = len(life.verdicts)
    try:
        deed.act(life)
    except Vain:
        life.count("vain", word)
    for outcome in life.verdicts[told:]:
        life.count("outcome", outcome)
    life.rest()


def _deployments() -> list[Deed]:
    groups = {
        **dict.fromkeys(GOOD, "deploy_good"),
        **dict.fromkeys(BROKEN, "deploy_broken"),
        **dict.fromkeys(REFUSED, "deploy_refused"),
    }
    return [
        Deed(
            word=f"{how}_{name}",
            group="force" if force else groups[name],
            act=partial(requests.deploy, name=name, force=force),
        )
        for name in OFFERS
        for how, force in (("deploy", False), ("force", True))
    ]


def _restores() -> list[Deed]:
    each = (choice.default, choice.newest, choice.oldest, choice.damaged)
    picks = {pick.__name__: pick for pick in each}
    found = [
        Deed(
            word=f"{how}_{name}",
            group="force" if force else "restore",
            act=partial(requests.restore, pick=pick, force=force),
        )
        for name, pick in picks.items()
        for how, force in (("restore", False), ("force_restore", True))
    ]
    code = partial(requests.restore, pick=choice.oldest, code_only=True)
    return [*found, Deed(word="restore_code_only", group="restore", act=code)]


def _readers() -> list[Deed]:
    return [
        Deed(
            word=reader.__name__.removeprefix("see_"),
            group="read",
            act=partial(requests.look, reader=reader),
        )
        for reader in (requests.see_status, requests.see_preview, requests.see_doctor)
    ]


def _of_people(group: str, *acts: Callable[[Operator], None]) -> list[Deed]:
    return [Deed(word=act.__name__, group=group, act=partial(Life.meddle, act=act)) for act in acts]


def _reboot(life: Life) -> None:
    """The power fails and comes back."""
    life.person.lose_power()
    life.meddled = True
    mending.boot(life.person)


def _clock_repeats(life: Life) -> None:
    """The clock is set back to when the last command began: its second comes again."""
    if not life.last_began:
        raise Vain
    life.person.step_clock(life.last_began - life.person.now() - 60.0)


def _stepped(seconds: float) -> Callable[[Life], None]:
    return lambda life: life.person.step_clock(seconds)


def _passed(days: float) -> Callable[[Life], None]:
    return lambda life: life.person.pass_days(days)


def _world(group: str, **acts: Callable[[Life], None]) -> list[Deed]:
    return [Deed(word=word, group=group, act=act) for word, act in acts.items()]


def _all() -> list[Deed]:
    return [
        *_deployments(),
        *_restores(),
        *_readers(),
        *_world("recover", recover=requests.recover),
        *_world("reboot", reboot=_reboot),
        *_of_time(),
        *_of_the_surroundings(),
        *_of_all_people(),
    ]


def _of_time() -> list[Deed]:
    month_s = MONTH_DAYS * 24 * HOUR_S
    return [
        *_world(
            "wait",
            hour_passes=_passed(1 / 24),
            days_pass=_passed(3),
            month_passes=_passed(MONTH_DAYS),
        ),
        *_world(
            "clock",
            clock_second_back=_stepped(-1.0),
            clock_hour_back=_stepped(-HOUR_S),
            clock_month_back=_stepped(-month_s),
            clock_hour_forward=_stepped(HOUR_S),
            clock_month_forward=_stepped(month_s),
            clock_repeats=_clock_repeats,
        ),
    ]


def _of_the_surroundings() -> list[Deed]:
    return [
        *_world(
            "disk",
            fill_disk=lambda life: life.person.fill_disk(leaving=1024 * 1024),
            make_room=lambda life: life.person.make_room(),
        ),
        *_world(
            "index",
            cut_index=lambda life: life.person.cut_index(),
            open_index=lambda life: life.person.open_index(),
            forget_packages=lambda life: life.person.forget_packages(),
        ),
        *_world(
            "lock",
            hold_lock=lambda life: life.person.hold_lock(),
            let_lock_go=lambda life: life.person.let_lock_go(),
        ),
    ]


def _of_all_people() -> list[Deed]:
    p, f = people, fronts
    return [
        *_of_people("edit", p.edit_live, p.edit_and_restart),
        *_of_people("delete", p.delete_environment, p.delete_other_environments),
        *_of_people("delete_backup", p.delete_newest_backup, p.delete_half_a_backup),
        *_of_people("damage", p.damage_newest_backup, p.damage_oldest_backup),
        *_of_people("pm2", p.stop_in_pm2, p.delete_in_pm2, p.start_in_pm2, p.kill_service),
        *_of_people("dump", p.save_in_pm2, p.resurrect, p.update_pm2),
        *_of_people("daemon", p.kill_pm2),
        *_of_people("tenant", p.restart_tenant),
        *_of_people("by_hand", p.start_by_hand),
        *_of_people("config", p.edit_pm2_config, p.lose_pm2_config, p.mend_pm2_config),
        *_of_people("caddy", f.stop_caddy, f.start_caddy, f.caddy_was_not_reloaded),
        *_of_people("caddyfile", f.caddy_leads_elsewhere, f.mend_caddy),
        *_of_people("stranger", f.stranger_comes, f.stranger_leaves),
    ]


DEEDS: Mapping[str, Deed] = {deed.word: deed for deed in _all()}
"""Every deed, by its word."""
GROUPS = tuple(dict.fromkeys(deed.group for deed in DEEDS.values()))
