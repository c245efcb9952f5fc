"""Writes a vocabulary as the file `tokenizer.json` of the library tokenizers."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from adapters.models.packed import Vocabulary

SPACE = "\u2581"
"""What stands for a space within a piece, as SentencePiece has it."""


def tokenizer(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the content of the file: a unigram model, and what happens to a text before it."""
    first, last = (special(vocabulary, name) for name in ("bos", "eos"))
    spaces = {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": place,
                "content": vocabulary.pieces[place],
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for place in sorted(vocabulary.special.values())
        ],
        "normalizer": {"type": "Sequence", "normalizers": normalizers(vocabulary.replaced)},
        "pre_tokenizer": spaces,
        "decoder": spaces,
        "post_processor": around(first, last, vocabulary),
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.special["unk"],
            "vocab": [
                list(each) for each in zip(vocabulary.pieces, vocabulary.scores, strict=True)
            ],
            "byte_fallback": False,
        },
    }


def normalizers(replaced: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the steps that do what the table does: where it departs from NFKC, then NFKC."""
    departing: defaultdict[str, list[str]] = defaultdict(list)
    for letter, instead in replaced.items():
        if instead != unicodedata.normalize("NFKC", letter):
            departing[instead].append(f"\\x{{{ord(letter):x}}}")
    return [
        *(replacing(f"[{''.join(codes)}]", instead) for instead, codes in departing.items()),
        {"type": "NFKC"},
        replacing(" {2,}", " "),
    ]


def replacing(pattern: str, instead: str) -> dict[str, Any]:
    """Return the step that puts something in place of what a pattern finds."""
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": instead}


def around(first: str, last: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the step that puts a text between the first and the last token."""
    ids = {first: vocabulary.special["bos"], last: vocabulary.special["eos"]}
    text = {"Sequence": {"id": "A", "type_id": 0}}
    begin, end = ({"SpecialToken": {"id": each, "type_id": 0}} for each in ids)
    other = {"Sequence": {"id": "B", "type_id": 0}}
    return {
        "type": "TemplateProcessing",
        "single": [begin, text, end],
        "pair": [begin, text, end, end, other, end],
        "special_tokens": {
            each: {"id": each, "ids": [place], "tokens": [each]} for each, place in ids.items()
        },
    }


def special(vocabulary: Vocabulary, name: str) -> str:
    """Return how a special token is spelled."""
    return vocabulary.pieces[vocabulary.special[name]]
