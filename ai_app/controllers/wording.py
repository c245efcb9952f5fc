"""Finds words for a mentee and a mentor: the model's where it can, the template's otherwise."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass

import structlog

from controllers.recommending import language_of, speech_in
from schemas.errors import NotThere, Unusable, WordsDown
from schemas.language import Language
from schemas.people import Profile
from schemas.words import Purpose, WrittenBy
from schemas.words_body import WordsAnswer, WordsBody, WordsPiece
from services.people.repository import PeopleRepository
from services.people.seeking import Seekers
from services.vocabularies import Vocabularies
from services.words.budget import Budget
from services.words.judging import judge_growing, judge_whole
from services.words.pair import Pair
from services.words.prompting import prompt, tokens_of
from services.words.templates import template
from services.words.writer import Writer

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Words that can be found: everybody is there, and something is known of them."""

    purpose: Purpose
    pair: Pair
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What finding words needs."""

    people: PeopleRepository
    known: Vocabularies
    seekers: Seekers
    writer: Writer | None
    """None where there is no key: every text is the template then."""
    budget: Budget
    told: Callable[[WrittenBy], None]
    """Called for each text."""
    spent: Callable[[int], None]
    """Called for each call of the model, with the tokens it cost."""

    def order(self, purpose: Purpose, body: WordsBody) -> Order:
        """Return what was ordered; raise `NotThere` for people who are not, `Unusable` for none."""
        if body.mentee_id == body.mentor_id:
            raise Unusable("a mentee and a mentor are two people; these are one")
        mentor = self.people.mentor(body.mentor_id)
        if mentor is None:
            raise NotThere(f"there is no mentor {body.mentor_id}")
        profile = self._profile(body)
        if profile.is_empty and not body.text:
            raise Unusable("there are no words for a mentee without jobs, skills or a text")
        said = Profile(introduction=body.text or profile.introduction)
        return Order(
            purpose=purpose,
            pair=Pair(mentor=mentor, mentee=profile, wish=body.text, known=self.known),
            language=body.language or language_of(said),
        )

    def written(self, order: Order) -> WordsAnswer:
        """Return the words; it blocks as long as the writer may take."""
        try:
            return self._answer(order, "".join(self._pieces(order)).strip(), "gemini")
        except WordsDown as error:
            return self._instead(order, error)

    def streamed(self, order: Order) -> Generator[WordsPiece | WordsAnswer, None, None]:
        """Yield the words as they are written, and the answer at the end, whatever happens.

        Where the model fails amid them, the answer is the template, whole: it replaces the pieces.
        """
        text = ""
        try:
            with closing(self._pieces(order)) as pieces:
                for piece in pieces:
                    text += piece
                    yield WordsPiece(text=piece)
        except WordsDown as error:
            yield self._instead(order, error)
        else:
            yield self._answer(order, text.strip(), "gemini")

    def _pieces(self, order: Order) -> Generator[str, None, None]:
        """Yield what the model writes, each piece judged with all before it; raise `WordsDown`."""
        if self.writer is None:
            raise WordsDown("there is no key for Gemini")
        asked = prompt(order.purpose, order.pair, order.language)
        spending = self.budget.spend(tokens_of(asked))
        if spending is None:
            raise WordsDown("the budget for words is spent for now")
        text, tokens, cost = "", None, 0
        try:
            with closing(self.writer.pieces(asked)) as pieces:
                for piece in pieces:
                    cost = spending.tokens  # if it breaks off, nobody says what it cost in the end
                    tokens = piece.tokens or tokens
                    text += piece.text
                    judge_growing(text, order.purpose)
                    if piece.text:
                        yield piece.text
            judge_whole(text, order.language)
            cost = tokens or cost
        finally:
            self.budget.correct(spending, cost)
            self.spent(cost)

    def _profile(self, body: WordsBody) -> Profile:
        """Return what is known of the mentee; what the body names comes before what is kept.

        Its jobs are told as what they work towards: none that the text says is left or not wanted.
        """
        kept = Profile()
        if body.mentee_id is not None:
            mentee = self.people.mentee(body.mentee_id)
            if mentee is None:
                raise NotThere(f"there is no mentee {body.mentee_id}")
            kept = mentee.profile
        jobs, skills = self.known.jobs, self.known.skills
        wish, before = self.seekers.wishes(body.text), self.seekers.wishes(kept.introduction)
        now = jobs.normalised((*body.jobs, *wish.goals))
        unwanted = {*wish.unwanted, *(job for job in before.unwanted if job not in now)}
        named = jobs.normalised((*now, *kept.jobs, *before.goals))
        return Profile(
            jobs=tuple(job for job in named if job not in unwanted),
            skills=skills.normalised((*body.skills, *wish.skills, *kept.skills)),
            introduction=kept.introduction,
            years=kept.years if body.years is None else body.years,
        )

    def _instead(self, order: Order, error: WordsDown) -> WordsAnswer:
        log.warning("a template is used", reason=str(error), purpose=order.purpose.value)
        text = template(order.purpose, order.pair, speech_in(order.language, self.known))
        return self._answer(order, text, "template")

    def _answer(self, order: Order, text: str, written_by: WrittenBy) -> WordsAnswer:
        self.told(written_by)
        return WordsAnswer(
            mentor_id=order.pair.mentor.user_id,
            language=order.language,
            text=text,
            written_by=written_by,
        )
