"""umap-learn's own placement of new faces on a shipped map: the peer of ours."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch

from gan_core.faces.neighbours import Doubles, distances, own_distances
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.umap_fit import umap_class

Places = Callable[[Doubles], Doubles]


@contextmanager
def kept_threads() -> Iterator[None]:
    """Give torch its number of threads back.

    umap-learn's numba sets that of the whole process's OpenMP, torch's too, to all cores.
    """
    before = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)


def umap_transform(known: ReferenceSet) -> tuple[Places, Doubles]:
    """Fit the map of a reference set again, in seconds, with the parameters that it was made with.

    Returns umap-learn's ``transform``, from features (N, k + 1) to places (N, 2) that depend on
    who else is placed, and the map's coordinates (M, 2).
    """
    facts = known.facts["map"]
    with kept_threads(), warnings.catch_warnings():
        # The libraries below warn of changes to come in each other.
        warnings.simplefilter("ignore")
        mapper = umap_class()(
            n_neighbors=facts["n_neighbors"],
            min_dist=facts["min_dist"],
            n_epochs=facts["n_epochs"],
            metric="precomputed",
            random_state=facts["seed"],
            n_jobs=1,
        ).fit(own_distances(known.features))

    def transform(features: Doubles) -> Doubles:
        with kept_threads(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = mapper.transform(distances(features, known.features))
        return np.asarray(found, dtype=np.float64)

    return transform, np.asarray(mapper.embedding_, dtype=np.float64)
