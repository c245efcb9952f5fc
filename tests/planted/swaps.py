"""Every two steps of every tuple of a deployment, swapped."""

import ast
from itertools import combinations
from pathlib import Path

from tests.planted.bug import Bug, Edit

SOURCE = Path(__file__).resolve().parents[2] / "deploy" / "deployment.py"
SHOWN_IN = {
    "PREPARE_RELEASE": ("first_deploy", "upgrade", "adoption"),
    "PREPARE_RESTORE": ("restore_by_stamp", "restore_code_only", "restore_fails"),
    "CHANGE": ("first_deploy", "upgrade", "adoption"),
    "RESTORE": ("crashes_at_start", "adoption_broken"),
    "FINISH": ("first_deploy", "upgrade", "third"),
}
NEEDS = {
    ("RESTORE", "stop", "finish_adoption"): "0.run.pm2@stop#*",
    ("RESTORE", "finish_adoption", "point_to_previous"): "0.files.*@adopt#*",
}
"""Swaps that show under a fault alone: the way back must lead on from where the change failed."""

OTHERS = {
    ("CHANGE", "stop", "adopt"): "mixed",
    ("CHANGE", "adopt", "point_to_new"): "pointer",
    ("RESTORE", "stop", "finish_adoption"): "mixed",
    ("RESTORE", "finish_adoption", "point_to_previous"): "level 3",
}
ORDERED = {
    "PREPARE_RELEASE": (
        *("check fetch", "check back_up", "fetch back_up", "back_up build_environment"),
    ),
    "PREPARE_RESTORE": ("check choose_backup", "back_up_for_safety stage_backup"),
    "CHANGE": (
        *("stop adopt", "stop point_to_new", "stop verify", "adopt reload_proxy", "adopt verify"),
        *("point_to_new verify", "start reload_proxy", "reload_proxy verify"),
    ),
    "RESTORE": (
        *("stop point_to_previous", "finish_adoption start", "finish_adoption reload_proxy"),
        *("point_to_previous start", "point_to_previous reload_proxy"),
        *("start reload_proxy", "reload_proxy verify"),
    ),
    "FINISH": ("record save_processes", "record prune", "save_processes prune"),
}
"""Swaps after which every command still ends well: nothing but the order of the acts tells."""


def rows() -> list[Bug]:
    """Return a bug for each pair, neighbours or not."""
    source = SOURCE.read_text(encoding="utf-8")
    return [
        _swap(name, steps, pair, ast.get_source_segment(source, node) or "")
        for name, steps, node in _tuples(source)
        for pair in combinations(range(len(steps)), 2)
    ]


def _tuples(source: str) -> list[tuple[str, list[str], ast.expr]]:
    return [
        (node.target.id, [ast.unparse(each) for each in node.value.elts], node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Tuple)
        and len(node.value.elts) > 1
    ]


def _swap(name: str, steps: list[str], pair: tuple[int, int], written: str) -> Bug:
    one, two = steps[pair[0]], steps[pair[1]]
    swapped = {one: two, two: one}
    changed = ", ".join(swapped.get(step, step) for step in steps)
    oracle = "order" if f"{one} {two}" in ORDERED[name] else "ending"
    return Bug(
        name=f"{name}: {one} and {two} swapped",
        breaks="the order of the contract",
        edits=(Edit("deployment.py", f"{name}: Steps = {written}", f"{name} = ({changed})"),),
        scenarios=SHOWN_IN[name],
        caught_by=OTHERS.get((name, one, two), oracle),
        faults=NEEDS.get((name, one, two), ""),
    )
