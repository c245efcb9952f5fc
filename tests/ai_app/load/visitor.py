"""A visitor: a client with people of its own, who knows what each answer has to be."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from itertools import pairwise

from tests.ai_app.load.asking import Asking
from tests.ai_app.load.bodies import PHRASES, Body, Making, company, found, told

PEOPLE_EACH = 6
APART = 1_000
"""The ids of one visitor are so far from another's."""
BASE = 200
"""Mentors with the ids 1 to this one are there from the beginning, and stay as they are."""
MATCHED_AT_ONCE = 8
"""The service lets 32 matchings wait, and tells the next one to come later."""
Act = Callable[[], Awaitable[None]]


class Visitor:
    """Asks what people ask, until there is no service."""

    def __init__(self, asking: Asking, making: Making, number: int, chance: random.Random) -> None:
        self.asking, self.making, self.chance = asking, making, chance
        self.ids = [APART * (number + 1) + each for each in range(PEOPLE_EACH)]
        self.mentors: dict[int, Body] = {}
        self.mentees: dict[int, Body] = {}
        self.acts: dict[Act, int] = {
            self.recommend_to_mentee: 30,
            self.recommend_to_text: 12,
            self.put_mentor: 8,
            self.put_mentee: 8,
            self.get_mentor: 12,
            self.get_mentee: 8,
            self.delete_mentor: 3,
            self.delete_mentee: 2,
            self.find_own: 6,
            self.batch: 3,
            self.words: 6,
            self.page: 4,
            self.health: 8,
        }

    async def visit(self, matched: asyncio.Semaphore) -> None:
        """Do one thing after the other until told to stop."""
        await self.put_mentee()
        while not self.asking.course.stopping:
            if self.chance.random() < 0.01:
                async with matched:
                    await self.match()
            else:
                (act,) = self.chance.choices(list(self.acts), list(self.acts.values()))
                await act()

    async def recommend_to_mentee(self) -> None:
        user_id, top_k = self.chance.choice(self.ids), self.chance.randint(1, 20)
        verified = self.chance.random() < 0.3
        path = f"/mentors/recommend/{user_id}?top_k={top_k}&only_verified={str(verified).lower()}"
        if user_id not in self.mentees:
            await self.asking.ask("recommend to nobody", "GET", path, (404,))
            return
        data = await self.asking.data("recommend to a mentee", "GET", path)
        assert data["user_id"] == user_id
        assert user_id not in _ids(data)
        _vet(data, top_k, verified=verified)

    async def recommend_to_text(self) -> None:
        top_k, verified = self.chance.randint(1, 20), self.chance.random() < 0.3
        text = f"{self.chance.choice(PHRASES)} {self.chance.randint(1, 50)}"
        excluded = self.chance.sample(range(1, BASE + 1), 20)
        body = {
            "text": text,
            "top_k": top_k,
            "filters": {"only_verified": verified, "excluded_ids": excluded},
        }
        data = await self.asking.data(
            "recommend to a text", "POST", "/mentors/recommend", json=body
        )
        assert not set(excluded) & set(_ids(data))
        _vet(data, top_k, verified=verified)

    async def find_own(self) -> None:
        """What was just kept is found, as it is now; what was deleted is not."""
        user_id = self.chance.choice(self.ids)
        body = {"text": PHRASES[0], "top_k": 2, "filters": {"companies": [company(user_id)]}}
        data = await self.asking.data("find one's own", "POST", "/mentors/recommend", json=body)
        kept = self.mentors.get(user_id)
        assert _ids(data) == ([] if kept is None else [user_id])
        for each in data["recommendations"]:
            assert kept is not None
            assert found(each, kept) == {name: kept[name] for name in kept if name in each}

    async def put_mentor(self) -> None:
        user_id = self.chance.choice(self.ids)
        await self._put("mentors", user_id, self.making.mentor(user_id), self.mentors)

    async def put_mentee(self) -> None:
        user_id = self.chance.choice(self.ids)
        await self._put("mentees", user_id, self.making.mentee(user_id), self.mentees)

    async def get_mentor(self) -> None:
        await self._get("mentors", self.mentors)

    async def get_mentee(self) -> None:
        await self._get("mentees", self.mentees)

    async def delete_mentor(self) -> None:
        await self._delete("mentors", self.mentors)

    async def delete_mentee(self) -> None:
        await self._delete("mentees", self.mentees)

    async def batch(self) -> None:
        """Lines are kept in their order; one that is refused keeps no other from being kept."""
        bodies = [(each, self.making.mentor(each)) for each in self.ids]
        lines = [json.dumps({"user_id": each, **body}) for each, body in bodies]
        place = self.chance.randrange(len(lines))
        lines.insert(place, '{"user_id": "nobody"}')
        answer = await self.asking.ask(
            "batch",
            "POST",
            "/mentors/batch",
            (200,),
            content="\n".join(lines),
            headers={"Content-Type": "application/x-ndjson"},
        )
        *answers, end = map(json.loads, answer.text.splitlines())
        assert [each["line"] for each in answers] == list(range(1, len(lines) + 1))
        assert [each.get("user_id") for each in answers if "outcome" in each] == self.ids
        assert "errors" in answers[place]
        assert (end["done"], end["lines"], end["refused"]) == (True, len(lines), 1)
        self.mentors.update(bodies)

    async def words(self) -> None:
        mentor_id = self.chance.randint(1, BASE)
        purpose = self.chance.choice(("reason", "first-message"))
        body = {"mentor_id": mentor_id, "text": self.chance.choice(PHRASES)}
        data = await self.asking.data("words", "POST", f"/words/{purpose}", json=body)
        assert (data["mentor_id"], data["written_by"]) == (mentor_id, "template")
        assert data["text"].strip()

    async def page(self) -> None:
        data = await self.asking.data("page", "GET", "/mentors?limit=50")
        assert [each["user_id"] for each in data["items"]] == list(range(1, 51))
        assert data["next_cursor"] == "50"

    async def health(self) -> None:
        answer = await self.asking.ask("health", "GET", "/health", (200,))
        assert answer.json() == {"status": "ok"}

    async def match(self) -> None:
        """A cohort is matched in the background, and asked after until it is done."""
        if not self.mentees:
            return
        asked = {"mentee_ids": sorted(self.mentees), "mentor_ids": list(range(1, 31))}
        path = "/matches?wait_s=0"
        answer = await self.asking.ask("match", "POST", path, (200, 202), json=asked)
        while answer.status_code == 202:
            path = f"/matches/{answer.json()['data']['job_id']}?wait_s=1"
            answer = await self.asking.ask("matching", "GET", path, (200, 202))
        data = answer.json()["data"]
        assert data["state"] == "done", data["problem"]
        matching = data["matching"]
        assert matching["proof"]["feasible"]
        assert matching["proof"]["blocking_pairs"] == 0
        told_of = [each["mentee_id"] for each in matching["pairs"] + matching["unmatched"]]
        assert sorted(told_of) == asked["mentee_ids"]

    async def vet_all(self) -> None:
        """Look at everybody once more: what was acknowledged is there, and nobody else."""
        for kind, kept in (("mentors", self.mentors), ("mentees", self.mentees)):
            for user_id in self.ids:
                await self._look(kind, user_id, kept)

    async def _put(self, kind: str, user_id: int, body: Body, kept: dict[int, Body]) -> None:
        path, status = f"/{kind}/{user_id}", 200 if user_id in kept else 201
        answer = await self.asking.ask(f"put {kind}", "PUT", path, (status,), json=body)
        kept[user_id] = body
        assert told(answer.json()["data"], body) == body

    async def _get(self, kind: str, kept: dict[int, Body]) -> None:
        await self._look(kind, self.chance.choice(self.ids), kept)

    async def _look(self, kind: str, user_id: int, kept: dict[int, Body]) -> None:
        body = kept.get(user_id)
        status = 404 if body is None else 200
        answer = await self.asking.ask(f"get {kind}", "GET", f"/{kind}/{user_id}", (status,))
        if body is not None:
            assert told(answer.json()["data"], body) == body

    async def _delete(self, kind: str, kept: dict[int, Body]) -> None:
        user_id = self.chance.choice(self.ids)
        status = 204 if user_id in kept else 404
        await self.asking.ask(f"delete {kind}", "DELETE", f"/{kind}/{user_id}", (status,))
        kept.pop(user_id, None)


def _ids(data: Body) -> list[int]:
    return [each["user_id"] for each in data["recommendations"]]


def _vet(data: Body, top_k: int, *, verified: bool) -> None:
    """Look at recommendations as anybody may: there are always more mentors than were asked for."""
    each = data["recommendations"]
    scores = [one["similarity_score"] for one in each]
    assert len(each) == data["total_count"] == top_k
    assert len(set(_ids(data))) == top_k
    assert all(0 <= score <= 1 for score in scores)  # of four digits: who suits may get 1
    assert all(before >= after for before, after in pairwise(scores))
    assert all(one["reasons"]["sentence"] for one in each)
    assert not verified or all(one["verified"] for one in each)
