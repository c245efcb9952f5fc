"""Manifests: what is written can be read, nothing else can, and only CI's digest proves one."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.control import artifact
from deploy.control.artifact import Manifest, Package, Part, fetch, key, read, write
from deploy.control.errors import Missing, Unanswered
from deploy.control.ports import OBJECT_BYTES_MAX
from deploy.errors import Refused
from deploy.tree import digest
from sim.aws.bucket import Bucket, Thing
from sim.aws.store import SimStore
from sim.harm.faults import Fault, Site
from sim.world import World
from tests.hostile import COMMITS, HOSTILE, every

SHA = "0123456789abcdef0123456789abcdef01234567"
WHEEL = "refit_ai_service-0.1.0-py3-none-any.whl"
CONTENTS = {WHEEL: b"wheel", "requirements.lock": b"lock\n", "deploy.pyz": b"deployer"}
MANIFEST = Manifest(
    commit=SHA,
    branch="main",
    interpreter="3.11",
    wheel=Part(name=WHEEL, sha256=digest(b"wheel"), size=5),
    lock=Part(name="requirements.lock", sha256=digest(b"lock\n"), size=5),
    deployer=Part(name="deploy.pyz", sha256=digest(b"deployer"), size=8),
    packages=(Package(name="fastapi", version="0.133.0", hashes=("sha256:" + "a" * 64,)),),
)

# ------------------------------------------------------------------ writing and reading

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)


def parts(name: str) -> st.SearchStrategy[Part]:
    return st.builds(Part, name=st.just(name), sha256=HEX, size=st.integers(1, OBJECT_BYTES_MAX))


packages = st.builds(
    Package,
    name=st.from_regex(artifact.PACKAGE, fullmatch=True).filter(str.isascii),
    version=st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}(rc1|\.post2|\+cpu)?", fullmatch=True),
    hashes=st.lists(HEX.map("sha256:{}".format), min_size=1, max_size=3, unique=True).map(
        lambda found: tuple(sorted(found))
    ),
)
manifests = st.builds(
    Manifest,
    commit=st.text("0123456789abcdef", min_size=40, max_size=40),
    branch=st.sampled_from(["main", "develop", "feature/a-b_c.d", "release/1.0"]),
    interpreter=st.sampled_from(["3.10", "3.11", "3.12", "3.13"]),
    wheel=parts(WHEEL),
    lock=parts("requirements.lock"),
    deployer=parts("deploy.pyz"),
    packages=st.lists(packages, max_size=4, unique_by=lambda p: (p.name, p.version)).map(
        lambda found: tuple(sorted(found, key=lambda p: (p.name, p.version)))
    ),
)


@pytest.mark.lengthy
@given(manifests)
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read(manifest: Manifest) -> None:
    content = write(manifest)
    assert read(content) == manifest
    assert write(read(content)) == content


def test_it_is_laid_out_for_people_and_tools() -> None:
    content = write(MANIFEST)
    assert content.endswith(b"}\n")
    assert list(json.loads(content)) == [
        *("branch", "commit", "format", "interpreter", "packages", "parts"),
    ]
    assert json.loads(content)["parts"]["wheel"] == {
        "name": WHEEL,
        "sha256": digest(b"wheel"),
        "size": 5,
    }


@pytest.mark.parametrize(
    "manifest",
    [
        replace(MANIFEST, commit="main"),
        replace(MANIFEST, branch="a b"),
        replace(MANIFEST, wheel=replace(MANIFEST.wheel, name="../x.whl")),
        replace(MANIFEST, lock=replace(MANIFEST.lock, size=0)),
        replace(MANIFEST, packages=MANIFEST.packages * 2),
    ],
)
def test_what_could_not_be_read_is_not_written(manifest: Manifest) -> None:
    with pytest.raises(Refused, match="manifest"):
        write(manifest)


# ------------------------------------------------------------------ hostile documents


def field(*path: str | int) -> str:
    """Write the name of a field as a refusal does."""
    return "manifest" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path)


def each(*path: str | int, of: Sequence[object]) -> list[tuple[tuple[str | int, ...], object]]:
    """Give every value for one field."""
    return [(path, value) for value in of]


STRANGE = "refit_ai_service-0.1.0/../../x-py3-none-any.whl"
WRONG = [
    *each("format", of=[0, 2, -1, "1", 1.0, True, None, [1], 10**30]),
    *each("commit", of=["", SHA[:39], SHA + "0", SHA.upper(), "٣" * 40, None, 1]),
    *each("commit", of=[SHA + "\n", f" {SHA}", "../../" + SHA[6:], "g" * 40]),
    *each("branch", of=["", "a..b", "/a", "a b", "a\n", "a" * 201, "가", None]),
    *each("interpreter", of=["", "3", "2.7", "3.11.1", "3.", "3.٣", 3.11, "3.011"]),
    *each("parts", "wheel", "name", of=["", "x.whl", f"../{WHEEL}", f"a/{WHEEL}", STRANGE]),
    *each("parts", "wheel", "name", of=["refit_ai_service-0..1-py3-none-any.whl", f"{WHEEL}\n"]),
    *each("parts", "wheel", "name", of=["refit_ai_service-0.1.0-cp311-cp311-linux_x86_64.whl"]),
    *each("parts", "wheel", "name", of=["other-0.1.0-py3-none-any.whl", "..", None]),
    *each("parts", "lock", "name", of=["requirements.txt", "/requirements.lock", 1]),
    *each("parts", "deployer", "name", of=["deploy.sh", "..", "deployXpyz", None]),
    *each("parts", "lock", "sha256", of=["", "a" * 63, "A" * 64, "g" * 64, None]),
    *each("parts", "lock", "sha256", of=[f"sha256:{'a' * 64}", "a" * 64 + "\n"]),
    *each("parts", "deployer", "size", of=[0, -1, OBJECT_BYTES_MAX + 1, 1.5, "1"]),
    *each("parts", "deployer", "size", of=[True, None, 2**63]),
    *each("parts", of=[[], None, "parts"]),
    *each("parts", "wheel", of=[[], None, WHEEL]),
    *each("packages", of=[{}, None, "fastapi"]),
    *each("packages", 0, of=[[], None, "fastapi==1"]),
    *each("packages", 0, "name", of=["", "FastAPI", "a_b", "a.b", "-a", "a--b", 1]),
    *each("packages", 0, "version", of=["", "latest", "1 2", "1..2", "1/2", 1]),
    *each("packages", 0, "hashes", of=[[], {}, None, "sha256:" + "a" * 64]),
    *each("packages", 0, "hashes", of=[["a" * 64], ["md5:" + "a" * 32], [1], [None]]),
    *each("packages", 0, "hashes", of=[["sha256:" + "a" * 64] * 2]),
]


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_a_field_that_is_wrong_is_named(path: tuple[str | int, ...], value: object) -> None:
    whole = json.loads(write(MANIFEST))
    at: Any = whole
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(Refused) as caught:
        read(json.dumps(whole, sort_keys=True, indent=1).encode() + b"\n")
    assert caught.value.reason.startswith(field(*path))
    assert "\n" not in caught.value.reason
    assert caught.value.reason.isascii()


@pytest.mark.parametrize("name", ["commit", "branch", "interpreter"])
def test_whatever_somebody_writes_into_a_field_is_refused(name: str) -> None:
    whole = json.loads(write(MANIFEST))
    for text in every(HOSTILE):
        whole[name] = text
        with pytest.raises(Refused) as caught:
            read(json.dumps(whole, sort_keys=True, indent=1).encode() + b"\n")
        assert caught.value.reason.startswith(f"manifest.{name}")
        assert caught.value.reason.isprintable()


PLACES: list[tuple[str | int, ...]] = [
    (),
    ("parts",),
    ("parts", "wheel"),
    ("parts", "lock"),
    ("packages", 0),
]


@pytest.mark.parametrize("path", PLACES)
def test_what_is_missing_or_unknown_is_named(path: tuple[str | int, ...]) -> None:
    at: Any = json.loads(write(MANIFEST))
    whole = at
    for step in path:
        at = at[step]
    for name in list(at):
        kept = at.pop(name)
        with pytest.raises(Refused, match="is missing") as caught:
            read(json.dumps(whole).encode())
        assert caught.value.reason.startswith(field(*path, name))
        at[name] = kept
    at["url"] = "https://example.com"
    with pytest.raises(Refused, match="nothing is known of 'url'"):
        read(json.dumps(whole).encode())


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "no JSON"),
        (b"null", "no object"),
        (b"[]", "no object"),
        (b"\xff\xfe", "not UTF-8"),
        (b"\xef\xbb\xbf{}", "no JSON"),
        (b"{} {}", "no JSON"),
        (b'{"format": 1, "format": 1}', "twice"),
        (b'{"format": NaN}', "NaN is no number"),
        (b'{"format": -Infinity}', "no number"),
        (b"[" * 100_000, "manifest"),
        (b'{"a":' * 100_000, "manifest"),
        (b'{"format": ' + b"9" * 10_000 + b"}", "manifest"),
        (b" " * (1024 * 1024 + 1), "at most"),
    ],
)
def test_what_is_no_document_is_refused(content: bytes, word: str) -> None:
    with pytest.raises(Refused, match="manifest") as caught:
        read(content)
    assert word in caught.value.reason


@pytest.mark.parametrize("indent", [None, 2])
def test_only_one_layout_is_ours(indent: int | None) -> None:
    found = json.loads(write(MANIFEST))
    with pytest.raises(Refused, match="laid out"):
        read(json.dumps(found, sort_keys=True, indent=indent).encode() + b"\n")


def test_packages_come_in_order() -> None:
    other = Package(name="anyio", version="4", hashes=("sha256:" + "b" * 64,))
    with pytest.raises(Refused, match=r"packages: they are not in order"):
        write(replace(MANIFEST, packages=(*MANIFEST.packages, other)))
    sorted_well = replace(MANIFEST, packages=(other, *MANIFEST.packages))
    assert read(write(sorted_well)) == sorted_well


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
NAMES = st.sampled_from(["format", "commit", "branch", "parts", "packages"]) | st.text()
DOCUMENTS = st.recursive(LEAVES, lambda v: st.lists(v) | st.dictionaries(NAMES, v))


@pytest.mark.lengthy
@given(st.binary(max_size=200) | DOCUMENTS.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=100, deadline=None)
def test_other_bytes_are_refused_and_never_crash(content: bytes) -> None:
    with pytest.raises(Refused):
        read(content)


@given(st.integers(0, len(write(MANIFEST)) - 1), st.integers(1, 255))
@settings(max_examples=100, deadline=None)
def test_a_changed_byte_is_refused_or_is_another_manifest(at: int, change: int) -> None:
    content = bytearray(write(MANIFEST))
    content[at] ^= change
    try:
        found = read(bytes(content))
    except Refused:
        return
    assert found != MANIFEST
    assert write(found) == bytes(content)


# ------------------------------------------------------------------ keys and addresses


def test_a_key_is_of_a_commit() -> None:
    assert key(SHA, WHEEL) == f"artifacts/ai/{SHA}/{WHEEL}"


@pytest.mark.parametrize("sha", ["", "main", SHA.upper(), "٣" * 40, SHA + "\n", "../../secrets"])
def test_a_key_of_anything_else_is_refused(sha: str) -> None:
    with pytest.raises(Refused, match="is no commit"):
        key(sha, WHEEL)


def test_a_key_never_leads_elsewhere() -> None:
    for text in every(HOSTILE, COMMITS):
        with pytest.raises(Refused, match="is no commit"):
            key(text, WHEEL)


# ------------------------------------------------------------------ fetching


class Ground:
    """A bucket with an artifact."""

    def __init__(self) -> None:
        self.world, self.bucket = World(), Bucket("artifacts")
        self.store = SimStore(self.world, self.bucket)
        for name, content in {**CONTENTS, "manifest.json": write(MANIFEST)}.items():
            self.store.put(key(SHA, name), content)

    def plant(self, name: str, content: bytes, sha256: str | None) -> None:
        self.bucket.things[key(SHA, name)] = Thing(content, sha256)

    def fetch(self, sha: str = SHA, proven: str = digest(write(MANIFEST))) -> Manifest:
        return fetch(self.store, sha, proven)


def test_an_artifact_is_fetched_by_the_digest_of_ci() -> None:
    assert Ground().fetch() == MANIFEST


def test_what_was_never_published_is_refused() -> None:
    with pytest.raises(Refused, match="there is no artifact of ffff") as caught:
        Ground().fetch(sha="f" * 40)
    assert isinstance(caught.value.__cause__, Missing)
    assert "deploy publish --sha" in caught.value.advice


def test_a_whole_artifact_that_somebody_else_put_there_is_refused() -> None:
    ground = Ground()
    evil = replace(MANIFEST, wheel=replace(MANIFEST.wheel, sha256=digest(b"evil!")))
    ground.plant(WHEEL, b"evil!", digest(b"evil!"))
    ground.plant("manifest.json", write(evil), digest(write(evil)))
    with pytest.raises(Refused, match="and CI recorded"):
        ground.fetch()


def test_a_manifest_of_another_commit_is_refused() -> None:
    ground = Ground()
    other = write(replace(MANIFEST, commit="f" * 40))
    ground.plant("manifest.json", other, digest(other))
    with pytest.raises(Refused, match="is the manifest of ffff"):
        ground.fetch(proven=digest(other))


@pytest.mark.parametrize("name", sorted(CONTENTS))
@pytest.mark.parametrize("how", ["gone", "longer", "changed", "of nobody"])
def test_a_part_that_is_not_the_one_published_is_named(name: str, how: str) -> None:
    ground, content = Ground(), CONTENTS[name]
    if how == "gone":
        del ground.bucket.things[key(SHA, name)]
    elif how == "longer":
        ground.plant(name, content + b"!", digest(content))
    elif how == "changed":
        ground.plant(name, content[::-1], digest(content[::-1]))
    else:
        ground.plant(name, content, None)
    with pytest.raises(Refused) as caught:
        ground.fetch()
    assert caught.value.reason.startswith(key(SHA, name))


@pytest.mark.parametrize(
    "proven", ["", "main", "a" * 63, "g" * 64, "A" * 64, "sha256:" + "a" * 64, "٣" * 64]
)
def test_a_digest_that_is_none_is_refused_before_any_call(proven: str) -> None:
    ground = Ground()
    calls = len(ground.world.trace)
    with pytest.raises(Refused, match="is no SHA-256"):
        ground.fetch(proven=proven)
    with pytest.raises(Refused, match="is no commit"):
        ground.fetch(sha="main")
    assert len(ground.world.trace) == calls


@pytest.mark.parametrize("op", ["store.get", "store.head"])
def test_what_the_store_says_is_passed_on(op: str) -> None:
    ground = Ground()
    ground.world.load((Fault(Site(0, op, "begin", 1), "error"),))
    with pytest.raises(Unanswered):
        ground.fetch()
