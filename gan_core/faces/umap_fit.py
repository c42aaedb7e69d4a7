"""Fit a map of faces with umap-learn, which is imported only here: that takes seconds."""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np

from gan_core.faces.neighbours import Doubles, nearest_others
from gan_core.storage.folders import CACHE, temporary_folder, user_folder, why_not_writable

NEIGHBOURS, LEAST_DISTANCE, EPOCHS = 15, 0.1, 500
Progress = Callable[[int, int], None]


def fit_umap(distances: Doubles, *, seed: int, progress: Progress) -> Doubles:
    """Return coordinates (N, 2) of faces by distances (N, N); same seed and versions, same map.

    15 neighbours, least distance 0.1 and 500 epochs. ``progress`` is called with epochs done and
    of how many; what it raises stops the fit.
    """
    return _fitted(distances, {"metric": "precomputed"}, seed=seed, progress=progress)


def fit_umap_of_many(features: Doubles, *, seed: int, progress: Progress) -> Doubles:
    """Return coordinates (N, 2) of faces by features (N, k + 1), as ``fit_umap`` does.

    It takes each face's nearest others, not the distances of all from all: 1 MB for 8,000 faces
    where those are 512 MB. They make the same graph; the features themselves, without what is
    special of their last column, only place parts of it that are not joined.
    """
    near = nearest_others(features, NEIGHBOURS - 1)
    # umap-learn counts a face as its own nearest.
    indices = np.column_stack([np.arange(len(features)), near.indices])
    distances = np.column_stack([np.zeros(len(features)), near.distances])
    known = {"precomputed_knn": (indices, distances.astype(np.float32))}
    return _fitted(features, known, seed=seed, progress=progress)


def _fitted(data: Doubles, known: dict[str, Any], *, seed: int, progress: Progress) -> Doubles:
    _let_numba_start()
    with warnings.catch_warnings():
        # The libraries below warn of changes to come in each other.
        warnings.simplefilter("ignore")
        mapper = umap_class()(
            n_neighbors=NEIGHBOURS,
            min_dist=LEAST_DISTANCE,
            n_epochs=EPOCHS,
            **known,
            random_state=seed,
            n_jobs=1,
            tqdm_kwds={
                "file": _Bar(progress), "disable": False, "mininterval": 0.2,
                "bar_format": "{n_fmt}/{total_fmt}",
            },
        )  # fmt: skip
        found = np.asarray(mapper.fit_transform(data), dtype=np.float64)
    progress(EPOCHS, EPOCHS)
    return found


def umap_class() -> Any:  # noqa: ANN401
    """Return umap-learn's class, without TensorFlow beside it.

    umap imports that where it is installed, for networks which nobody asks for here; with torch in
    the same process it ended in a segmentation fault.
    """
    hidden = "tensorflow" not in sys.modules
    if hidden:
        sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        from umap import UMAP
    finally:
        if hidden:
            del sys.modules["tensorflow"]
    return UMAP


def _let_numba_start() -> None:
    """Give numba, which umap-learn is written in, a folder for what it compiles.

    It does not start where neither its package's folder nor the user's cache can be written.
    """
    cache = user_folder(CACHE)
    if cache is None or why_not_writable(cache):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(temporary_folder() / "numba"))


def umap_facts(seed: int) -> dict[str, str | int | float]:
    """Return what a map was fitted with."""
    return {
        "n_neighbors": NEIGHBOURS,
        "min_dist": LEAST_DISTANCE,
        "n_epochs": EPOCHS,
        "seed": seed,
        "umap_learn": version("umap-learn"),
    }


class _Bar(io.StringIO):
    """Takes the progress bar that umap-learn writes, and passes its numbers on."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def write(self, text: str) -> int:
        found = re.search(r"(\d+)/(\d+)", text)
        if found:
            self.progress(int(found[1]), int(found[2]))
        return len(text)
