"""``latent-statistics``: measure a model's latents once, for the pages that show them."""

from __future__ import annotations

import argparse
from typing import Any

from gan_core.cli.inputs import add_data, open_data, open_model, parse_number
from gan_core.cli.output import UsageError, check_writable, show, writing
from gan_core.cli.paths import add_model


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command to the command line."""
    parser = commands.add_parser(
        "latent-statistics",
        # Its name in earlier versions.
        aliases=["survey"],
        help="measure a model's latents and write the result beside its weights",
    )
    add_model(parser)
    add_data(parser)
    parser.add_argument("--seed", default="0", metavar="N")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_latent_statistics)


def run_latent_statistics(arguments: argparse.Namespace) -> None:
    """Carry out ``latent-statistics``."""
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    model = open_model(arguments.model)
    from gan_core.checkpoints.converted import is_converted
    from gan_core.checkpoints.native import CheckpointError, find_model
    from gan_core.evaluation.latent_statistics import (
        FILE,
        PICTURES,
        measure_latents,
        save_latent_statistics,
    )
    from gan_core.settings.families import GENERATIVE

    if model.settings.kind not in GENERATIVE:
        raise UsageError(
            f"{arguments.model} is a {model.settings.kind}, which has no latents; "
            f"accepted kinds: {', '.join(GENERATIVE)}"
        )
    if is_converted(arguments.model):
        raise UsageError(
            f"{arguments.model} is a converted model, which the app measures by itself; accepted: "
            "a name from 'models', or a folder"
        )
    folder = find_model(arguments.model)
    check_writable("the model's folder", folder)
    test = open_data(model.settings.dataset, "test", arguments)
    try:
        found = measure_latents(model, test, seed=seed)
    except CheckpointError as error:
        raise UsageError(str(error)) from None
    with writing("the model's folder", folder):
        save_latent_statistics(folder, found)
    show(
        {
            "model": arguments.model,
            "n": min(PICTURES, len(test.images)),
            "effects": found.effects.tolist(),
            "shares": found.shares.tolist(),
            "counts": found.counts.tolist(),
            "sharpness": found.sharpness,
            "coverage": found.coverage,
            "out": str(folder / FILE),
        },
        as_json=arguments.json,
    )
