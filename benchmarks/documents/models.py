"""The tables of ``pretrained/README.md``, from cards and recorded runs."""

from typing import Any

from benchmarks.documents.markdown import table
from gan_core.ablations.record import FOLDER, load_record
from gan_core.checkpoints.native import PRETRAINED, read_card
from gan_core.recipes.recipe import CHOSEN_BY
from gan_core.settings.datasets import FACE_SETS

DIGITS = {
    "classifier-mnist": "four convolutions, 128 features, ten labels: the feature extractor of all "
    "scores on digits",
    "ae-mnist-2d": "autoencoder, 784-400-400-2",
    "vae-mnist-2d": "VAE, 784-400-400-2",
    "vae-mnist-2d-beta0.1": "the same with KL weight 0.1, for the page `What D learns`",
    "vae-mnist-2d-beta0.5": "the same with KL weight 0.5, for the page `What D learns`",
    "vae-mnist-2d-beta2": "the same with KL weight 2, for the page `What D learns`",
    "vae-mnist-2d-beta5": "the same with KL weight 5, for the page `What D learns`",
    "vae-mnist-2d-best": "convolutional VAE, 2 latents",
    "vae-mnist-10d": "VAE, 784-400-400-10",
    "vae-mnist-10d-best": "convolutional VAE, 10 latents",
    "gan-mnist": "gan-digits's fully connected GAN",
    "gan-mnist-nobn": "the same without batch norm: collapsed, as the document says",
    "dcgan-mnist": "dcgan-digits's convolutional GAN",
    "dcgan-mnist-best": "convolutional GAN, R1, EMA of G's weights",
    "pggan-mnist32": "progressive GAN, from 4 x 4 to 32 x 32 in {steps:,} steps",
    "cgan-mnist": "latent-thesis's convolutional GAN with labels",
    "cgan-mnist-best": "convolutional GAN with labels, R1, EMA of G's weights",
}
FACES = {
    "vae-celeba64": "convolutional VAE, 64 latents; its encoder is a feature space of the page "
    "`Faces`",
    "dcgan-celeba64": "DCGAN, a quarter of the paper's channels, EMA of G's weights",
    "pggan-celeba64": "progressive GAN, from 4 x 4 to 64 x 64 in {steps:,} steps (99 minutes on a "
    "processor: first two threads, then one)",
    "discriminator-celeba64": "D of another training than `dcgan-celeba64`'s; the feature "
    "extractor of all scores on faces",
}
ABLATIONS = {
    "rules-mnist": "nothing",
    "rules-mnist-seed1": "the seed",
    "rules-mnist-seed2": "the seed",
    "rules-mnist-nobn": "no batch norm in G",
    "rules-mnist-tanh": "tanh at G's end, pictures in [-1, 1]",
    "rules-mnist-relu": "ReLU in D",
}
TRAINING = (50_000, 5000)
"""Training digits, and training faces, without the validation ones."""

COLLAPSED = 0.1
"""Least diversity, as a share of the data's, that need not be mentioned."""


def tables() -> dict[str, list[str]]:
    """Return all tables by name."""
    return {
        "digits": _models(DIGITS, "on the 10,000 test digits"),
        "faces": _models(FACES, "on 1,000 test faces"),
        "sets": sets_table(),
        "ablations": ablations_table(),
    }


def _models(descriptions: dict[str, str], scores: str) -> list[str]:
    rows = []
    for name, text in descriptions.items():
        card = read_card(PRETRAINED / name)
        rows.append([f"`{name}`", text.format(steps=card.steps), summary(card.metrics)])
    return table(["model", "what it is", scores], rows)


def sets_table() -> list[str]:
    """Return for each model which pictures trained it, chose its settings, and are reported on."""
    rows = []
    for name in (*DIGITS, *FACES):
        card = read_card(PRETRAINED / name)
        pictures, faces = card.data["pictures"], card.dataset in FACE_SETS
        trained = f"{pictures:,} training {'faces' if faces else 'digits'}"
        if pictures > TRAINING[faces]:
            trained += ", the validation ones among them"
        reported = "nothing"
        if card.metrics:
            found = card.metrics
            reported = f"{found['n']:,} {found['split']} {'faces' if faces else 'digits'}"
        rows.append([f"`{name}`", trained, CHOSEN_BY[card.chosen_by], reported])
    return table(["model", "trained on", "settings chosen by", "figures from"], rows)


def ablations_table() -> list[str]:
    """Return what each recorded run changes, and its scores."""
    rows = []
    for name, change in ABLATIONS.items():
        record = load_record(FOLDER / f"{name}.safetensors")
        rows.append([f"`{name}`", change, _gan({**record.scores, "floor": record.floor})])
    return table(["recorded run", "what differs", "on the 10,000 test digits"], rows)


def summary(metrics: dict[str, Any]) -> str:
    """Return the scores of a card in one line; empty where it has none."""
    if "accuracy" in metrics:
        share, count = metrics["accuracy"], metrics["n"]
        wrong = round((1 - share) * count)
        return f"{share:.2%} right ({wrong} of {count:,} wrong)"
    if "loss_nats" in metrics:
        return _autoencoder(metrics)
    return _gan(metrics) if "frechet_distance" in metrics else ""


def _autoencoder(metrics: dict[str, Any]) -> str:
    if "kl_nats" not in metrics:
        return f"{metrics['loss_nats']:.1f} nats per picture"
    digits = 0 if metrics["loss_nats"] > 1000 else 1
    total, parts = (
        metrics["loss_nats"],
        (metrics["reconstruction_nats"], metrics["kl_nats"]),
    )
    text = (
        f"{total:.{digits}f} nats: {parts[0]:.{digits}f} reconstruction, {parts[1]:.{digits}f} KL"
    )
    if digits == 0:
        text += f" (the colours' own entropy is {metrics['grey_entropy_nats']:.0f})"
    return text


def _gan(metrics: dict[str, Any]) -> str:
    floor = metrics["floor"]
    parts = [f"Fréchet distance {_distance(metrics['frechet_distance'])} "
             f"({floor['frechet_distance']:.2f})"]  # fmt: skip
    parts += [f"{name} {metrics[name]:.3f} ({floor[name]:.3f})" for name in ("precision", "recall")]
    if "swd" in metrics:
        swd = metrics["swd"]["average"], floor["swd"]["average"]
        parts.append(f"sliced Wasserstein distance {swd[0]:.1f} ({swd[1]:.1f})")
    if metrics.get("diversity", 1.0) < COLLAPSED:
        parts.append(f"diversity {metrics['diversity']:.2g} of the data's")
    if "label_accuracy" in metrics:
        parts.append(f"conditional accuracy {metrics['label_accuracy']:.1%}")
        parts.append(
            f"least diversity within a label {metrics['least_label_diversity']:.2f} of the data's"
        )
    return ", ".join(parts)


def _distance(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"
