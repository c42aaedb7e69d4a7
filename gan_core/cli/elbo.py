"""``elbo``: measure the bound of models with two latents, for the view from AE to VAE."""

from __future__ import annotations

import argparse
from typing import Any

from gan_core.cli.inputs import (
    add_data,
    model_option,
    open_data,
    open_model,
    parse_number,
    path_option,
)
from gan_core.cli.output import UsageError, show


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
    parser.add_argument(
        "--out", type=path_option, metavar="DIR", help="pretrained/elbo if left out"
    )
    add_data(parser)
    parser.add_argument("--seed", default="0", metavar="N")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_elbo)


def run_elbo(arguments: argparse.Namespace) -> None:
    """Carry out ``elbo``."""
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    from gan_core.checkpoints.native import CheckpointError, model_names
    from gan_core.evaluation.elbo import FOLDER, save_shown, save_study, shown_of, study_bound
    from gan_core.recipes.beta_vae import VAE_ROW

    names = arguments.models or [name for name in VAE_ROW.values() if name in model_names()]
    folder = arguments.out or FOLDER
    test = open_data("mnist", "test", arguments)
    rows = []
    try:
        for name in names:
            model = open_model(name)
            found = study_bound(model, test, seed=seed)
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
        save_shown(shown_of(test), folder=folder)
    except CheckpointError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}") from None
    show({"models": rows, "out": str(folder)}, as_json=arguments.json)
