"""A model's network as ONNX, compared with the original before anybody gets it."""

from __future__ import annotations

import json
import warnings
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

import torch

from gan_core import __version__
from gan_core.checkpoints.native import Model
from gan_core.sharing.onnx_parts import PARTS, Part
from gan_core.storage.text import one_line

TOLERANCE = 1e-4
"""The most by which a number may differ from torch's."""

CHECKED_COUNTS = (1, 5)
TRACED_COUNT = 2
BATCH = "batch"
CARD_KEY = "gan_explorer.card"


class ExportError(ValueError):
    """A model cannot be exported, or is not the same afterwards; one line says why."""


@dataclass(frozen=True)
class Export:
    """An ONNX file; ``greatest_difference`` from torch is None where onnxruntime is missing."""

    content: bytes
    part: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    opset: int
    greatest_difference: float | None


def export(model: Model, part: str | None = None) -> Export:
    """Return a part of a model, the usual one if left out, as ONNX for batches of any size.

    The card goes along as metadata. With onnxruntime installed the file's numbers are compared with
    torch's, for batches of 1 and 5. Raises ``ExportError`` where they differ by more than 1e-4 or
    are not finite, for a part that the model lacks, and without the libraries.
    """
    accepted = PARTS[model.settings.kind]
    chosen = part or next(iter(accepted))
    if chosen not in accepted:
        raise ExportError(
            f"a {model.settings.kind} has no {chosen}; accepted: {', '.join(accepted)}"
        )
    if not all(find_spec(name) for name in ("onnx", "onnxscript")):
        raise ExportError("ONNX needs onnx and onnxscript: pip install 'gan-explorer[onnx]'")
    made = accepted[chosen](model)
    content, opset = _convert(made, model, chosen)
    return Export(
        content, chosen, made.input_names, made.output_names, opset, _difference(made, content)
    )


def metadata(model: Model, part: str) -> dict[str, str]:
    """Return what an ONNX file says of its model: the main facts by name, and the whole card."""
    card = model.card
    facts = {
        "name": card.name, "part": part, "kind": card.kind, "dataset": card.dataset,
        "licence": card.licence, "recipe": card.recipe, "made_by": f"gan-explorer {__version__}",
    }  # fmt: skip
    return {**facts, CARD_KEY: json.dumps(asdict(card), allow_nan=False)}


def _convert(part: Part, model: Model, name: str) -> tuple[bytes, int]:
    batch = torch.export.Dim(BATCH, min=1)
    inputs = part.inputs(TRACED_COUNT)
    module = part.module.eval().to(memory_format=torch.contiguous_format)
    try:
        with warnings.catch_warnings():
            # The exporter's own, about itself; what it makes is compared below.
            warnings.simplefilter("ignore")
            program = torch.onnx.export(
                module, inputs, dynamo=True, verbose=False, input_names=part.input_names,
                output_names=part.output_names, dynamic_shapes=tuple({0: batch} for _ in inputs),
            )  # fmt: skip
    except Exception as error:  # of many libraries
        raise ExportError(f"torch.onnx cannot export it: {one_line(error)}") from None
    finally:
        module.to(memory_format=torch.channels_last)
    assert program is not None  # it is None of the older exporter only
    proto = program.model_proto
    if not all(x.type.tensor_type.shape.dim[0].dim_param for x in proto.graph.input):
        raise ExportError(f"torch.onnx has made a file for batches of {TRACED_COUNT} alone")
    _forget_the_machine(proto)
    for key, value in metadata(model, name).items():
        proto.metadata_props.add(key=key, value=value)
    return proto.SerializeToString(), int(proto.opset_import[0].version)


def _forget_the_machine(proto: Any) -> None:  # noqa: ANN401
    """Remove what the exporter notes of each node: lines of source and folders of this machine."""
    for graph in (proto.graph, *proto.functions):
        nodes = list(graph.node)
        values = [*graph.input, *graph.output] if graph is proto.graph else []
        for each in (graph, *nodes, *graph.value_info, *values):
            del each.metadata_props[:]
    for each in proto.graph.initializer:
        del each.metadata_props[:]
    del proto.metadata_props[:]


def _difference(part: Part, content: bytes) -> float | None:
    """Return by how much numbers differ at the most; ``ExportError`` where that is too much."""
    try:
        import onnxruntime
    except ImportError:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    greatest = 0.0
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        for count in CHECKED_COUNTS:
            inputs = part.inputs(count)
            given = {name: x.numpy() for name, x in zip(part.input_names, inputs, strict=True)}
            found = session.run(list(part.output_names), given)
            greatest = max(greatest, _farthest(part, inputs, found))
    except ExportError:
        raise
    except Exception as error:  # onnxruntime's have no common type
        raise ExportError(f"onnxruntime cannot run what was exported: {one_line(error)}") from None
    if not greatest <= TOLERANCE:
        raise ExportError(
            f"what was exported differs from the model by {greatest:.3g}; accepted: {TOLERANCE:g}"
        )
    return greatest


@torch.no_grad()
def _farthest(part: Part, inputs: tuple[torch.Tensor, ...], found: list[Any]) -> float:
    wanted = part.module(*inputs)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    farthest = 0.0
    for one, other in zip(wanted, map(torch.from_numpy, found), strict=True):
        if one.shape != other.shape:
            raise ExportError(f"{tuple(other.shape)} came for {tuple(one.shape)}")
        if not (bool(one.isfinite().all()) and bool(other.isfinite().all())):
            raise ExportError("its numbers are NaN or infinite, so they cannot be compared")
        farthest = max(farthest, float((one - other).abs().max()))
    return farthest
