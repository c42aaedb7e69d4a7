"""What each view of the label page makes: as pictures, as files, and as a program."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from gan_core.settings.images import CLASSES
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import png
from ui.labels.link_state import LabelLinkState
from ui.models.shown_models import Floats, Labels, noise_of, pictures_of, shown_model
from ui.shared.picture_bytes import Pixels

STYLES = 40
GRID_STYLES = 5
BLEND_STYLES = 4
BLENDS = 9
"""Pictures on the way from one label to the other."""

ASKED = 1000
"""Pictures over which the conditional accuracy is counted, a hundred from each seed."""

SCALE = 4


@dataclass(frozen=True)
class Asked:
    """Style (which latent) and label of each picture of a view, and how many stand in a row.

    ``shares`` are how far each picture of a blend is on its way; its label is where it starts.
    """

    styles: list[int]
    labels: list[int]
    columns: int
    shares: list[float] | None = None


def latents_of(link: LabelLinkState) -> Floats:
    """Return one latent for each style, (40, d)."""
    model = shown_model(link.model, "cpu")
    return noise_of(model, STYLES, seed=link.choice.seed, truncation=link.choice.truncation)


def asked_of(link: LabelLinkState) -> Asked:
    """Return what a view asks for; nothing where its pictures are only counted."""
    chosen, digits = link.choice, [int(sign) for sign in link.text]
    if chosen.tab == "digit":
        return Asked(list(range(STYLES)), [chosen.label] * STYLES, CLASSES)
    if chosen.tab == "sentence":
        styles = [style for style in range(GRID_STYLES) for _digit in digits]
        return Asked(styles, digits * GRID_STYLES, max(1, len(digits)))
    if chosen.tab == "counts":
        labels = [label for label in range(CLASSES) for _i in range(link.counts[label])]
        return Asked([i % STYLES for i in range(len(labels))], labels, CLASSES)
    if chosen.tab == "blend":
        shares = [chosen.share, *(i / (BLENDS - 1) for i in range(BLENDS))]
        styles = [style for style in range(BLEND_STYLES) for _share in shares]
        return Asked(styles, [chosen.label] * len(styles), len(shares), shares * BLEND_STYLES)
    if chosen.tab == "confusion":
        return Asked([], [], CLASSES)
    styles = [style for style in range(GRID_STYLES) for _label in range(CLASSES)]
    return Asked(styles, list(range(CLASSES)) * GRID_STYLES, CLASSES)


def labels_of(link: LabelLinkState, asked: Asked) -> Labels:
    """Return the labels as the model takes them, those of a blend as shares of all ten."""
    if asked.shares is None:
        return asked.labels
    rows = np.arange(len(asked.styles))
    mixed = np.zeros((len(rows), CLASSES), dtype=np.float32)
    shares = np.array(asked.shares, dtype=np.float32)
    mixed[rows, asked.labels] += 1 - shares
    mixed[rows, link.choice.other] += shares
    return mixed


def pictures(link: LabelLinkState) -> tuple[Pixels, Labels, int]:
    """Return the pictures of a view, their labels, and how many stand in a row."""
    asked = asked_of(link)
    labels = labels_of(link, asked)
    made = pictures_of(shown_model(link.model, "cpu"), latents_of(link)[asked.styles], labels)
    return made.pixels, labels, asked.columns


def sheet_png(link: LabelLinkState) -> bytes:
    """Return a view's pictures as one PNG."""
    pixels, _labels, columns = pictures(link)
    return png(Image.fromarray(picture_grid(pixels, columns=columns, scale=SCALE)))


def arrays(link: LabelLinkState) -> bytes:
    """Return a view's pictures, (N, 28, 28), and labels, (N,) or shares (N, 10), as NPZ."""
    pixels, labels, _columns = pictures(link)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, images=pixels, labels=np.array(labels))
    return buffer.getvalue()


def python_lines(link: LabelLinkState) -> str:
    """Return a program that makes a view's pictures with gan_core, or counts what they show."""
    chosen = link.choice
    if chosen.tab == "confusion":
        return _head("from gan_core.evaluation.digit_classifier import load_classifier\n", link) + (
            f"labels = torch.arange({ASKED}) % {CLASSES}\n"
            f"seeds = range({1000 * (chosen.seed % 1_000_000)}, "
            f"{1000 * (chosen.seed % 1_000_000) + ASKED // 100})\n"
            "latents = torch.cat([\n"
            "    truncated_noise(\n"
            f"        100, model.settings, truncation={chosen.truncation},\n"
            "        generator=torch.Generator().manual_seed(seed), device=cpu,\n"
            "    )\n"
            "    for seed in seeds\n"
            "])\n"
            "pictures = decode(model.network, model.settings, latents, labels)\n"
            "classifier = load_classifier(model.settings.dataset)\n"
            "with torch.no_grad():\n"
            "    predictions = classifier.predictions(classifier.features(pictures))\n"
            "# Rows: the label asked for; columns: the classifier's prediction.\n"
            f"table = torch.bincount({CLASSES} * labels + predictions, minlength={CLASSES**2})\n"
            f"print(table.view({CLASSES}, {CLASSES}))\n"
        )
    asked = asked_of(link)
    labels = f"labels = torch.tensor({asked.labels})\n"
    if asked.shares is not None:
        labels = (
            f"shares = torch.tensor({asked.shares})\n"
            f"labels = torch.zeros(len(shares), {CLASSES})\n"
            f"labels[:, {chosen.label}] += 1 - shares\n"
            f"labels[:, {chosen.other}] += shares\n"
        )
    return _head("", link) + (
        "latents = truncated_noise(\n"
        f"    {STYLES}, model.settings, truncation={chosen.truncation},\n"
        f"    generator=torch.Generator().manual_seed({chosen.seed}), device=cpu,\n"
        ")\n"
        f"{labels}"
        f"pictures = decode(model.network, model.settings, latents[{asked.styles}], labels)\n"
    )


def _head(more: str, link: LabelLinkState) -> str:
    return (
        "# Run this in the project's folder.\n"
        "import torch\n"
        "from gan_core.checkpoints.native import load_model\n"
        f"{more}"
        "from gan_core.latent.generation import decode, truncated_noise\n\n"
        f'model = load_model("{link.model}")\n'
        'cpu = torch.device("cpu")\n'
    )
