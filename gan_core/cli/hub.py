"""``push`` and ``pull``: models to and from Hugging Face's hub."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.inputs import open_model
from gan_core.cli.output import FailedError, UsageError, add_output, show, writing
from gan_core.cli.paths import add_model
from gan_core.storage.text import shown

if TYPE_CHECKING:
    from gan_core.checkpoints.native import Model

PUSH = (
    "Send a model with its card to Hugging Face's hub: config.json, model.safetensors, README.md. "
    "HF_TOKEN, or 'hf auth login', says who you are; HF_ENDPOINT names another server. Needs "
    "huggingface_hub: pip install 'gan-explorer[hub]'."
)
PULL = (
    "Fetch a model from Hugging Face's hub into a folder that all commands open. Only JSON and "
    "safetensors are read. Needs huggingface_hub: pip install 'gan-explorer[hub]'."
)


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add both commands to the command line."""
    parser = commands.add_parser("push", help="send a model to the hub", description=PUSH)
    add_model(parser)
    parser.add_argument("--to", required=True, metavar="OWNER/NAME", help="where it goes")
    parser.add_argument("--private", action="store_true", help="a new repository is private")
    parser.add_argument(
        "--licence", metavar="ID", help="for models of your own data: the hub's name of a licence"
    )
    parser.add_argument(
        "--agree-non-commercial",
        action="store_true",
        help="for models made of CelebA: I pass it on for non-commercial research only",
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_push)

    parser = commands.add_parser("pull", help="fetch a model from the hub", description=PULL)
    parser.add_argument("repository", metavar="OWNER/NAME")
    parser.add_argument(
        "--revision", metavar="REV",
        help="a commit's hash, which pins the model, a branch or a tag; the newest if left out",
    )  # fmt: skip
    add_output(
        parser, "--out", help="where to write; NAME if left out",
        otherwise=lambda arguments: Path(arguments.repository.rpartition("/")[2] or "model"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_pull)


def run_push(arguments: argparse.Namespace) -> None:
    """Carry out ``push``."""
    repository = _repository(arguments.to, "--to")
    model = open_model(arguments.model)
    from gan_core.sharing.hub import HubError, push
    from gan_core.sharing.licences import LicenceError, choose_licence

    try:
        licence = choose_licence(
            model.card, arguments.licence, agreed=arguments.agree_non_commercial
        )
    except LicenceError as error:
        raise UsageError(str(error)) from None
    try:
        pushed = push(model, repository, licence, private=arguments.private)
    except HubError as error:
        raise FailedError(str(error)) from None
    show(
        {
            "model": arguments.model,
            "repository": repository,
            "url": pushed.url,
            "commit": pushed.commit,
            "licence": licence.name or licence.identifier,
            "bytes": pushed.bytes,
        },
        as_json=arguments.json,
    )


def run_pull(arguments: argparse.Namespace) -> None:
    """Carry out ``pull``."""
    repository = _repository(arguments.repository, "OWNER/NAME")
    from gan_core.checkpoints.native import CheckpointError
    from gan_core.sharing.hub import fetch
    from gan_core.sharing.hub_files import read_hub_folder

    try:
        fetched = fetch(repository, revision=arguments.revision)
        model = read_hub_folder(fetched.folder)
    except CheckpointError as error:
        raise FailedError(str(error)) from None
    with writing("--out", arguments.out):
        place = _write(model, arguments.out)
    show(
        {
            "repository": repository,
            "commit": fetched.commit,
            "kind": model.card.kind,
            "dataset": model.card.dataset,
            "licence": model.card.licence,
            "bytes": model.card.bytes,
            "model": str(place),
        },
        as_json=arguments.json,
    )


def _repository(text: str, option: str) -> str:
    from gan_core.sharing.loading import HUB_NAME

    if not HUB_NAME.fullmatch(text):
        raise UsageError(f"{option} {shown(text)} is no name of the hub; accepted: owner/name")
    return text


def _write(model: Model, folder: Path) -> Path:
    """Write a model as commands open it; returns what to give them."""
    from gan_core.checkpoints.converted import SUFFIX, write_converted
    from gan_core.checkpoints.native import save_model
    from gan_core.conversion.settings import ConvertedSettings

    if isinstance(model.settings, ConvertedSettings):
        place = folder / f"{folder.resolve().name}{SUFFIX}"
        write_converted(place, model.network, model.card)
        return place
    save_model(folder, model.network, model.card)
    return folder
