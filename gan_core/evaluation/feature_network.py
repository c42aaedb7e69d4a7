"""Scores of generated pictures in the features of any network: FID, KID, precision and recall.

The network is a file: Inception's weights as published, or any network as ONNX. FID (Heusel et al.
2017) and KID (Binkowski et al. 2018) are computed by torchmetrics, precision and recall
(Kynkaanniemi et al. 2019), density and coverage (Naeem et al. 2020) as for our own features.
"""

from __future__ import annotations

import hashlib
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from gan_core.checkpoints.native import CheckpointError
from gan_core.conversion.download import Published
from gan_core.conversion.reading import ConversionError, read_bytes, read_content
from gan_core.metrics.features import manifold_scores
from gan_core.storage.text import one_line

NEEDED = "FID and KID need torchmetrics and torch-fidelity: pip install 'gan-explorer[fid]'"
ONNX_NEEDED = "a network as ONNX needs onnxruntime: pip install 'gan-explorer[onnx]'"
INCEPTION = Published(
    "https://github.com/toshas/torch-fidelity/releases/download/v0.2.0/"
    "weights-inception-2015-12-05-6726825d.pth",
    299,
    "unknown",
)
"""Inception's weights of 2015 with which FID is published, as torch-fidelity offers them."""

INCEPTION_FEATURES = 2048
BATCH = 50
COLORS = 3
KID_SUBSET = 1000
KID_SUBSETS = 100
LARGEST_SIDE = 1024
MOST_FEATURES = 1 << 16

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FeatureNetwork:
    """What turns pictures into features: a batch (N, C, S, S) in [0, 1] to (N, D).

    ``name`` and ``sha256`` are the file's. ``progress`` is called with the pictures done and those
    of the set.
    """

    name: str
    sha256: str
    network: Callable[[Tensor], Tensor]
    progress: Progress | None = None

    def features(self, images: Tensor) -> Tensor:
        """Return the features (N, D) of pictures (N, C, S, S) in [0, 1].

        Raises ``CheckpointError`` where they are not one row of finite numbers for each picture.
        """
        found = []
        for start in range(0, len(images), BATCH):
            batch = images[start : start + BATCH]
            rows = self.network(batch).flatten(1).float()
            if len(rows) != len(batch) or not 0 < rows.shape[1] <= MOST_FEATURES:
                raise CheckpointError(
                    f"{self.name} gave {tuple(rows.shape)} for {len(batch)} pictures; accepted: a "
                    f"row of at most {MOST_FEATURES} features for each"
                )
            if not rows.isfinite().all():
                raise CheckpointError(f"{self.name} gave features that are no finite numbers")
            found.append(rows)
            if self.progress:
                self.progress(start + len(batch), len(images))
        return torch.cat(found)


def open_network(path: Path, *, progress: Progress | None = None) -> FeatureNetwork:
    """Return the network of a file: ``.onnx``, or Inception's weights as safetensors or by torch.

    Raises ``CheckpointError`` in one line for what is neither, and where a library is missing.
    """
    if not find_spec("torchmetrics"):
        raise CheckpointError(NEEDED)
    try:
        content = read_bytes(path)
        network = _onnx(content, path) if path.suffix == ".onnx" else _inception(content, path)
    except ConversionError as error:
        raise CheckpointError(str(error)) from None
    return FeatureNetwork(path.name, hashlib.sha256(content).hexdigest(), network, progress)


def _inception(content: bytes, path: Path) -> Callable[[Tensor], Tensor]:
    if not find_spec("torch_fidelity"):
        raise CheckpointError(NEEDED)
    from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3

    weights = read_content(content, name=str(path))
    # The library unpickles what it is given: it gets a file that was written here.
    with tempfile.NamedTemporaryFile(suffix=".pth") as file:
        torch.save(weights, file)
        file.flush()
        try:
            network = FeatureExtractorInceptionV3(
                "inception", [str(INCEPTION_FEATURES)], feature_extractor_weights_path=file.name
            )
        except (RuntimeError, AttributeError) as error:
            raise CheckpointError(
                f"{path} does not hold Inception's weights ({one_line(str(error))[:120]}); "
                f"accepted: those of {INCEPTION.file}, or a network as .onnx"
            ) from None

    def features(images: Tensor) -> Tensor:
        network.to(images.device)
        found: Tensor = network(_in_color(images).mul(255).round().byte())[0]
        return found

    return features


def _onnx(content: bytes, path: Path) -> Callable[[Tensor], Tensor]:
    if not find_spec("onnxruntime"):
        raise CheckpointError(ONNX_NEEDED)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's own classes are not public
        raise CheckpointError(f"{path} is no ONNX network: {one_line(str(error))[:160]}") from None
    inputs = session.get_inputs()
    shape = inputs[0].shape if inputs else []
    if len(inputs) != 1 or len(shape) != 4 or inputs[0].type != "tensor(float)":
        raise CheckpointError(
            f"{path} takes {[(each.type, each.shape) for each in inputs]}; accepted: one input of "
            "float pictures (N, C, S, S) in [0, 1]"
        )
    channels, *sides = shape[1:]
    if not all(isinstance(side, str) or 1 <= side <= LARGEST_SIDE for side in sides):
        raise CheckpointError(f"{path} takes pictures of {sides}; accepted: to {LARGEST_SIDE}")

    def features(images: Tensor) -> Tensor:
        given = _in_color(images) if channels == COLORS else images
        if not isinstance(channels, str) and channels != given.shape[1]:
            raise CheckpointError(
                f"{path} takes pictures of {channels} channels; these have {given.shape[1]}"
            )
        size = [
            own if isinstance(side, str) else side
            for side, own in zip(sides, given.shape[2:], strict=True)
        ]
        if size != list(given.shape[2:]):
            given = interpolate(given, size, mode="bilinear", antialias=True)
        try:
            found = session.run(None, {inputs[0].name: given.cpu().numpy()})[0]
        except Exception as error:
            raise CheckpointError(
                f"{path} does not take {tuple(given.shape)}: {one_line(str(error))[:160]}"
            ) from None
        return torch.as_tensor(found, device=images.device)

    return features


def _in_color(images: Tensor) -> Tensor:
    """Return pictures (N, 1 or 3, S, S) with three channels."""
    return images.expand(-1, COLORS, -1, -1)


class _Given(nn.Module):
    """Hands features on as they are, so that each picture goes through the network once."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.num_features = count

    def forward(self, features: Tensor) -> Tensor:
        return features


def network_scores(real: Tensor, made: Tensor, *, seed: int) -> dict[str, Any]:
    """Compare features (N, D) of real and made pictures, at least two of each.

    Returns FID, KID with its standard deviation over random subsets, precision, recall, density
    and coverage.
    """
    from torchmetrics.image.fid import FrechetInceptionDistance
    from torchmetrics.image.kid import KernelInceptionDistance

    given = _Given(real.shape[1])
    size = min(KID_SUBSET, len(real), len(made))
    with warnings.catch_warnings(), torch.random.fork_rng(devices=[]):
        # It warns that it keeps all features in memory.
        warnings.simplefilter("ignore")
        torch.manual_seed(seed)
        fid: Any = FrechetInceptionDistance(feature=given)
        kid: Any = KernelInceptionDistance(feature=given, subsets=KID_SUBSETS, subset_size=size)
        for metric in (fid, kid):
            metric.update(real.cpu(), real=True)
            metric.update(made.cpu(), real=False)
        mean, deviation = kid.compute()
        distance = float(fid.compute())
    return {
        "fid": distance,
        "kid": float(mean),
        "kid_std": float(deviation),
        **vars(manifold_scores(real, made)),
    }
