"""Proposes profiles for résumés, and keeps nothing of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from schemas.errors import WordsDown
from schemas.resume_body import (
    MentionAnswer,
    OriginsAnswer,
    PeriodAnswer,
    PlaceAnswer,
    ProposedBy,
    ProposedProfile,
    ResumeAnswer,
)
from services.resume.document import DocumentFetcher, DocumentReader
from services.resume.periods import Period, month_name
from services.resume.proposal import Mention, Proposal, propose
from services.resume.reading_model import ANSWER_MAX, borne_out, resume_prompt
from services.resume.sections import Line
from services.vocabularies import Vocabularies
from services.words.budget import Budget
from services.words.whole import whole
from services.words.writer import Writer

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumes:
    """What proposing needs."""

    known: Vocabularies
    reader: DocumentReader
    fetcher: DocumentFetcher
    mask: Callable[[str], str]
    """Takes personal data out of a text."""
    now: Callable[[], datetime]
    writer: Writer | None
    """The model that reads them; None where there is no key, and rules find all."""
    budget: Budget
    told: Callable[[ProposedBy], None]
    """Called for each proposal."""
    spent: Callable[[int], None]
    """Called for each call of the model, with the tokens it cost."""

    def of_link(self, url: str) -> ResumeAnswer:
        """Propose a profile for the résumé at a URL; raise `Unusable` where there is none."""
        return self.of_file(self.fetcher.fetch(url))

    def of_file(self, data: bytes) -> ResumeAnswer:
        """Propose a profile for a PDF.

        The text is masked before anything else sees it, so nothing that is made of it can hold
        more. Raises `Unusable` where it has no text, `NotReady` where too many are read.
        """
        document = self.reader.read(data)
        text = self.mask(document.text)
        by_rules = propose(text, self.known, today=self.now().date())
        proposal, proposed_by = self._proposed(text, by_rules)
        self.told(proposed_by)
        return ResumeAnswer(
            profile=_profile(proposal),
            origins=_origins(proposal),
            proposed_by=proposed_by,
            text=text,
            page_count=document.page_count,
            pages_read=document.pages_read,
            is_cut=document.is_cut,
        )

    def _proposed(self, text: str, by_rules: Proposal) -> tuple[Proposal, ProposedBy]:
        """Return what the model finds, or else the rules, and which of them it was."""
        if self.writer is None or not text.strip():
            return by_rules, "rules"
        try:
            answer = whole(
                self.writer,
                resume_prompt(text),
                self.budget,
                spent=self.spent,
                characters_max=ANSWER_MAX,
            )
            return borne_out(answer, text, by_rules, self.known), "gemini"
        except WordsDown as error:
            log.warning("a résumé is read by rules alone", reason=str(error))
            return by_rules, "rules"


def _profile(of: Proposal) -> ProposedProfile:
    profile = of.profile
    return ProposedProfile(
        jobs=list(profile.jobs),
        skills=list(profile.skills),
        introduction=profile.introduction,
        years=profile.years,
    )


def _origins(of: Proposal) -> OriginsAnswer:
    return OriginsAnswer(
        jobs=[_mention(each) for each in of.jobs],
        skills=[_mention(each) for each in of.skills],
        introduction=list(of.introduction.lines),
        periods=[_period(each) for each in of.years.periods],
        years_stated=_place(of.years.stated) if of.years.stated else None,
    )


def _mention(of: Mention) -> MentionAnswer:
    return MentionAnswer(name=of.name, places=[_place(each) for each in of.lines])


def _period(of: Period) -> PeriodAnswer:
    return PeriodAnswer(
        begin=month_name(of.begin),
        end=None if of.is_open else month_name(of.end - 1),
        place=_place(of.line),
    )


def _place(of: Line) -> PlaceAnswer:
    return PlaceAnswer(line=of.number, section=of.section.value)
