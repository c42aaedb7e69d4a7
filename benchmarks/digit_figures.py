"""Figures 3.2, 4.2, 4.3, 4.4, 6.1 and 7.2 of latent-thesis and the first GAN's strip, from ours.

``python -m benchmarks.digit_figures [--data DIR] [--training DIR]`` draws ``docs/digits/*.png``
from the shipped weights and MNIST's test digits; ``--training`` is the folder of ``gan-mnist``'s
training, whose sample sheets become the strip. ``make docs`` draws those that need no data.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from gan_core.checkpoints.native import load_model
from gan_core.data.images import ImageSet, load_images
from gan_core.latent.generation import decode, encode, to_bytes
from gan_core.models.image_networks import draw_noise
from gan_core.settings.images import CLASSES
from gan_core.viz.palette import PALETTE, rgb
from gan_core.viz.picture_grid import Pixels, picture_grid

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "digits"
SIDE = 420
POINTS = 5000
STRIP_STEPS = (0, 10_000, 50_000, 150_000)
WALK = (7, 2)
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
    image.save(PICTURES / f"{name}.png", optimize=True)


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
    """Return the sample sheets of a training run at gan-digits's steps."""
    chosen = []
    for step in STRIP_STEPS:
        with Image.open(folder / "samples" / f"step-{step:08d}.png") as sheet:
            chosen.append((f"step {step:,}", np.asarray(sheet.convert("L").reduce(2))))
    return sheets(chosen)


def draw_samples() -> None:
    """Draw what needs no data: samples of a VAE and of two conditional GANs."""
    save("4.3", picture_grid(noise("vae-mnist-10d", 50), columns=10, scale=2))
    labels = torch.arange(CLASSES).repeat(5)
    rows = [(name, noise(name, 50, labels)) for name in ("cgan-mnist", "cgan-mnist-best")]
    save("7.2", sheets([(name, picture_grid(p, columns=10)) for name, p in rows]))


def draw_beside_data(data: ImageSet) -> None:
    """Draw what shows test digits, or where their latents lie."""
    names = ("ae-mnist-2d", "vae-mnist-2d")
    save("3.2-4.2", beside([scatter(name, data) for name in names]))
    save("4.4", walk("vae-mnist-10d", data))
    real = picture_grid(pictures(floats(data, 64)), columns=8)
    made = [(name, noise(name, 64)) for name in ("gan-mnist", "dcgan-mnist", "dcgan-mnist-best")]
    save("6.1", sheets([("real", real), *((n, picture_grid(p, columns=8)) for n, p in made)]))


def main() -> None:
    """Draw all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--training", type=Path)
    arguments = parser.parse_args()
    draw_samples()
    draw_beside_data(load_images("mnist", "test", folder=arguments.data))
    if arguments.training is not None:
        save("strip", strip(arguments.training))


if __name__ == "__main__":
    main()
