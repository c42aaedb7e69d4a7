"""The thesis's figures 3.2, 4.2, 4.3, 4.4, 6.1 and 7.2 and the first GAN's strip, from our models.

``python -m benchmarks.digits [--data DIR] [--training DIR]`` writes ``docs/images/digits-*.png``
from the shipped weights and prints the tables of ``docs/digits.md`` from their cards;
``--training`` is the folder of ``gan-mnist``'s training, whose sample sheets become the strip.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from gan_core.checkpoints.native import PRETRAINED, Card, load_model, read_card
from gan_core.data.images import ImageSet, load_images
from gan_core.latent.generation import decode, encode, to_bytes
from gan_core.models.image_networks import draw_noise
from gan_core.settings.images import CLASSES
from gan_core.viz.palette import PALETTE, rgb
from gan_core.viz.picture_grid import Pixels, picture_grid

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIDE = 420
POINTS = 5000
STRIP_STEPS = (0, 10_000, 50_000, 150_000)
WALK = (7, 2)
CODERS = ("ae-mnist-2d", "vae-mnist-2d", "vae-mnist-2d-best", "vae-mnist-10d", "vae-mnist-10d-best")
GANS = (
    "gan-mnist", "gan-mnist-nobn", "dcgan-mnist", "dcgan-mnist-best", "cgan-mnist",
    "cgan-mnist-best",
)  # fmt: skip
SCORES = (
    ("frechet_distance", "Fréchet distance", 2), ("kernel_distance", "kernel distance", 3),
    ("precision", "precision", 3), ("recall", "recall", 3), ("density", "density", 3),
    ("coverage", "coverage", 3), ("swd", "SWD", 1), ("diversity", "diversity", 2),
    ("label_accuracy", "read as asked", 3), ("least_label_diversity", "least in a label", 2),
)  # fmt: skip
CPU = torch.device("cpu")


def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font of all labels."""
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


def floats(data: ImageSet, count: int) -> torch.Tensor:
    """Return the first pictures as floats in [0, 1]."""
    return data.images[:count].float().div(255)


def save(name: str, pixels: Pixels | Image.Image) -> None:
    """Write one figure."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    image.save(IMAGES / f"digits-{name}.png", optimize=True)


def pictures(tensor: torch.Tensor) -> Pixels:
    """Return (N, 1, 28, 28) in [0, 1] as (N, 28, 28) bytes."""
    found: Pixels = to_bytes(tensor).squeeze(1).numpy()
    return found


def noise(name: str, count: int, labels: torch.Tensor | None = None) -> Pixels:
    """Decode latents of seed 0."""
    model = load_model(name)
    random = torch.Generator().manual_seed(0)
    latents = draw_noise(count, model.settings, generator=random, device=CPU)
    return pictures(decode(model.network, model.settings, latents, labels))


def scatter(name: str, data: ImageSet) -> Image.Image:
    """Draw the codes of test digits, coloured by digit, with the axes' range."""
    model = load_model(name)
    codes = encode(model.network, model.settings, floats(data, POINTS)).numpy()
    labels = data.labels[:POINTS].tolist()
    # The middle 99 % of both axes; a few codes lie far outside.
    reach = float(np.quantile(np.abs(codes), 0.995)) * 1.05
    scale = 4
    canvas = Image.new("RGB", (SIDE * scale, SIDE * scale), "white")
    pen = ImageDraw.Draw(canvas)
    places = (codes * [1, -1] / reach + 1) / 2 * SIDE * scale
    for (x, y), label in zip(places, labels, strict=True):
        color = rgb(PALETTE["light"]["digits"][label])
        pen.ellipse((x - 7, y - 7, x + 7, y + 7), fill=color)
    image = canvas.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(image)
    for label in range(CLASSES):
        middle = np.median(places[np.array(labels) == label], axis=0) / scale
        pen.text(
            tuple(middle), str(label), fill="black", font=font(20), anchor="mm",
            stroke_width=3, stroke_fill="white",
        )  # fmt: skip
    pen.rectangle((0, 0, SIDE - 1, SIDE - 1), outline="#b0b0b0")
    pen.text((8, 6), f"{name}: both axes -{reach:.1f} to {reach:.1f}", fill="black", font=font(14))
    return image


def beside(images: list[Image.Image]) -> Image.Image:
    """Put pictures of one height side by side."""
    gap = 16
    width = sum(image.width for image in images) + gap * (len(images) - 1)
    whole = Image.new("RGB", (width, images[0].height), "white")
    place = 0
    for image in images:
        whole.paste(image, (place, 0))
        place += image.width + gap
    return whole


def walk(name: str, data: ImageSet) -> Pixels:
    """Real digits, their reconstructions, and a straight walk from a 7 to a 2."""
    model = load_model(name)
    real = floats(data, 10)
    codes = encode(model.network, model.settings, real)
    ends = [codes[data.labels[:10].tolist().index(digit)] for digit in WALK]
    shares = torch.linspace(0, 1, 10)[:, None]
    path = (1 - shares) * ends[0] + shares * ends[1]
    rows = [real, *(decode(model.network, model.settings, part) for part in (codes, path))]
    return picture_grid(pictures(torch.cat(rows)), columns=10, scale=2)


def sheets(title_pixels: list[tuple[str, Pixels]]) -> Image.Image:
    """Put titled sheets side by side."""
    made = []
    for title, pixels in title_pixels:
        image = Image.new("RGB", (pixels.shape[1], pixels.shape[0] + 24), "white")
        image.paste(Image.fromarray(pixels), (0, 24))
        ImageDraw.Draw(image).text((4, 4), title, fill="black", font=font(15))
        made.append(image)
    return beside(made)


def strip(folder: Path) -> Image.Image:
    """Return the sample sheets of a training run at the first document's steps."""
    chosen = []
    for step in STRIP_STEPS:
        with Image.open(folder / "samples" / f"step-{step:08d}.png") as sheet:
            chosen.append((f"step {step:,}", np.asarray(sheet.convert("L").reduce(2))))
    return sheets(chosen)


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a table in Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def coder_row(name: str, card: Card) -> list[str]:
    """Nats a test picture, in their parts, and how many latents are in use."""
    found = card.metrics
    parts = [found["loss_nats"], found["reconstruction_nats"], found.get("kl_nats")]
    used, latents = found.get("active_units"), card.settings["latent_dim"]
    return [
        f"`{name}`", *("" if part is None else f"{part:.1f}" for part in parts),
        "" if used is None else f"{used} of {latents}",
    ]  # fmt: skip


def gan_row(title: str, metrics: dict[str, Any]) -> list[str]:
    """Every score of generated digits."""
    row = [title]
    for key, _title, digits in SCORES:
        value = metrics.get(key)
        value = value["average"] if isinstance(value, dict) else value
        row.append("" if value is None else f"{value:.{digits}f}")
    return row


def tables() -> list[str]:
    """Return both tables of ``docs/digits.md``, from the cards of the shipped models."""
    cards = {name: read_card(PRETRAINED / name) for name in (*CODERS, *GANS)}
    coders = table(
        ["model", "nats", "to rebuild", "KL", "active latents"],
        [coder_row(name, cards[name]) for name in CODERS],
    )
    gans = table(
        ["model", *(title for _key, title, _digits in SCORES)],
        [gan_row(f"`{name}`", cards[name].metrics) for name in GANS]
        + [gan_row("training digits", cards[GANS[0]].metrics["floor"])],
    )
    return [*coders, "", *gans]


def main() -> None:
    """Draw all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--training", type=Path)
    arguments = parser.parse_args()
    data = load_images("mnist", "test", folder=arguments.data)
    names = ("ae-mnist-2d", "vae-mnist-2d")
    save("3.2-4.2", beside([scatter(name, data) for name in names]))
    save("4.3", picture_grid(noise("vae-mnist-10d", 50), columns=10, scale=2))
    save("4.4", walk("vae-mnist-10d", data))
    real = picture_grid(pictures(floats(data, 64)), columns=8)
    made = [(name, noise(name, 64)) for name in ("gan-mnist", "dcgan-mnist", "dcgan-mnist-best")]
    save("6.1", sheets([("real", real), *((n, picture_grid(p, columns=8)) for n, p in made)]))
    labels = torch.arange(CLASSES).repeat(5)
    rows = [(name, noise(name, 50, labels)) for name in ("cgan-mnist", "cgan-mnist-best")]
    save("7.2", sheets([(name, picture_grid(p, columns=10)) for name, p in rows]))
    if arguments.training is not None:
        save("strip", strip(arguments.training))
    print("\n".join(tables()))  # noqa: T201


if __name__ == "__main__":
    main()
