"""What every implementation of the object store port must do, its errors included."""

import hashlib
from collections.abc import Callable, Iterator

import pytest

from deploy.control.errors import Changed, Denied, Missing, Rejected, TryAgain, Unanswered
from deploy.control.ports import ObjectStore
from tests.contracts.clouds import KEY_ID, SECRET, STORES, StoreGround

KEY = "artifacts/ai/0123/refit-0.1.0-py3-none-any.whl"
ACTS: dict[str, Callable[[ObjectStore], object]] = {
    "put": lambda store: store.put(KEY, b"one"),
    "get": lambda store: store.get(KEY),
    "head": lambda store: store.head(KEY),
    "keys": lambda store: store.keys("artifacts/"),
}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture(scope="module", params=sorted(STORES))
def service(request: pytest.FixtureRequest) -> Iterator[Callable[[], StoreGround]]:
    """Give each service that stands behind a store, one after the other."""
    with STORES[request.param]() as made:
        yield made


@pytest.fixture
def ground(service: Callable[[], StoreGround]) -> StoreGround:
    """Give an empty bucket."""
    return service()


# ------------------------------------------------------------------ writing and reading


@pytest.mark.parametrize(
    "content",
    [b"", b"one", bytes(range(256)), "한국어".encode(), bytes(8 * 1024 * 1024)],
    ids=["empty", "text", "every byte", "utf-8", "8 MB"],
)
def test_what_is_put_is_what_is_got(ground: StoreGround, content: bytes) -> None:
    ground.store.put(KEY, content)
    assert ground.store.get(KEY) == content


def test_a_put_tells_size_digest_and_name_of_the_content(ground: StoreGround) -> None:
    stored = ground.store.put(KEY, b"one")
    assert (stored.key, stored.size, stored.sha256) == (KEY, 3, sha256(b"one"))
    assert stored.etag
    assert '"' not in stored.etag


def test_a_head_tells_what_the_put_told(ground: StoreGround) -> None:
    stored = ground.store.put(KEY, b"one")
    assert ground.store.head(KEY) == stored


def test_other_content_has_another_name(ground: StoreGround) -> None:
    one, two = ground.store.put("one", b"one"), ground.store.put("two", b"two")
    assert one.etag != two.etag


def test_a_head_of_nothing_is_none(ground: StoreGround) -> None:
    assert ground.store.head(KEY) is None
    ground.store.put(f"{KEY}.more", b"")
    assert ground.store.head(KEY) is None


def test_nothing_cannot_be_got(ground: StoreGround) -> None:
    with pytest.raises(Missing, match="NoSuchKey") as caught:
        ground.store.get(KEY)
    assert KEY in caught.value.reason


def test_the_same_content_may_be_put_again(ground: StoreGround) -> None:
    first = ground.store.put(KEY, b"one")
    assert ground.store.put(KEY, b"one") == first


def test_other_content_under_the_same_key_is_refused(ground: StoreGround) -> None:
    ground.store.put(KEY, b"one")
    with pytest.raises(Changed, match="other content"):
        ground.store.put(KEY, b"two")
    assert ground.store.get(KEY) == b"one"


def test_other_content_of_the_same_size_is_refused(ground: StoreGround) -> None:
    ground.store.put(KEY, bytes(1000))
    with pytest.raises(Changed):
        ground.store.put(KEY, bytes(999) + b"\1")


def test_an_empty_object_is_there_too(ground: StoreGround) -> None:
    ground.store.put(KEY, b"")
    with pytest.raises(Changed):
        ground.store.put(KEY, b"one")


def test_what_nobody_recorded_is_never_taken_for_ours(ground: StoreGround) -> None:
    ground.plant(KEY, b"one", None)
    with pytest.raises(Changed):
        ground.store.put(KEY, b"one")


def test_what_somebody_else_wrote_can_be_read(ground: StoreGround) -> None:
    ground.plant(KEY, b"theirs", None)
    stored = ground.store.head(KEY)
    assert stored is not None
    assert (stored.size, stored.sha256) == (6, None)
    assert ground.store.get(KEY) == b"theirs"


def test_content_that_is_not_the_recorded_one_is_not_given(ground: StoreGround) -> None:
    ground.plant(KEY, b"tampered", sha256(b"original"))
    with pytest.raises(Changed, match="not the content"):
        ground.store.get(KEY)


@pytest.mark.parametrize("name", ["a b", "a+b", "한국어", "100%", "it's", "a//b", "a?b=c", "#a"])
def test_a_key_is_any_text(ground: StoreGround, name: str) -> None:
    ground.store.put(f"x/{name}", name.encode())
    assert ground.store.get(f"x/{name}") == name.encode()
    assert ground.store.keys("x/") == (f"x/{name}",)


def test_what_is_too_large_is_not_sent(
    ground: StoreGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("deploy.control.aws.store", "sim.aws.store"):
        monkeypatch.setattr(f"{module}.OBJECT_BYTES_MAX", 10)
    ground.store.put("ten", bytes(10))
    with pytest.raises(Rejected, match="over 10 bytes"):
        ground.store.put("eleven", bytes(11))
    assert ground.store.keys("") == ("ten",)


def test_what_is_too_large_is_not_taken(
    ground: StoreGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground.store.put(KEY, bytes(11))
    for module in ("deploy.control.aws.store", "sim.aws.store"):
        monkeypatch.setattr(f"{module}.OBJECT_BYTES_MAX", 10)
    with pytest.raises(Rejected, match="over 10 bytes"):
        ground.store.get(KEY)


# ------------------------------------------------------------------ listing


def test_keys_are_sorted_as_text(ground: StoreGround) -> None:
    for name in ("b", "a/2", "a/10", "A", "a-b", "가"):
        ground.store.put(name, b"")
    assert ground.store.keys("") == ("A", "a-b", "a/10", "a/2", "b", "가")


def test_a_prefix_is_text_and_no_folder(ground: StoreGround) -> None:
    for name in ("ai/1", "ai2", "a", "b"):
        ground.store.put(name, b"")
    assert ground.store.keys("ai") == ("ai/1", "ai2")


def test_no_keys_are_none(ground: StoreGround) -> None:
    assert ground.store.keys("") == ()
    ground.store.put("b", b"")
    assert ground.store.keys("a") == ()


def test_more_keys_than_a_page_holds_are_all_there(ground: StoreGround) -> None:
    for number in range(1003):
        ground.plant(f"many/{number:04}", b"", None)
    keys = ground.store.keys("many/")
    assert (len(keys), keys[0], keys[-1]) == (1003, "many/0000", "many/1002")


# ------------------------------------------------------------------ no bucket


@pytest.mark.parametrize("method", ["put", "get", "keys"])
def test_without_a_bucket_all_is_missing(ground: StoreGround, method: str) -> None:
    with pytest.raises(Missing, match="NoSuchBucket"):
        ACTS[method](ground.elsewhere)


def test_without_a_bucket_nothing_is_under_a_key(ground: StoreGround) -> None:
    assert ground.elsewhere.head(KEY) is None
    url = ground.elsewhere.reading_url(KEY, lasts_s=60)
    assert ground.request("GET", url, b"")[0] == 404


# ------------------------------------------------------------------ signed addresses


def test_a_reading_address_gives_the_content(ground: StoreGround) -> None:
    ground.store.put(KEY, b"one")
    url = ground.store.reading_url(KEY, lasts_s=900)
    assert ground.request("GET", url, b"") == (200, b"one")


def test_a_reading_address_of_nothing_says_so(ground: StoreGround) -> None:
    url = ground.store.reading_url(KEY, lasts_s=900)
    assert ground.request("GET", url, b"")[0] == 404


def test_a_reading_address_outlives_the_signing_of_others(ground: StoreGround) -> None:
    first = ground.store.reading_url(KEY, lasts_s=900)
    ground.store.put(KEY, b"one")
    ground.store.writing_url("reports/1", lasts_s=900)
    assert ground.request("GET", first, b"") == (200, b"one")


def test_a_report_comes_back_by_a_writing_address(ground: StoreGround) -> None:
    url = ground.store.writing_url("reports/1.json", lasts_s=3600)
    assert ground.request("PUT", url, b'{"outcome":"succeeded"}')[0] == 200
    assert ground.store.keys("reports/") == ("reports/1.json",)
    assert ground.store.get("reports/1.json") == b'{"outcome":"succeeded"}'


@pytest.mark.parametrize("name", ["a b", "한국어", "100%"])
def test_an_address_is_of_any_key(ground: StoreGround, name: str) -> None:
    ground.store.put(name, b"one")
    url = ground.store.reading_url(name, lasts_s=60)
    assert url.isascii()
    assert ground.request("GET", url, b"") == (200, b"one")


@pytest.mark.parametrize("lasts_s", [0, -1, 604_801])
def test_an_address_lasts_a_second_to_a_week(ground: StoreGround, lasts_s: int) -> None:
    for sign in (ground.store.reading_url, ground.store.writing_url):
        with pytest.raises(Rejected):
            sign(KEY, lasts_s=lasts_s)
    assert ground.store.reading_url(KEY, lasts_s=604_800)


def test_an_address_holds_no_secret_key(ground: StoreGround) -> None:
    assert SECRET not in ground.store.reading_url(KEY, lasts_s=60)


# ------------------------------------------------------------------ failures


@pytest.mark.parametrize("method", sorted(ACTS))
def test_who_is_not_allowed_is_told_at_once(ground: StoreGround, method: str) -> None:
    ground.fail(method, "denied")
    with pytest.raises(Denied) as caught:
        ACTS[method](ground.store)
    assert caught.value.advice


@pytest.mark.parametrize("method", sorted(ACTS))
def test_too_many_requests_may_come_again(ground: StoreGround, method: str) -> None:
    ground.fail(method, "throttled")
    with pytest.raises(TryAgain):
        ACTS[method](ground.store)
    if method != "head":
        assert ground.store.head(KEY) is None


@pytest.mark.parametrize("method", sorted(ACTS))
def test_a_broken_service_has_not_answered(ground: StoreGround, method: str) -> None:
    ground.fail(method, "error")
    with pytest.raises(Unanswered):
        ACTS[method](ground.store)


def test_a_put_without_a_reply_may_have_been_carried_out(ground: StoreGround) -> None:
    ground.fail("put", "lost")
    with pytest.raises(Unanswered):
        ground.store.put(KEY, b"one")
    assert ground.store.get(KEY) == b"one"


def test_a_put_without_a_reply_may_have_been_lost_itself(ground: StoreGround) -> None:
    ground.fail("put", "slow")
    with pytest.raises(Unanswered):
        ground.store.put(KEY, b"one")
    assert ground.store.head(KEY) is None


@pytest.mark.parametrize("kind", ["denied", "throttled", "error", "slow"])
def test_an_error_names_the_operation_and_the_place_and_no_secret(
    ground: StoreGround, kind: str
) -> None:
    ground.fail("put", kind)
    with pytest.raises((Denied, TryAgain, Unanswered)) as caught:
        ground.store.put(KEY, b"one")
    text = str(caught.value)
    assert "PutObject of s3://artifacts" in text
    assert KEY in text
    assert KEY_ID not in text
    assert SECRET not in text
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
