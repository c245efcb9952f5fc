"""Figures: the median of their rounds, with their unit."""

from sim.bench.figures import Figure, Key, Sheet, find

KEY = Key("deployer", "deploy", "caddy", "longest_wait", "ms")


def test_rounds_are_kept_and_told_by_their_median() -> None:
    sheet = Sheet()
    for number in (9.0, 1.0, 2.0):
        sheet.add(KEY, number)
    (figure,) = sheet.figures()
    assert figure.rounds == (9.0, 1.0, 2.0)
    assert figure.median == 2.0
    assert Figure(KEY, (1.0, 2.0)).median == 1.5


def test_a_figure_is_written_with_its_unit_and_all_its_rounds() -> None:
    assert Figure(KEY, (1.23456, 2.0, 3.0)).document() == {
        "who": "deployer",
        "operation": "deploy",
        "way": "caddy",
        "name": "longest_wait",
        "unit": "ms",
        "median": 2.0,
        "rounds": [1.235, 2.0, 3.0],
    }
    assert Figure(Key("deployer", "deploy", "", "time", "s"), (1.0,)).document()["way"] is None


def test_a_figure_is_found_by_all_of_its_name() -> None:
    figure = Figure(KEY, (1.0,))
    assert find([figure], "deployer", "deploy", "longest_wait", "caddy") is figure
    assert find([figure], "deployer", "deploy", "longest_wait") is None
    assert find([figure], "predecessor", "deploy", "longest_wait", "caddy") is None
