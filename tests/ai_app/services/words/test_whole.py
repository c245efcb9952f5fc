"""Tests of a whole answer of a model, within the budget."""

from dataclasses import replace

import pytest

from schemas.errors import WordsDown
from schemas.words import Piece, Prompt
from services.words.budget import Allowance, Budget
from services.words.prompting import tokens_of
from services.words.whole import whole
from tests.ai_app.controllers.test_wording import Script

PROMPT = Prompt(instruction="ours", data="theirs", tokens_max=100)
MOST = tokens_of(PROMPT)


def budget(tokens_max: int = 10_000) -> Budget:
    return Budget((Allowance(span_s=60.0, calls_max=10, tokens_max=tokens_max),), lambda: 0.0)


def asked(writer: Script, *, within: Budget | None = None) -> tuple[str | WordsDown, list[int]]:
    spent: list[int] = []
    try:
        said: str | WordsDown = whole(
            writer, PROMPT, within or budget(), spent=spent.append, characters_max=5
        )
    except WordsDown as error:
        said = error
    return said, spent


def test_the_pieces_are_joined_and_what_they_cost_is_told() -> None:
    writer = Script(steps=[Piece(text="ab", tokens=3), Piece(text="cde", tokens=7)])
    assert asked(writer) == ("abcde", [7])
    assert (writer.asked, writer.closed) == ([PROMPT], 1)


def test_where_nobody_says_what_it_cost_the_most_is_written_down() -> None:
    assert asked(Script(steps=[Piece(text="ab")])) == ("ab", [MOST])


@pytest.mark.parametrize(("begun", "cost"), [([Piece(text="a", tokens=1)], MOST), ([], 0)])
def test_what_breaks_off_costs_the_most_and_what_never_began_nothing(
    begun: list[Piece], cost: int
) -> None:
    said, spent = asked(Script(steps=[*begun, WordsDown("x")]))
    assert isinstance(said, WordsDown)
    assert spent == [cost]


def test_more_than_was_asked_for_is_stopped() -> None:
    writer = Script(steps=[Piece(text="abc"), Piece(text="def"), Piece(text="never")])
    said, spent = asked(writer)
    assert "more than it was asked for" in str(said)
    assert (spent, writer.closed) == ([MOST], 1)


def test_where_the_budget_holds_no_more_nobody_is_asked() -> None:
    writer = Script(steps=[Piece(text="a", tokens=MOST)])
    once = budget(tokens_max=MOST)
    assert asked(writer, within=once) == ("a", [MOST])
    said, spent = asked(writer, within=once)
    assert "budget" in str(said)
    assert (spent, len(writer.asked)) == ([], 1)


def test_what_was_too_much_to_hold_back_may_be_spent_again() -> None:
    writer = Script(steps=[Piece(text="a", tokens=1)])
    twice = budget(tokens_max=MOST + 1)
    assert [asked(replace(writer), within=twice)[1] for _ in range(2)] == [[1], [1]]
