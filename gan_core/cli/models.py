"""``models`` and ``sample``: what is shipped, and pictures drawn from it."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.inputs import (
    COUNT_LIMIT,
    add_common,
    open_device,
    open_model,
    parse_number,
    parse_truncation,
)
from gan_core.cli.output import UsageError, add_output, save_arrays, show, write_file
from gan_core.cli.paths import add_model, path_option
from gan_core.storage.text import shown

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import torch

    from gan_core.checkpoints.native import Model

LATENTS_BYTES = 500_000_000
SUFFIXES = (".png", ".npz")
COLUMNS = 10


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add both commands to the command line."""
    parser = commands.add_parser("models", help="list the shipped models with their cards")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_models)

    parser = commands.add_parser("sample", help="draw pictures from a model")
    add_model(parser)
    parser.add_argument("--n", default="64", metavar="N")
    parser.add_argument("--labels", metavar="0,1,...", help="for models with labels; repeated to N")
    parser.add_argument("--truncation", metavar="T", help="truncate at T: lower is more typical")
    parser.add_argument(
        "--latents",
        type=path_option,
        metavar="FILE.npz",
        help="take these latents, the array z, instead",
    )
    add_output(parser, "--out", suffixes=SUFFIXES, required=True)
    add_common(parser)
    parser.set_defaults(run=run_sample)


def run_models(arguments: argparse.Namespace) -> None:
    """Carry out ``models``."""
    from gan_core.checkpoints.native import PRETRAINED, CheckpointError, model_names, read_card

    try:
        cards = [read_card(PRETRAINED / name) for name in model_names()]
    except CheckpointError as error:
        raise UsageError(str(error)) from None
    fields = ("name", "kind", "dataset", "licence", "sha256", "bytes", "metrics")
    models = [{field: getattr(card, field) for field in fields} for card in cards]
    if arguments.json:
        show({"models": models}, as_json=True)
        return
    show(
        {
            m["name"]: f"{m['kind']} on {m['dataset']} ({m['licence']}), {m['bytes'] / 1e6:.2f} MB"
            for m in models
        },
        as_json=False,
    )


def run_sample(arguments: argparse.Namespace) -> None:
    """Carry out ``sample``."""
    count = parse_number(arguments.n, "--n", 1, COUNT_LIMIT)
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    truncation = parse_truncation(arguments.truncation)
    model = open_model(arguments.model)
    device = open_device(arguments.device)
    import torch

    from gan_core.latent.generation import as_pixels, decode, truncated_pictures
    from gan_core.settings.families import GENERATIVE
    from gan_core.storage.memory import MemoryShortError

    if model.settings.kind not in GENERATIVE:
        raise UsageError(
            f"{arguments.model} is a {model.settings.kind}, which makes no pictures; "
            f"accepted kinds: {', '.join(GENERATIVE)}"
        )
    given_latents = _given_latents(arguments.latents, model)
    if given_latents is not None:
        count = len(given_latents)
    labels = _labels(arguments.labels, count, model)
    started = time.perf_counter()
    model = model.to(device)
    random = torch.Generator(device).manual_seed(seed)
    given = None if labels is None else labels.to(device)
    try:
        if given_latents is None:
            pictures = truncated_pictures(
                model.network, model.settings, count,
                truncation=truncation, generator=random, device=device, labels=given,
            )  # fmt: skip
        else:
            pictures = decode(model.network, model.settings, given_latents.to(device), given)
        images = as_pixels(pictures)
    except MemoryShortError as error:
        raise UsageError(f"--n {count}: {error}") from None
    seconds = time.perf_counter() - started
    if arguments.out.suffix.lower() == ".png":
        write_file(arguments.out, _sheet(images))
    else:
        known = torch.full((count,), -1) if labels is None else labels
        save_arrays(arguments.out, images=images, labels=known.numpy())
    show({"model": arguments.model, "n": count, "seconds": seconds}, as_json=arguments.json)


def _given_latents(path: Path | None, model: Model) -> torch.Tensor | None:
    """Return the array ``z`` (N, d) of an npz file; ``UsageError`` says what is wrong with it."""
    import zipfile

    import numpy as np
    import torch

    if path is None:
        return None
    size = model.settings.latent_dim
    try:
        if path.stat().st_size > LATENTS_BYTES:
            raise ValueError(f"larger than {LATENTS_BYTES} bytes")
        with np.load(path, allow_pickle=False) as file:
            latents = np.asarray(file["z"], dtype=np.float32)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        reason = " ".join(str(error).split())
        raise UsageError(f"--latents {path} is no npz file with an array z: {reason}") from None
    fits = latents.ndim == 2 and latents.shape[1] == size and 1 <= len(latents) <= COUNT_LIMIT
    if not fits or not np.isfinite(latents).all():
        raise UsageError(
            f"--latents {path} has z of shape {latents.shape}; accepted: 1 to {COUNT_LIMIT} rows "
            f"of {size} finite numbers"
        )
    return torch.from_numpy(latents)


def _sheet(images: npt.NDArray[np.uint8]) -> bytes:
    from PIL import Image

    from gan_core.viz.picture_grid import picture_grid
    from gan_core.viz.raster import png

    return png(Image.fromarray(picture_grid(images, columns=min(COLUMNS, len(images)))))


def _labels(text: str | None, count: int, model: Model) -> torch.Tensor | None:
    """Return a label for each picture: those that were asked for in turn, otherwise all."""
    from gan_core.latent.generation import spread_labels
    from gan_core.settings.images import CLASSES

    if not model.settings.conditional:
        if text is None:
            return None
        raise UsageError("--labels is for models with labels, whose kind is cgan")
    known = model.card.data.get("labels") or [str(label) for label in range(CLASSES)]
    if text is None:
        return spread_labels(range(len(known)), count)
    asked = text.split(",")
    if not set(asked) <= set(known):
        accepted = ", ".join(known) if model.card.data.get("labels") else "digits 0 to 9"
        raise UsageError(f"--labels {shown(text)}; accepted: {accepted}, between commas")
    return spread_labels([known.index(label) for label in asked], count)
