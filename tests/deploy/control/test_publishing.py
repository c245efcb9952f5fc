"""What publishing does and refuses, on a simulated machine and bucket."""

import pytest

from deploy.control.artifact import fetch, key, read, reading_urls, write
from deploy.control.complaint import Unfit
from deploy.control.errors import Denied, TryAgain, Unanswered
from deploy.control.ports import Stored
from deploy.control.publishing import Publish
from deploy.errors import Refused
from deploy.tree import digest
from sim.aws.bucket import Thing
from sim.aws.store import SimStore
from sim.harm.faults import Fault, Site
from sim.ports.workshop import HASH, SHA, WHEEL
from tests.deploy.control.publisher import Publisher
from tests.hostile import COMMITS, HOSTILE, every

NAMES = ["deploy.pyz", "manifest.json", WHEEL, "requirements.lock"]
MANIFEST = f"artifacts/ai/{SHA}/manifest.json"


# ------------------------------------------------------------------ what is published


def test_the_parts_and_the_manifest_lie_under_the_commit(publisher: Publisher) -> None:
    published = publisher.publish()
    assert sorted(publisher.bucket.things) == [f"artifacts/ai/{SHA}/{name}" for name in NAMES]
    assert published.address == f"artifacts/ai/{SHA}/"
    assert published.new
    assert publisher.whole()


def test_the_manifest_is_written_last(publisher: Publisher) -> None:
    publisher.publish()
    puts = [line.detail for line in publisher.world.trace if line.op == "store.put"]
    assert len(puts) == 4
    assert puts[-1].endswith("/manifest.json")


def test_the_manifest_tells_what_was_proven(publisher: Publisher) -> None:
    manifest = publisher.publish().manifest
    assert (manifest.commit, manifest.branch, manifest.interpreter) == (SHA, "main", "3.11")
    assert manifest.wheel.sha256 == digest(publisher.repository.wheel())
    assert manifest.lock.sha256 == digest(publisher.repository.files["requirements.lock"])
    assert manifest.deployer.sha256 == digest(publisher.repository.deployer())
    (package,) = manifest.packages
    assert (package.name, package.version, package.hashes) == ("fastapi", "0.133.0", (HASH,))


def test_its_digest_goes_to_the_forge_and_to_the_next_job(publisher: Publisher) -> None:
    published = publisher.publish()
    assert published.manifest_sha256 == digest(publisher.bucket.things[MANIFEST].content)
    assert publisher.forge.kept == {SHA: published.manifest_sha256}
    assert publisher.outputs.kept == [
        f"sha={SHA}",
        f"manifest-sha256={published.manifest_sha256}",
    ]


def test_what_is_published_can_be_fetched(publisher: Publisher) -> None:
    published = publisher.publish()
    manifest = fetch(publisher.store, SHA, published.manifest_sha256)
    assert manifest == published.manifest
    urls = reading_urls(publisher.store, manifest, lasts_s=60)
    answers = {name: publisher.bucket.answer("GET", url, 0.0).body for name, url in urls.items()}
    assert {name: digest(body) for name, body in answers.items()} == {
        "wheel": manifest.wheel.sha256,
        "lock": manifest.lock.sha256,
        "deployer": manifest.deployer.sha256,
    }


def test_a_wheel_that_was_built_before_is_taken_as_it_is(publisher: Publisher) -> None:
    path = publisher.put(f"/downloads/{WHEEL}", publisher.repository.wheel())
    publisher.publish(Publish(wheel=path, sha=SHA, branch="main"))
    assert not [line for line in publisher.world.trace if " build " in line.detail]
    assert publisher.whole()


def test_in_ci_no_branch_is_checked_out_and_one_is_named(publisher: Publisher) -> None:
    publisher.repository.branch = None
    assert publisher.publish(Publish(branch="main")).manifest.branch == "main"


def test_without_the_hosts_python_the_running_one_proves_it_and_that_is_told(
    publisher: Publisher,
) -> None:
    publisher.repository.pythons = ("python3",)
    published = publisher.publish()
    assert published.manifest.interpreter == "3.12"
    assert any("Python 3.11 is not here" in line for line in publisher.world.said)


# ------------------------------------------------------------------ twice


def test_the_same_twice_is_nothing_new(publisher: Publisher) -> None:
    first = publisher.publish()
    before = dict(publisher.bucket.things)
    second = publisher.publish()
    assert (second.manifest_sha256, second.new) == (first.manifest_sha256, False)
    assert publisher.bucket.things == before


def test_the_same_again_is_recorded_again(publisher: Publisher) -> None:
    publisher.publish()
    publisher.forge.kept.clear()
    published = publisher.publish()
    assert publisher.forge.kept == {SHA: published.manifest_sha256}


def refused_after_publishing(publisher: Publisher, request: Publish | None = None) -> list[str]:
    publisher.forge.kept.clear()
    publisher.outputs.kept.clear()
    return publisher.refused(request)


def test_another_wheel_of_the_same_commit_is_refused_by_name(publisher: Publisher) -> None:
    publisher.publish()
    publisher.repository.changed = {
        "refit_ai_service-0.1.0.dist-info/WHEEL": b"Tag: py3-none-any\nGenerator: newer\n"
    }
    (reason,) = refused_after_publishing(publisher)
    assert f"the wheel that is published, {WHEEL}, has the SHA-256" in reason


def test_another_branch_of_the_same_commit_is_refused_by_name(publisher: Publisher) -> None:
    publisher.publish()
    (reason,) = refused_after_publishing(publisher, Publish(branch="develop"))
    assert "names the branch main, this one develop" in reason


def test_a_manifest_that_is_none_is_refused(publisher: Publisher) -> None:
    publisher.bucket.things[MANIFEST] = Thing(b"{}", digest(b"{}"))
    (reason,) = publisher.refused()
    assert "another manifest is there, and it cannot be read" in reason


def test_a_manifest_that_was_tampered_with_is_refused(publisher: Publisher) -> None:
    publisher.bucket.things[MANIFEST] = Thing(b"{}", digest(b"another"))
    (reason,) = publisher.refused()
    assert "not the content that was recorded" in reason


def test_parts_without_a_manifest_are_completed(publisher: Publisher) -> None:
    publisher.publish()
    del publisher.bucket.things[MANIFEST]
    del publisher.bucket.things[key(SHA, "deploy.pyz")]
    assert publisher.publish().new
    assert publisher.whole()


def test_a_part_that_got_lost_comes_back(publisher: Publisher) -> None:
    publisher.publish()
    del publisher.bucket.things[key(SHA, WHEEL)]
    assert publisher.publish().new
    assert publisher.whole()


def test_other_parts_without_a_manifest_are_refused_all_of_them_by_name(
    publisher: Publisher,
) -> None:
    for name in (WHEEL, "requirements.lock"):
        publisher.bucket.things[key(SHA, name)] = Thing(b"other", digest(b"other"))
    reasons = publisher.refused()
    assert [reason.split()[0] for reason in reasons] == [
        key(SHA, WHEEL),
        key(SHA, "requirements.lock"),
    ]


def test_parts_nobody_can_have_used_may_be_taken_away_and_others_stay(
    publisher: Publisher,
) -> None:
    publisher.publish()
    publisher.bucket.things[key(SHA, WHEEL)] = Thing(b"other", digest(b"other"))
    for cure in ("A commit has one artifact", "aws s3 rm s3://"):
        with pytest.raises(Unfit) as caught:
            publisher.publish()
        assert cure in caught.value.advice
        publisher.bucket.things.pop(MANIFEST, None)


def test_what_nobody_recorded_is_no_part_of_ours(publisher: Publisher) -> None:
    content = publisher.repository.wheel()
    publisher.bucket.things[key(SHA, WHEEL)] = Thing(content, None)
    (reason,) = publisher.refused()
    assert "SHA-256 of nobody" in reason


def test_two_that_publish_at_once_do_not_mix(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = SimStore.put

    def raced(store: SimStore, at: str, content: bytes) -> Stored:
        publisher.bucket.things[key(SHA, "deploy.pyz")] = Thing(b"other", digest(b"other"))
        return put(store, at, content)

    monkeypatch.setattr(SimStore, "put", raced)
    with pytest.raises(Unfit, match=r"deploy\.pyz: other content has this key"):
        publisher.publish()
    assert MANIFEST not in publisher.bucket.things


# ------------------------------------------------------------------ the store fails


@pytest.mark.parametrize("kind", ["throttled", "error", "slow", "lost"])
def test_what_passes_is_waited_for(publisher: Publisher, kind: str) -> None:
    publisher.world.load((Fault(Site(1, "store.put", "store", 1), kind),))
    assert publisher.publish().new
    assert [line.op for line in publisher.world.trace].count("clock.sleep") == 1


@pytest.mark.parametrize(("kind", "error"), [("throttled", TryAgain), ("error", Unanswered)])
def test_what_does_not_pass_ends_after_a_bounded_number_of_tries(
    publisher: Publisher, kind: str, error: type[Exception]
) -> None:
    publisher.world.load((Fault(Site(1, "store.put", "store", 1), kind, forever=True),))
    with pytest.raises(error):
        publisher.publish()
    assert [line.op for line in publisher.world.trace].count("store.put") == 4
    assert MANIFEST not in publisher.bucket.things


@pytest.mark.parametrize("op", ["store.put", "store.head"])
def test_who_is_not_allowed_is_told_at_once(publisher: Publisher, op: str) -> None:
    publisher.world.load((Fault(Site(1, op, "store", 1), "denied", forever=True),))
    with pytest.raises(Denied) as caught:
        publisher.publish()
    assert caught.value.advice
    assert "clock.sleep" not in [line.op for line in publisher.world.trace]
    assert publisher.bucket.things == {}


@pytest.mark.parametrize("kind", ["throttled", "error", "lost"])
def test_a_forge_that_is_busy_is_asked_again(publisher: Publisher, kind: str) -> None:
    publisher.world.load((Fault(Site(1, "forge.record", "record", 1), kind),))
    assert publisher.publish().manifest_sha256 == publisher.forge.kept[SHA]


def test_a_forge_that_does_not_record_is_no_success(publisher: Publisher) -> None:
    publisher.world.load((Fault(Site(1, "forge.record", "record", 1), "denied"),))
    with pytest.raises(Denied):
        publisher.publish()
    assert publisher.outputs.kept == []
    assert publisher.publish().new is False
    assert SHA in publisher.forge.kept


# ------------------------------------------------------------------ what is asked for


@pytest.mark.parametrize(
    "sha", ["", "main", "HEAD", SHA[:39], SHA + "0", SHA.upper(), "٣" * 40, SHA + "\n", "../" + SHA]
)
def test_a_name_that_is_no_commit_is_refused(sha: str) -> None:
    with pytest.raises(Refused, match="is no commit"):
        Publish(sha=sha)


@pytest.mark.parametrize(
    "branch",
    [
        *("", "a b", "a..b", "-a", "/a", "a/", "a//b", "a.", "a.lock", "a\n", "a;b", "$(a)", "가"),
        *(
            "`a`",
            ".a",
            "a/.b",
            "a~",
            "a^",
            "a:b",
            "@",
            "a" * 201,
            "a\0",
            "@everyone",
            "HEAD",
            "a'b",
            "../a",
        ),
    ],
)
def test_a_name_that_is_no_branch_is_refused(branch: str) -> None:
    with pytest.raises(Refused, match="is no branch"):
        Publish(branch=branch)


def test_whatever_else_somebody_types_is_refused_before_any_call() -> None:
    for text in every(HOSTILE, COMMITS):
        with pytest.raises(Refused, match="is no commit"):
            Publish(sha=text)
    for text in every(HOSTILE):
        with pytest.raises(Refused, match="is no branch"):
            Publish(branch=text)


@pytest.mark.parametrize("wheel", ["", "wheel.whl", "-x", "/a\0b"])
def test_a_path_is_absolute(wheel: str) -> None:
    with pytest.raises(Refused, match="absolute path"):
        Publish(wheel=wheel)


def test_a_manifest_reads_back_what_was_published(publisher: Publisher) -> None:
    content = publisher.publish().manifest
    assert read(write(content)) == content
