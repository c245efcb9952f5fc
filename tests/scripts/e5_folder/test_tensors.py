"""A file of safetensors: where its head says a tensor lies, there its numbers are."""

import io
import json

import numpy as np

from scripts.e5_folder.tensors import names, write_tensors
from tests.ai_app.adapters.models.packing import expected, tiny


def test_every_tensor_of_a_bert_is_where_the_head_says() -> None:
    model, file = tiny(), io.BytesIO()
    write_tensors(model, file)
    content = file.getvalue()
    length = int.from_bytes(content[:8], "little")
    head = json.loads(content[8 : 8 + length])
    assert head.pop("__metadata__") == {"format": "pt"}
    wanted = expected(model)
    assert list(head) == list(wanted)
    for name, numbers in wanted.items():
        begin, end = (8 + length + each for each in head[name]["data_offsets"])
        found = np.frombuffer(content[begin:end], "<f4").reshape(head[name]["shape"])
        assert head[name]["dtype"] == "F32"
        assert np.array_equal(found, numbers), name
    assert end == len(content)
    assert length % 8 == 0


def test_shapes_are_those_that_transformers_asks_for() -> None:
    shapes = {name: numbers.shape for name, numbers in expected(tiny()).items()}
    layer = "encoder.layer.0"
    assert shapes["embeddings.word_embeddings.weight"] == (6, 32)
    assert shapes[f"{layer}.intermediate.dense.weight"] == (64, 32)
    assert shapes[f"{layer}.output.dense.weight"] == (32, 64)
    assert shapes[f"{layer}.attention.output.LayerNorm.weight"] == (32,)
    assert not expected(tiny())["pooler.dense.weight"].any()


def test_each_part_of_a_layer_goes_where_it_belongs() -> None:
    found = {there: here for there, here, _ in names(tiny()) if there.startswith("encoder")}
    assert {there.removeprefix("encoder.layer.0."): here for there, here in found.items()} == {
        "attention.self.query.weight": "l0.q.w",
        "attention.self.query.bias": "l0.q.b",
        "attention.self.key.weight": "l0.k.w",
        "attention.self.key.bias": "l0.k.b",
        "attention.self.value.weight": "l0.v.w",
        "attention.self.value.bias": "l0.v.b",
        "attention.output.dense.weight": "l0.ao.w",
        "attention.output.dense.bias": "l0.ao.b",
        "attention.output.LayerNorm.weight": "l0.aln.w",
        "attention.output.LayerNorm.bias": "l0.aln.b",
        "intermediate.dense.weight": "l0.fi.w",
        "intermediate.dense.bias": "l0.fi.b",
        "output.dense.weight": "l0.fo.w",
        "output.dense.bias": "l0.fo.b",
        "output.LayerNorm.weight": "l0.oln.w",
        "output.LayerNorm.bias": "l0.oln.b",
    }
