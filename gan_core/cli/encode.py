"""``encode`` and ``reconstruct``: pictures through a model's encoder, and back again."""

from __future__ import annotations

import argparse
import time
from typing import Any

from gan_core.cli.inputs import (
    COUNT_LIMIT,
    add_common,
    add_data,
    open_data,
    open_device,
    open_model,
    parse_number,
)
from gan_core.cli.output import UsageError, add_output, save_arrays, show
from gan_core.cli.paths import add_model


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add both commands to the command line."""
    for name, text, action in (
        ("encode", "turn test pictures into latents", run_encode),
        ("reconstruct", "encode test pictures and decode them again", run_reconstruct),
    ):
        parser = commands.add_parser(name, help=text)
        add_model(parser)
        add_data(parser)
        parser.add_argument("--split", default="test", metavar="train|validation|test")
        parser.add_argument("--n", metavar="N", help="the first N pictures; all if left out")
        add_output(parser, "--out", suffixes=(".npz",), required=True)
        add_common(parser)
        parser.set_defaults(run=action)


def run_encode(arguments: argparse.Namespace) -> None:
    """Carry out ``encode``."""
    _through_encoder(arguments, decoded=False)


def run_reconstruct(arguments: argparse.Namespace) -> None:
    """Carry out ``reconstruct``."""
    _through_encoder(arguments, decoded=True)


def _through_encoder(arguments: argparse.Namespace, *, decoded: bool) -> None:
    most = COUNT_LIMIT if arguments.n is None else parse_number(arguments.n, "--n", 1, COUNT_LIMIT)
    model = open_model(arguments.model)
    device = open_device(arguments.device)
    from gan_core.latent.generation import as_pixels, decode, encode
    from gan_core.settings.families import ENCODING

    if model.settings.kind not in ENCODING:
        raise UsageError(
            f"{arguments.model} is a {model.settings.kind}, which has no encoder; "
            f"accepted kinds: {', '.join(ENCODING)}"
        )
    # What a converted model was trained on may be unknown: digits of 28 x 28 it takes all the same.
    known = model.settings.dataset
    data = open_data(known if known != "unknown" else "mnist", arguments.split, arguments)
    accepted = model.settings.resolution
    if data.images.shape[-1] != accepted:
        raise UsageError(
            f"{arguments.model} takes pictures of {accepted} x {accepted} pixels; "
            f"those at hand have {data.images.shape[-1]}"
        )
    started = time.perf_counter()
    model = model.to(device)
    images = data.images[:most].to(device).float().div(255)
    codes = encode(model.network, model.settings, images)
    arrays = {"labels": data.labels[:most].numpy()}
    if decoded:
        again = decode(model.network, model.settings, codes)
        arrays |= {"images": as_pixels(images), "reconstructions": as_pixels(again)}
    else:
        arrays["latents"] = codes.cpu().numpy()
    seconds = time.perf_counter() - started
    save_arrays(arguments.out, **arrays)
    show({"model": arguments.model, "n": len(images), "seconds": seconds}, as_json=arguments.json)
