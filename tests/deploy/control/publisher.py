"""A control side that publishes from a simulated workshop into a simulated bucket."""

from dataclasses import dataclass, field

import pytest

from deploy.control import publishing
from deploy.control.artifact import MANIFEST, key, read
from deploy.control.complaint import Unfit
from deploy.control.publishing import Publish, Published
from deploy.control.workshop import Workshop
from deploy.tree import digest
from sim.aws.bucket import Bucket
from sim.aws.store import SimStore
from sim.aws.striking import failing
from sim.ports.workshop import SHA, Repository, workshop_of
from sim.world import World


@dataclass
class Forge:
    """Keeps what CI proved; each record is one effect of the world."""

    world: World
    kept: dict[str, str] = field(default_factory=dict)

    def record(self, commit: str, manifest_sha256: str) -> None:
        def act() -> None:
            self.kept[commit] = manifest_sha256

        self.world.effect("forge.record", commit, act, failing(self.world, "Record", commit))


@dataclass
class Lines:
    """Keeps the outputs of a job."""

    kept: list[str] = field(default_factory=list)

    def tell(self, name: str, value: str) -> None:
        self.kept.append(f"{name}={value}")


class Publisher:
    """One commit, and all that publishing it changes."""

    def __init__(self) -> None:
        self.world = World()
        self.repository = Repository()
        self.bucket = Bucket("artifacts")
        self.store = SimStore(self.world, self.bucket)
        self.forge = Forge(self.world)
        self.outputs = Lines()

    def workshop(self) -> Workshop:
        return workshop_of(self.world, self.repository)

    def put(self, path: str, content: bytes) -> str:
        """Lay a file on the machine; return its path."""
        self.world.disk.make_directory(path.rpartition("/")[0])
        self.world.disk.put(path, content, durable=True)
        return path

    def publish(self, request: Publish | None = None) -> Published:
        """Publish in a process of its own."""
        self.world.begin(self.world.command + 1)
        return publishing.publish(
            self.workshop(),
            Publish() if request is None else request,
            store=self.store,
            recorder=self.forge,
            outputs=self.outputs,
        )

    def refused(self, request: Publish | None = None) -> list[str]:
        """Publish, in vain; return the reasons. Nothing may be stored, told or recorded."""
        before = dict(self.bucket.things)
        with pytest.raises(Unfit) as caught:
            self.publish(request)
        assert all(each.cure for each in caught.value.complaints)
        assert self.bucket.things == before
        assert (self.forge.kept, self.outputs.kept) == ({}, [])
        return [each.what for each in caught.value.complaints]

    def whole(self) -> bool:
        """Say whether there is an artifact; assert that there is all of it, or no manifest."""
        thing = self.bucket.things.get(key(SHA, MANIFEST))
        if thing is None:
            return False
        manifest = read(thing.content)
        for part in manifest.parts:
            stored = self.bucket.things[key(SHA, part.name)].content
            assert (digest(stored), len(stored)) == (part.sha256, part.size)
        return True
