"""Tests of finding words: the model's where they are good, the template's otherwise."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from structlog.testing import capture_logs

from adapters.database.repository import DatabasePeople
from controllers.recommending import speech_in
from controllers.wording import Wording
from schemas.errors import NotThere, Unusable, WordsDown
from schemas.people import Mentee, Mentor, Profile
from schemas.words import Piece, Prompt, Purpose
from schemas.words_body import WordsAnswer, WordsBody, WordsPiece
from services.people.seeking import Seekers
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary
from services.words.budget import Allowance, Budget
from services.words.prompting import tokens_of
from services.words.templates import template

ENOUGH = Allowance(span_s=60.0, calls_max=100, tokens_max=1_000_000)
GOOD = [
    Piece(text="서버지기님은 스프링을 "),
    Piece(tokens=40),
    Piece(text="오래 다뤘습니다.", tokens=50),
]
TOLD = "서버지기님은 스프링을 오래 다뤘습니다."


@dataclass(slots=True)
class Script:
    """A writer that says and raises what it is told, and keeps what it was asked."""

    steps: Sequence[Piece | WordsDown] = ()
    asked: list[Prompt] = field(default_factory=list)
    closed: int = 0

    def pieces(self, prompt: Prompt) -> Generator[Piece, None, None]:
        self.asked.append(prompt)
        try:
            for step in self.steps:
                if isinstance(step, WordsDown):
                    raise step
                yield step
        finally:
            self.closed += 1


@dataclass(slots=True)
class Told:
    """What was counted."""

    by: list[str] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def wording(people: DatabasePeople, told: Told) -> Wording:
    """Give one with a mentor 1, mentees 9 and 8, and no writer."""
    people.put_mentors(
        [
            Mentor(
                user_id=1,
                nickname="서버지기",
                profile=Profile(jobs=("Backend Developer",), skills=("Spring",)),
            )
        ]
    )
    people.put_mentees(
        [
            Mentee(
                user_id=9,
                nickname="새내기",
                profile=Profile(skills=("Spring",), introduction="I look for a job.", years=0),
            ),
            Mentee(user_id=8, nickname="조용이"),
            Mentee(
                user_id=6,
                nickname="새로이",
                profile=Profile(
                    jobs=("Backend Developer",), introduction="백엔드 개발자는 되고 싶지 않아요"
                ),
            ),
        ]
    )
    known = Vocabularies(
        jobs=Vocabulary({"Backend Developer": ("백엔드 개발자",)}),
        skills=Vocabulary({"Spring": ("스프링",)}),
    )
    return Wording(
        people=people,
        known=known,
        seekers=Seekers(known),
        writer=None,
        budget=Budget((ENOUGH,), lambda: 0.0),
        told=told.by.append,
        spent=told.tokens.append,
    )


def body(**said: object) -> WordsBody:
    return WordsBody.model_validate({"mentor_id": 1, "text": "스프링을 배우고 싶어요.", **said})


def answers(wording: Wording, **said: object) -> tuple[WordsAnswer, list[str]]:
    """Give the answer, and the pieces of the stream that ends with the same."""
    order = wording.order(Purpose.REASON, body(**said))
    whole = wording.written(order)
    *pieces, last = wording.streamed(order)
    assert last == whole
    assert all(isinstance(each, WordsPiece) for each in pieces)
    return whole, [each.text for each in pieces]


def test_good_words_are_the_models(wording: Wording, told: Told) -> None:
    script = Script(GOOD)
    answer, pieces = answers(replace(wording, writer=script))
    assert answer == WordsAnswer(mentor_id=1, language="ko", text=TOLD, written_by="gemini")
    assert "".join(pieces) == TOLD
    assert (told.by, told.tokens) == (["gemini"] * 2, [50, 50])


def test_without_a_key_the_template_speaks(wording: Wording, told: Told) -> None:
    order = wording.order(Purpose.FIRST_MESSAGE, body())
    with capture_logs() as logs:
        answer = wording.written(order)
    assert (answer.written_by, answer.text) == (
        "template",
        template(Purpose.FIRST_MESSAGE, order.pair, speech_in("ko", wording.known)),
    )
    assert (told.by, told.tokens) == (["template"], [])
    assert logs[0]["reason"] == "there is no key for Gemini"


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        ([WordsDown("busy")], []),
        ([*GOOD, WordsDown("broke off")], [GOOD[0].text, GOOD[2].text]),
        ([Piece(text="연락은 "), Piece(text="010-1234-5678")], ["연락은 "]),
        ([Piece(text="가" * 9_999)], []),
        ([Piece(text="An English answer.")], ["An English answer."]),
        ([Piece(text="[이름]님")], []),
        ([], []),
    ],
    ids=["at once", "amid", "personal", "long", "other language", "blank", "empty"],
)
def test_whatever_fails_the_template_comes_whole(
    wording: Wording, steps: list[Piece | WordsDown], shown: list[str]
) -> None:
    script = Script(steps)
    broken = replace(wording, writer=script)
    answer, pieces = answers(broken)
    order = wording.order(Purpose.REASON, body())
    assert (answer.written_by, answer.text) == (
        "template",
        template(Purpose.REASON, order.pair, speech_in("ko", wording.known)),
    )
    assert pieces == shown
    assert script.closed == len(script.asked) == 2


def test_a_spent_budget_asks_nobody(wording: Wording) -> None:
    script = Script(GOOD)
    nothing = Allowance(span_s=60.0, calls_max=0, tokens_max=10**6)
    answer, _ = answers(replace(wording, writer=script, budget=Budget((nothing,), lambda: 0.0)))
    assert answer.written_by == "template"
    assert script.asked == []


@pytest.mark.parametrize(
    ("steps", "cost"),
    [
        (GOOD, 50),
        ([Piece(text=TOLD)], None),
        ([*GOOD, WordsDown("broke off")], None),
        ([WordsDown("busy")], 0),
    ],
    ids=["told", "not told", "broken off", "nothing came"],
)
def test_a_call_is_paid_for_as_far_as_is_known(
    wording: Wording, told: Told, steps: list[Piece | WordsDown], cost: int | None
) -> None:
    """What nobody tells counts as the most that it can be."""
    script = Script(steps)
    replace(wording, writer=script).written(wording.order(Purpose.REASON, body()))
    assert told.tokens == [tokens_of(script.asked[0]) if cost is None else cost]


def test_what_a_call_did_not_cost_is_left_for_others(wording: Wording) -> None:
    order = wording.order(Purpose.REASON, body())
    script = Script(GOOD)
    replace(wording, writer=script).written(order)
    most = tokens_of(script.asked[0])
    budget = Budget((Allowance(span_s=60.0, calls_max=100, tokens_max=most + 120),), lambda: 0.0)
    tight = replace(wording, writer=script, budget=budget)
    written_by = [tight.written(order).written_by for _ in range(5)]
    assert written_by == ["gemini"] * 3 + ["template"] * 2


def test_whoever_leaves_amid_a_stream_stops_the_writer_and_pays(
    wording: Wording, told: Told
) -> None:
    script = Script(GOOD)
    events = replace(wording, writer=script).streamed(wording.order(Purpose.REASON, body()))
    next(events)
    del events
    assert script.closed == 1
    assert told.tokens == [tokens_of(script.asked[0])]


def test_the_profile_that_is_kept_and_what_is_said_today_are_both_asked_with(
    wording: Wording,
) -> None:
    order = wording.order(
        Purpose.REASON, body(mentee_id=9, jobs=["백엔드 개발자"], skills=["Rust"], text="오늘은")
    )
    assert order.pair.mentee == Profile(
        jobs=("Backend Developer",),
        skills=("Rust", "Spring"),
        introduction="I look for a job.",
        years=0,
    )
    assert order.pair.wish == "오늘은"


@pytest.mark.parametrize(
    ("said", "jobs"),
    [
        ({"text": "안녕하세요"}, ()),
        ({"text": "이제는 백엔드 개발자가 되고 싶어요"}, ("Backend Developer",)),
        ({"text": "안녕하세요", "jobs": ["백엔드 개발자"]}, ("Backend Developer",)),
    ],
    ids=["not wanted", "wanted today", "named today"],
)
def test_a_job_that_was_not_wanted_is_told_as_a_goal_where_it_is_today(
    wording: Wording, said: dict[str, object], jobs: tuple[str, ...]
) -> None:
    assert wording.order(Purpose.REASON, body(mentee_id=6, **said)).pair.mentee.jobs == jobs


def test_a_text_alone_is_read_for_what_it_mentions(wording: Wording) -> None:
    order = wording.order(Purpose.REASON, body(years=3))
    assert order.pair.mentee == Profile(skills=("Spring",), years=3)
    assert order.pair.skills == ("Spring",)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ({"mentee_id": 9, "text": ""}, "en"),
        ({"mentee_id": 9}, "ko"),
        ({"text": "Hello"}, "en"),
        ({"text": "Hello", "language": "ko"}, "ko"),
        ({"text": "", "skills": ["Go"]}, "ko"),
    ],
)
def test_the_language_is_that_of_what_was_said_last(
    wording: Wording, said: dict[str, object], language: str
) -> None:
    assert wording.order(Purpose.REASON, body(**said)).language == language


@pytest.mark.parametrize(
    ("said", "error", "why"),
    [
        ({"mentor_id": 7}, NotThere, "no mentor 7"),
        ({"mentee_id": 7}, NotThere, "no mentee 7"),
        ({"mentee_id": 1}, Unusable, "two people"),
        ({"text": ""}, Unusable, "no words"),
        ({"text": "", "mentee_id": 8}, Unusable, "no words"),
    ],
)
def test_what_cannot_be_ordered_is_refused(
    wording: Wording, said: dict[str, object], error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        wording.order(Purpose.REASON, body(**said))


def test_nothing_that_anybody_wrote_is_logged(wording: Wording) -> None:
    script = Script([Piece(text="CANARY 010-1234-5678")])
    order = wording.order(Purpose.REASON, body(text="CANARY 가나다"))
    with capture_logs() as logs:
        replace(wording, writer=script).written(order)
    assert logs
    assert "CANARY" not in str(logs)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("백엔드 개발자가 되고 싶어요", "백엔드 개발자를 목표로 준비하고 있습니다."),
        ("백엔드 개발자가 되고 싶지 않아요", "취업을 준비하고 있습니다."),
        ("백엔드 개발자에서 벗어나고 싶어요", "취업을 준비하고 있습니다."),
    ],
)
def test_a_job_that_is_not_wanted_is_told_as_no_goal(
    wording: Wording, text: str, goal: str
) -> None:
    korean = Vocabulary({"Backend Developer": ("ko:백엔드 개발자",)})
    known = replace(wording.known, jobs=korean)
    speaking = replace(wording, known=known)
    answer = speaking.written(speaking.order(Purpose.FIRST_MESSAGE, body(text=text)))
    assert goal in answer.text
