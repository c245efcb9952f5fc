"""The tokenizer's file: its parts say what the engine's source does to a text."""

from scripts.e5_folder.tokenizer import normalizers, tokenizer
from tests.ai_app.adapters.models.packing import PIECES, tiny


def test_the_pieces_keep_their_places_and_scores() -> None:
    model = tokenizer(tiny().vocabulary)["model"]
    assert model["vocab"] == [list(each) for each in PIECES]
    assert model["unk_id"] == 3


def test_special_pieces_are_never_split() -> None:
    added = tokenizer(tiny().vocabulary)["added_tokens"]
    assert [(each["id"], each["content"]) for each in added] == [
        (0, "<s>"), (1, "<pad>"), (2, "</s>"), (3, "<unk>"),
    ]  # fmt: skip


def test_a_text_stands_between_the_first_and_the_last_token() -> None:
    around = tokenizer(tiny().vocabulary)["post_processor"]
    assert [next(iter(each.values()))["id"] for each in around["single"]] == ["<s>", "A", "</s>"]
    assert around["special_tokens"]["</s>"]["ids"] == [2]


def test_only_what_departs_from_nfkc_is_told_letter_by_letter() -> None:
    steps = normalizers({"\t": " ", "\n": " ", "\x01": "", "\uff21": "A"})
    assert steps == [
        {"type": "Replace", "pattern": {"Regex": "[\\x{9}\\x{a}]"}, "content": " "},
        {"type": "Replace", "pattern": {"Regex": "[\\x{1}]"}, "content": ""},
        {"type": "NFKC"},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
    ]
