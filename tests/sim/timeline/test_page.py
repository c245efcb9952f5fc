"""One page, whole in itself: nothing in it comes from elsewhere, and no text in it breaks out."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from sim.timeline import page, recording
from sim.timeline.encoding import encode
from sim.timeline.model import Chronicle
from tests.sim.timeline.chronicles import FAULT, HOSTILE, effects, hostile, long, told

SCRIPTS = 2
"""The data, and the one that shows it."""
BYTES_MAX = 3_000_000


class Tags(HTMLParser):
    """Collects the tags of a page, and what its scripts and styles hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.held: dict[str, list[str]] = {"script": [], "style": []}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in self.held:
            self.held[tag].append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is not None:
            self.held[self.cdata_elem][-1] += data


def data_of(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Tags(text).held["script"][0])
    return found


@pytest.fixture(scope="module")
def text() -> str:
    return page.render(told(FAULT))


def test_the_answers_need_no_script(text: str) -> None:
    head = text.partition("<main>")[0]
    assert "Restore the newest usable backup — went back" in head
    assert "1.41 to 3.46 s (2.05 s): nothing answers." in head
    assert "a call of pm2 in step <code>start</code>" in head
    assert "python -m sim replay &#39;restore_latest:0.run.pm2@start#1=fails&#39;" in head


def test_nothing_comes_from_elsewhere(text: str) -> None:
    links = [
        value
        for _, attributes in Tags(text).tags
        for name, value in attributes.items()
        if name in ("src", "href", "action", "data") and not str(value).startswith("#")
    ]
    assert links == []
    assert "@import" not in text
    assert "url(" not in text.replace("url(#nothing)", "").replace("url(#ill)", "")


def test_the_policy_allows_this_style_and_this_script_alone(text: str) -> None:
    found = Tags(text)
    (policy,) = [
        str(attributes["content"])
        for tag, attributes in found.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    for kind, number in (("style", 0), ("script", 1)):
        digest = hashlib.sha256(found.held[kind][number].encode()).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'")
    inline = [name for _, attributes in found.tags for name in attributes if name.startswith("on")]
    assert inline == []
    assert [attributes for _, attributes in found.tags if "style" in attributes] == []


def test_the_same_run_gives_the_same_page(text: str) -> None:
    assert page.render(recording.chronicle(FAULT)) == text


def test_no_text_breaks_out() -> None:
    found = page.render(hostile())
    tags = Tags(found)
    assert len(tags.held["script"]) == SCRIPTS
    assert [tag for tag, _ in tags.tags if tag == "b"] == []
    for unseen in "\u2028\u202e\x07\ud800":
        assert unseen not in found
    assert found.encode()


def test_what_is_hostile_is_shown_as_it_is() -> None:
    words = data_of(page.render(hostile()))["words"]
    assert any("</script><script>alert(1)</script>\\u2028<b onclick='x'>" in word for word in words)


@pytest.mark.parametrize("sign", ["</script>", "<!--", "\u2028", "\u2029", "&", "'"])
def test_embedded_json_reads_back_and_holds_no_sign_that_ends_it(sign: str) -> None:
    written = page.embedded({"path": f"a{sign}b"})
    assert json.loads(written) == {"path": f"a{sign}b"}
    assert sign not in written


def test_a_sentence_is_split_at_its_code() -> None:
    assert [(each.text, each.code) for each in page.pieces("a `b` c")] == [
        ("a ", False),
        ("b", True),
        (" c", False),
    ]


def test_the_state_of_every_row_can_be_found_again() -> None:
    chronicle = told("upgrade:0.files.write@record#1=kill_after")
    data = json.loads(json.dumps(encode(chronicle)))
    state = replayed(data)
    assert state == spelled(chronicle)


def replayed(data: dict[str, Any]) -> dict[str, str]:
    """Do what the page's script does: apply every pair of place and word."""
    names: list[str] = []
    for parent, name in data["places"]:
        names.append(name if parent < 0 else f"{names[parent]}/{name}")
    state: dict[str, str] = {}
    for pairs in (*(lane["begin"] for lane in data["lanes"]), *data["rows"]["changes"]):
        for place, word in zip(pairs[::2], pairs[1::2], strict=True) if pairs else ():
            if word < 0:
                del state[names[place]]
            else:
                state[names[place]] = data["words"][word]
    return state


def spelled(chronicle: Chronicle) -> dict[str, str]:
    state = {
        f"{number}/{place}": word
        for number, lane in enumerate(chronicle.lanes)
        for place, word in lane.begin.items()
    }
    for row in chronicle.rows:
        for place, word in row.changes:
            if word is None:
                del state[f"{row.lane}/{place}"]
            else:
                state[f"{row.lane}/{place}"] = word
    base = f"{chronicle.lanes[0].base}/"
    return {place: word.replace(base, "") for place, word in state.items()}


@pytest.mark.lengthy
def test_ten_thousand_effects_make_a_small_page() -> None:
    chronicle = long()
    assert effects(chronicle) >= 10_000
    assert len(page.render(chronicle).encode()) < BYTES_MAX


def test_a_clean_run_makes_a_very_small_one() -> None:
    assert len(page.render(told("upgrade")).encode()) < 100_000


def test_hostile_words_are_hostile() -> None:
    assert re.search(r"</script>", HOSTILE)
    assert not HOSTILE.isprintable()
