"""Asks a model for a whole answer, within the budget."""

from collections.abc import Callable
from contextlib import closing

from schemas.errors import WordsDown
from schemas.words import Prompt
from services.words.budget import Budget
from services.words.prompting import tokens_of
from services.words.writer import Writer


def whole(
    writer: Writer,
    prompt: Prompt,
    budget: Budget,
    *,
    spent: Callable[[int], None],
    characters_max: int,
) -> str:
    """Return the answer; it blocks as long as the writer may take. Tells the tokens it cost.

    Raises `WordsDown` where the budget holds no more, the writer fails, or the answer is longer
    than it may be.
    """
    spending = budget.spend(tokens_of(prompt))
    if spending is None:
        raise WordsDown("the budget for words is spent for now")
    text, tokens, cost = "", None, 0
    try:
        with closing(writer.pieces(prompt)) as pieces:
            for piece in pieces:
                cost = spending.tokens  # if it breaks off, nobody says what it cost in the end
                tokens = piece.tokens or tokens
                text += piece.text
                if len(text) > characters_max:
                    raise WordsDown("the model wrote more than it was asked for")
        cost = tokens or cost
    finally:
        budget.correct(spending, cost)
        spent(cost)
    return text
