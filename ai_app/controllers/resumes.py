"""Proposes profiles for résumés, and keeps nothing of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from schemas.resume_body import (
    MentionAnswer,
    OriginsAnswer,
    PeriodAnswer,
    PlaceAnswer,
    ProposedProfile,
    ResumeAnswer,
)
from services.people.reading import Vocabularies
from services.resume.document import DocumentFetcher, DocumentReader
from services.resume.periods import Period, month_name
from services.resume.proposal import Mention, Proposal, propose
from services.resume.sections import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumes:
    """What proposing needs."""

    known: Vocabularies
    reader: DocumentReader
    fetcher: DocumentFetcher
    mask: Callable[[str], str]
    """Takes personal data out of a text."""
    now: Callable[[], datetime]

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
        proposal = propose(text, self.known, today=self.now().date())
        return ResumeAnswer(
            profile=_profile(proposal),
            origins=_origins(proposal),
            text=text,
            page_count=document.page_count,
            pages_read=document.pages_read,
            is_cut=document.is_cut,
        )


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
