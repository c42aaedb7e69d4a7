"""``elbo``: measure the bound of models with two latents, for the view from AE to VAE."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from gan_core.cli.inputs import add_data, open_data, open_model, parse_number
from gan_core.cli.output import UsageError, add_output, interruptible, show, writing
from gan_core.cli.paths import model_option


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command to the command line."""
    parser = commands.add_parser(
        "elbo", help="measure the lower bound of models with two latents on test digits"
    )
    parser.add_argument(
        "models",
        type=model_option,
        metavar="MODEL",
        nargs="*",
        help="names; all models of that view if left out",
    )
    add_output(parser, "--out", otherwise=_shipped, help="pretrained/elbo if left out")
    add_data(parser)
    parser.add_argument("--seed", default="0", metavar="N")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_elbo)


def _shipped(_: argparse.Namespace) -> Path:
    from gan_core.evaluation.elbo import FOLDER

    return FOLDER


def run_elbo(arguments: argparse.Namespace) -> None:
    """Carry out ``elbo``."""
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    from gan_core.checkpoints.native import CheckpointError, model_names
    from gan_core.evaluation.elbo import save_shown, save_study, shown_of, study_bound
    from gan_core.recipes.beta_vae import VAE_ROW

    names = arguments.models or [name for name in VAE_ROW.values() if name in model_names()]
    folder = arguments.out
    test = open_data("mnist", "test", arguments)
    rows: list[dict[str, Any]] = []

    def saved() -> str:
        return f"{folder} has {len(rows)} of {len(names)} models' bounds"

    with interruptible(saved):
        for name in names:
            model = open_model(name)
            try:
                found = study_bound(model, test, seed=seed)
            except CheckpointError as error:
                raise UsageError(str(error)) from None
            with writing("--out", folder):
                save_study(model.card.name, found, folder=folder)
            rows.append(
                {
                    "model": model.card.name,
                    "n": len(found.labels),
                    "reconstruction_nats": float(found.reconstruction.mean()),
                    "kl_nats": found.kl.mean(0).tolist() if found.variational else None,
                    "elbo_nats": float(found.bound.mean()) if found.variational else None,
                    "log_evidence_nats": float(found.evidence.mean()),
                    "kinds": found.kinds,
                }
            )
    with writing("--out", folder):
        save_shown(shown_of(test), folder=folder)
    show({"models": rows, "out": str(folder)}, as_json=arguments.json)
