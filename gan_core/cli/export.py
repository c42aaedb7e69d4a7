"""``export``: a model's network as an ONNX file."""

from __future__ import annotations

import argparse
from typing import Any

from gan_core.cli.inputs import open_model
from gan_core.cli.output import FailedError, UsageError, add_output, show, write_file
from gan_core.cli.paths import add_model
from gan_core.cli.terminal import tell
from gan_core.storage.text import shown

ABOUT = (
    "Write a generator, decoder, encoder or classifier as ONNX, for batches of any size, with its "
    "card as metadata. With onnxruntime the file's numbers are compared with the model's first, "
    "and a file that differs by more than 1e-4 is not written. Needs pip install "
    "'gan-explorer[onnx]'."
)
PART_NAMES = ("generator", "decoder", "encoder", "classifier", "discriminator")


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command to the command line."""
    parser = commands.add_parser("export", help="write a model as ONNX", description=ABOUT)
    add_model(parser)
    parser.add_argument(
        "--part", metavar="|".join(PART_NAMES),
        help="which network; of an autoencoder the decoder if left out",
    )  # fmt: skip
    add_output(parser, "--out", suffixes=(".onnx",), required=True)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_export)


def run_export(arguments: argparse.Namespace) -> None:
    """Carry out ``export``."""
    if arguments.part not in (None, *PART_NAMES):
        raise UsageError(
            f"--part {shown(arguments.part)} is unknown; accepted: {', '.join(PART_NAMES)}"
        )
    model = open_model(arguments.model)
    from gan_core.sharing.onnx_export import ExportError, export
    from gan_core.sharing.onnx_parts import PARTS

    accepted = PARTS[model.settings.kind]
    if arguments.part not in (None, *accepted):
        raise UsageError(
            f"--part {arguments.part} is not in a model of kind {model.settings.kind}; accepted: "
            f"{', '.join(accepted)}"
        )
    try:
        made = export(model, arguments.part)
    except ExportError as error:
        raise FailedError(f"{arguments.model}: {error}") from None
    write_file(arguments.out, made.content)
    checked = made.greatest_difference is not None
    if not checked:
        tell("not compared with the model: onnxruntime is not installed")
    show(
        {
            "model": arguments.model,
            "part": made.part,
            "inputs": list(made.inputs),
            "outputs": list(made.outputs),
            "opset": made.opset,
            "bytes": len(made.content),
            "checked": checked,
            "greatest_difference": made.greatest_difference,
            "out": str(arguments.out),
        },
        as_json=arguments.json,
    )
