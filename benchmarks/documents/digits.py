"""The tables of ``docs/digits.md``, from cards of the shipped models and measured choices."""

from typing import Any

from benchmarks.documents.choices import choices_table
from benchmarks.documents.markdown import table
from gan_core.checkpoints.native import PRETRAINED, Card, read_card

CODERS = ("ae-mnist-2d", "vae-mnist-2d", "vae-mnist-2d-best", "vae-mnist-10d", "vae-mnist-10d-best")
GANS = (
    "gan-mnist", "gan-mnist-nobn", "dcgan-mnist", "dcgan-mnist-best", "cgan-mnist",
    "cgan-mnist-best",
)  # fmt: skip
SCORES = (
    ("frechet_distance", "Fréchet distance", 2), ("kernel_distance", "kernel distance", 3),
    ("precision", "precision", 3), ("recall", "recall", 3), ("density", "density", 3),
    ("coverage", "coverage", 3), ("swd", "SWD", 1), ("diversity", "diversity", 2),
    ("label_accuracy", "conditional accuracy", 3),
    ("least_label_diversity", "least diversity within a label", 2),
)  # fmt: skip


def tables() -> dict[str, list[str]]:
    """Return all tables by name."""
    cards = {name: read_card(PRETRAINED / name) for name in (*CODERS, *GANS)}
    return {
        "autoencoders": table(
            ["model", "nats", "reconstruction", "KL", "active latents"],
            [coder_row(name, cards[name]) for name in CODERS],
        ),
        "gans": table(
            ["model", *(title for _key, title, _digits in SCORES)],
            [gan_row(f"`{name}`", cards[name].metrics) for name in GANS]
            + [gan_row("training digits", cards[GANS[0]].metrics["floor"])],
        ),
        "choices": choices_table(),
    }


def coder_row(name: str, card: Card) -> list[str]:
    """Return nats per test picture, in their parts, and how many latents are in use."""
    found = card.metrics
    parts = [found["loss_nats"], found["reconstruction_nats"], found.get("kl_nats")]
    used, latents = found.get("active_units"), card.settings["latent_dim"]
    return [
        f"`{name}`", *("" if part is None else f"{part:.1f}" for part in parts),
        "" if used is None else f"{used} of {latents}",
    ]  # fmt: skip


def gan_row(title: str, metrics: dict[str, Any]) -> list[str]:
    """Return every score of generated digits."""
    row = [title]
    for key, _title, digits in SCORES:
        value = metrics.get(key)
        value = value["average"] if isinstance(value, dict) else value
        row.append("" if value is None else f"{value:.{digits}f}")
    return row
