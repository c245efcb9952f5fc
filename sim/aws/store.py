"""The object store port over a bucket in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from deploy.control.errors import Changed, Rejected, refusal, told
from deploy.control.ports import OBJECT_BYTES_MAX, Stored
from sim.aws.bucket import NOT_FOUND, Bucket, Thing
from sim.aws.striking import failing, unless_late
from sim.storage.nodes import flipped
from sim.world import World

LINK_S_MAX = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class SimStore:
    """An object store: every request is one effect of the world."""

    world: World
    bucket: Bucket

    def put(self, key: str, content: bytes) -> Stored:
        what = self._at(key)

        def act() -> Stored:
            if len(content) > OBJECT_BYTES_MAX:
                raise told(Rejected, "PutObject", what, f"over {OBJECT_BYTES_MAX} bytes")
            self.bucket.need("PutObject", what)
            thing = Thing(content, hashlib.sha256(content).hexdigest())
            if self.bucket.things.setdefault(key, thing).sha256 != thing.sha256:
                raise told(Changed, "PutObject", what, "other content has this key")
            return thing.stored(key)

        strike = failing(self.world, "PutObject", what)
        return self.world.effect("store.put", what, act, strike)

    def get(self, key: str) -> bytes:
        what = self._at(key)

        def act() -> Thing:
            self.bucket.need("GetObject", what)
            if key not in self.bucket.things:
                raise refusal("GetObject", what, "NoSuchKey", NOT_FOUND)
            if len(self.bucket.things[key].content) > OBJECT_BYTES_MAX:
                raise told(Rejected, "GetObject", what, f"over {OBJECT_BYTES_MAX} bytes")
            return self.bucket.things[key]

        def strike(kind: str, do: Callable[[], Thing]) -> Thing:
            if kind == "late":
                raise refusal("GetObject", what, "NoSuchKey", NOT_FOUND)
            if kind != "corrupt":
                return failing(self.world, "GetObject", what)(kind, do)
            thing = do()
            return Thing(flipped(thing.content), thing.sha256)

        thing = self.world.effect("store.get", what, act, strike)
        recorded = thing.sha256
        if recorded is not None and hashlib.sha256(thing.content).hexdigest() != recorded:
            raise told(Changed, "GetObject", what, "not the content that was recorded")
        return thing.content

    def head(self, key: str) -> Stored | None:
        def act() -> Stored | None:
            found = self.bucket.things.get(key) if self.bucket.there else None
            return None if found is None else found.stored(key)

        what = self._at(key)
        nothing: Stored | None = None
        strike = unless_late(nothing, failing(self.world, "HeadObject", what))
        return self.world.effect("store.head", what, act, strike)

    def keys(self, prefix: str) -> tuple[str, ...]:
        what = self._at(prefix)

        def act() -> tuple[str, ...]:
            self.bucket.need("ListObjectsV2", what)
            return tuple(sorted(key for key in self.bucket.things if key.startswith(prefix)))

        nothing: tuple[str, ...] = ()
        strike = unless_late(nothing, failing(self.world, "ListObjectsV2", what))
        return self.world.effect("store.keys", what, act, strike)

    def reading_url(self, key: str, *, lasts_s: int) -> str:
        return self._signed("GET", key, lasts_s)

    def writing_url(self, key: str, *, lasts_s: int) -> str:
        return self._signed("PUT", key, lasts_s)

    def _signed(self, method: str, key: str, lasts_s: int) -> str:
        """Sign an address: no effect, nothing is asked of anybody."""
        if not 0 < lasts_s <= LINK_S_MAX:
            raise told(Rejected, "signing", self._at(key), f"not 1 to {LINK_S_MAX} s")
        return self.bucket.signed(method, key, self.world.machine.now + lasts_s)

    def _at(self, key: str) -> str:
        return f"s3://{self.bucket.name}/{key}"
