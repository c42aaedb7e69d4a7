"""Places that do not depend on who else is placed, with the weights of umap-learn."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from gan_core.faces import spaces
from gan_core.faces.neighbours import nearest, own_distances
from gan_core.faces.placement import graph_weights, place
from gan_core.faces.spaces import raw_features
from gan_core.faces.umap_fit import EPOCHS, fit_umap
from tests.face_pictures import small_face_model
from tests.faces.made_up import pixels_of, raw_pixels


def test_weights_add_up_to_the_logarithm_of_their_number():
    near = np.sort(np.random.default_rng(0).uniform(1, 3, size=(20, 15)), axis=1)
    assert graph_weights(near)[:, 1:].sum(1) == pytest.approx(np.log2(15), abs=1e-4)


def test_equal_distances_place_in_the_middle():
    near = nearest(np.array([[1.0, 1.0, 1.0, 9.0]]), 3)
    corners = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0], [50.0, 50.0]])
    assert place(near, corners)[0] == pytest.approx([1, 1])


def test_a_face_of_the_map_lies_nearly_where_it_is():
    near = nearest(np.array([[0.0, 40.0, 40.0, 40.0]]), 3)
    corners = np.array([[7.0, 5.0], [3.0, 0.0], [0.0, 3.0], [5.0, 5.0]])
    weights = graph_weights(near.distances)
    assert weights[0, 0] == 1
    assert np.isfinite(place(near, corners)).all()


THEIR_GRAPH = """
import sys
import numpy as np
from gan_core.faces.umap_fit import umap_class

reference, rows = np.load(sys.argv[1]).values()
mapper = umap_class()(n_epochs=5, random_state=0, n_jobs=1, transform_mode="graph").fit(reference)
np.save(sys.argv[2], mapper.transform(rows).toarray())
"""


def test_weights_are_those_of_umap_learn(tmp_path):
    random = np.random.default_rng(0)
    reference, rows = random.normal(size=(150, 8)), random.normal(size=(30, 8))
    np.savez(tmp_path / "rows.npz", reference=reference, rows=rows)
    # So little is done in less time than numba takes to compile it.
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", THEIR_GRAPH, tmp_path / "rows.npz",
         tmp_path / "graph.npy"],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, check=True,
    )  # fmt: skip
    graph = np.load(tmp_path / "graph.npy")
    near = nearest(np.linalg.norm(rows[:, None] - reference[None], axis=2), 15)
    mine = np.zeros_like(graph)
    np.put_along_axis(mine, near.indices, graph_weights(near.distances), axis=1)
    assert np.abs(mine - graph).max() < 1e-5


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_map_repeats_tells_how_far_it_is_and_keeps_clusters_apart():
    random = np.random.default_rng(0)
    middles = np.repeat([[0.0] * 8, [30.0] * 8], 40, axis=0)
    rows = np.column_stack([middles + random.normal(size=(80, 8)), np.ones(80)])
    told = []
    first, second = (
        fit_umap(own_distances(rows), seed=3, progress=lambda *part: told.append(part))
        for _ in range(2)
    )
    assert np.array_equal(first, second)
    assert told[-1] == (EPOCHS, EPOCHS)
    assert len(told) > 2
    between = np.linalg.norm(first[:40].mean(0) - first[40:].mean(0))
    within = np.linalg.norm(first[:40] - first[:40].mean(0), axis=1).max()
    assert between > 2 * within


def test_placement_repeats_in_any_batch(small_reference):
    known, _ = small_reference
    pixels = pixels_of(40, seed=5)
    together = known.placed(raw_pixels(pixels))
    order = np.random.default_rng(0).permutation(40)
    permuted = known.placed(raw_pixels(pixels[order]))
    assert np.abs(permuted.places - together.places[order]).max() < 1e-6
    for i in range(40):
        alone = known.placed(raw_pixels(pixels[i : i + 1]))
        assert np.abs(alone.places[0] - together.places[i]).max() < 1e-6
        for name, verdict in alone.verdicts.items():
            assert verdict.scores[0] == pytest.approx(together.verdicts[name].scores[i], abs=1e-9)


@pytest.mark.parametrize(
    ("space", "recipe"), [("discriminator", "discriminator-celeba64"), ("vae", "vae-celeba64")]
)
def test_features_of_a_network_do_not_depend_on_the_batch(space, recipe, monkeypatch):
    monkeypatch.setattr(spaces, "load_model", small_face_model)
    raw = raw_features(space, device=torch.device("cpu"))
    pixels = pixels_of(21)
    together = raw(pixels)
    order = np.random.default_rng(0).permutation(21)
    assert np.array_equal(raw(pixels[order]), together[order])
    assert np.array_equal(np.concatenate([raw(pixels[i : i + 1]) for i in range(21)]), together)
