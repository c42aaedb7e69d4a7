"""``models``, ``sample``, ``encode`` and ``reconstruct``: what is shipped, and using it."""

from __future__ import annotations

import argparse
import io
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.output import Progress, UsageError, show

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import torch

    from gan_core.checkpoints.native import Model
    from gan_core.data.images import ImageSet

COUNT_LIMIT = 100_000
LATENTS_BYTES = 500_000_000
SUFFIXES = (".png", ".npz")
COLUMNS = 10


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the four commands to the command line."""
    parser = commands.add_parser("models", help="list the shipped models with their cards")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_models)

    parser = commands.add_parser("sample", help="draw pictures from a model")
    parser.add_argument("model", metavar="MODEL", help="a name from 'models', or a folder")
    parser.add_argument("--n", default="64", metavar="N")
    parser.add_argument("--labels", metavar="0,1,...", help="for models with labels; repeated to N")
    parser.add_argument("--truncation", metavar="T", help="draw latents from within -T to T")
    parser.add_argument(
        "--latents", type=Path, metavar="FILE.npz", help="take these latents, the array z, instead"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.png|FILE.npz")
    _add_common(parser)
    parser.set_defaults(run=run_sample)

    for name, text, action in (
        ("encode", "turn test pictures into latents", run_encode),
        ("reconstruct", "encode test pictures and decode them again", run_reconstruct),
    ):
        parser = commands.add_parser(name, help=text)
        parser.add_argument("model", metavar="MODEL", help="a name from 'models', or a folder")
        add_data(parser)
        parser.add_argument("--split", default="test", metavar="train|test")
        parser.add_argument("--n", metavar="N", help="the first N pictures; all if left out")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.npz")
        _add_common(parser)
        parser.set_defaults(run=action)


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where data is."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="where data sets are; GAN_DATA if left out"
    )
    parser.add_argument(
        "--download", action="store_true", help="let torchvision fetch what is missing"
    )


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", default="0", metavar="N")
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")


def parse_number(text: str, option: str, low: int, high: int) -> int:
    """Parse a whole number of an option; ``UsageError`` outside ``low`` to ``high``."""
    try:
        value = int(text)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise UsageError(f"{option} {text} is out of range; accepted: {low} to {high}")
    return value


def open_device(name: str) -> torch.device:
    """Return a device by name; ``UsageError`` for one that is not there."""
    from gan_core.storage.devices import resolve_device

    try:
        return resolve_device(name)
    except ValueError as error:
        raise UsageError(str(error)) from None


def open_model(name: str) -> Model:
    """Load a model; ``UsageError`` says why one is refused."""
    from gan_core.checkpoints.converted import is_converted, load_converted
    from gan_core.checkpoints.native import CheckpointError, load_model

    try:
        return load_converted(Path(name)) if is_converted(name) else load_model(name)
    except CheckpointError as error:
        raise UsageError(str(error)) from None


def open_data(name: str, split: str, arguments: argparse.Namespace) -> ImageSet:
    """Read a data set; ``UsageError`` says where it was looked for."""
    from gan_core.data.images import DataError, load_images

    bars: list[Progress] = []
    told = getattr(arguments, "progress", "bar") == "json"
    started = time.monotonic()

    def progress(done: int, total: int) -> None:
        bars[:] = bars or [Progress(total, as_json=told)]
        bars[0].show(done, time.monotonic() - started, "pictures decoded")

    try:
        return load_images(
            name, split, folder=arguments.data, download=arguments.download, progress=progress
        )
    except DataError as error:
        raise UsageError(str(error)) from None
    finally:
        for bar in bars:
            bar.end()


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
    suffix = _check_out(arguments.out, SUFFIXES)
    truncation = parse_truncation(arguments.truncation)
    model = open_model(arguments.model)
    device = open_device(arguments.device)
    import torch

    from gan_core.latent.generation import as_pixels, decode, truncated_noise
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
    labels = _labels(arguments.labels, count, conditional=model.settings.conditional)
    started = time.perf_counter()
    model = model.to(device)
    random = torch.Generator(device).manual_seed(seed)
    if given_latents is None:
        latents = truncated_noise(
            count, model.settings, truncation=truncation, generator=random, device=device
        )
    else:
        latents = given_latents.to(device)
    given = None if labels is None else labels.to(device)
    try:
        images = as_pixels(decode(model.network, model.settings, latents, given))
    except MemoryShortError as error:
        raise UsageError(f"--n {count}: {error}") from None
    seconds = time.perf_counter() - started
    if suffix == ".png":
        _write(arguments.out, _sheet(images))
    else:
        known = torch.full((count,), -1) if labels is None else labels
        save_arrays(arguments.out, images=images, labels=known.numpy())
    show({"model": arguments.model, "n": count, "seconds": seconds}, as_json=arguments.json)


def _given_latents(path: Path | None, model: Model) -> torch.Tensor | None:
    """Read the array ``z`` (N, d) of an npz file; ``UsageError`` says what is wrong with it."""
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


def _labels(text: str | None, count: int, *, conditional: bool) -> torch.Tensor | None:
    from gan_core.latent.generation import spread_labels
    from gan_core.settings.images import CLASSES

    if text is None:
        return spread_labels(range(CLASSES), count) if conditional else None
    if not conditional:
        raise UsageError("--labels is for models with labels, whose kind is cgan")
    try:
        return spread_labels([int(label) for label in text.split(",")], count)
    except ValueError:
        raise UsageError(f"--labels {text}; accepted: digits 0 to 9 between commas") from None


def parse_truncation(text: str | None) -> float | None:
    """Parse where latents are cut; ``UsageError`` outside 0 to 10."""
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 10:
        raise UsageError(f"--truncation {text} is out of range; accepted: 0 to 10")
    return value


def run_encode(arguments: argparse.Namespace) -> None:
    """Carry out ``encode``."""
    _through_encoder(arguments, decoded=False)


def run_reconstruct(arguments: argparse.Namespace) -> None:
    """Carry out ``reconstruct``."""
    _through_encoder(arguments, decoded=True)


def _through_encoder(arguments: argparse.Namespace, *, decoded: bool) -> None:
    most = COUNT_LIMIT if arguments.n is None else parse_number(arguments.n, "--n", 1, COUNT_LIMIT)
    _check_out(arguments.out, (".npz",))
    model = open_model(arguments.model)
    device = open_device(arguments.device)
    from gan_core.latent.generation import as_pixels, decode, encode
    from gan_core.settings.families import ENCODING

    if model.settings.kind not in ENCODING:
        raise UsageError(
            f"{arguments.model} is a {model.settings.kind}, which has no encoder; "
            f"accepted kinds: {', '.join(ENCODING)}"
        )
    # What a converted model was trained on may be unknown: digits of 28 x 28 it takes all the same.
    known = model.settings.dataset
    data = open_data(known if known != "unknown" else "mnist", arguments.split, arguments)
    if data.images.shape[-1] != model.settings.side:
        raise UsageError(
            f"{arguments.model} takes pictures of {model.settings.side} x {model.settings.side} "
            f"pixels; those at hand have {data.images.shape[-1]}"
        )
    started = time.perf_counter()
    model = model.to(device)
    images = data.images[:most].to(device).float().div(255)
    codes = encode(model.network, model.settings, images)
    arrays = {"labels": data.labels[:most].numpy()}
    if decoded:
        again = decode(model.network, model.settings, codes)
        arrays |= {"images": as_pixels(images), "reconstructions": as_pixels(again)}
    else:
        arrays["latents"] = codes.cpu().numpy()
    seconds = time.perf_counter() - started
    save_arrays(arguments.out, **arrays)
    show({"model": arguments.model, "n": len(images), "seconds": seconds}, as_json=arguments.json)


def _check_out(path: Path, accepted: tuple[str, ...]) -> str:
    suffix = path.suffix.lower()
    if suffix not in accepted:
        raise UsageError(f"--out {path} ends in {suffix!r}; accepted: {', '.join(accepted)}")
    return suffix


def save_arrays(path: Path, **arrays: npt.NDArray[Any]) -> None:
    """Write a compressed npz file, whole or not at all."""
    import numpy as np

    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    _write(path, file.getvalue())


def _write(path: Path, content: bytes) -> None:
    from gan_core.storage.serialization import write_atomically

    try:
        write_atomically(path, content)
    except OSError as error:
        raise UsageError(f"--out {path} cannot be written: {error.strerror}") from None
