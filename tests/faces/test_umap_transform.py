"""UMAP's transform from arrays: its curve, where it moves a face, and what umap-learn found."""

import json

import numpy as np
import pytest
import torch

from gan_core.checkpoints.native import load_model
from gan_core.faces.generated import generated_faces
from gan_core.faces.neighbours import Neighbours
from gan_core.faces.placement import place
from gan_core.faces.reference import FOLDER, shipped_reference
from gan_core.faces.spaces import raw_features
from gan_core.faces.thesis import thesis_placement
from gan_core.faces.umap_transform import curve_of, transformed
from gan_core.metrics.proportions import compared, wilson_interval
from tests.long import mostly_long
from tests.shipped.face_models import needs_faces

WISH = {"epochs": 500, "least_distance": 0.1, "seed": 0}


def test_the_curve_is_umap_learns():
    # What umap-learn computes for min_dist 0.1 and spread 1.
    assert curve_of(0.1) == pytest.approx((1.5769, 0.8951), abs=1e-4)


def neighbours_of(count, random, reference):
    indices = np.stack([random.permutation(reference)[:15] for _ in range(count)])
    return Neighbours(indices, np.sort(random.uniform(1, 2, size=(count, 15)), axis=1))


def test_a_face_is_pushed_away_from_a_crowd_that_is_not_its_own():
    random = np.random.default_rng(0)
    own = random.normal((2.0, 0.0), 0.1, size=(15, 2))
    crowd = random.normal(0, 0.3, size=(400, 2))
    coordinates = np.concatenate([own, crowd])
    near = Neighbours(np.arange(15)[None].repeat(8, 0), np.linspace(1, 2, 15)[None].repeat(8, 0))
    before = place(near, coordinates)
    after = transformed(near, coordinates, **WISH)
    assert (after[:, 0] > before[:, 0]).all()
    # Its neighbours hold it.
    assert np.abs(after - before).max() < 3


def test_the_same_faces_in_the_same_order_fall_on_the_same_places():
    random = np.random.default_rng(0)
    coordinates = random.normal(size=(100, 2))
    near = neighbours_of(12, random, 100)
    first = transformed(near, coordinates, **WISH)
    assert np.array_equal(first, transformed(near, coordinates, **WISH))
    # Who else is placed decides where a face falls, as with umap-learn.
    assert not np.allclose(transformed(near.rows(slice(6, 12)), coordinates, **WISH), first[6:])
    assert np.isfinite(first).all()


@needs_faces
@pytest.mark.slow
@pytest.mark.parametrize("space", mostly_long(["pixels", "vae"], "pixels"))
def test_as_many_faces_are_at_the_border_as_with_umap_learn(space):
    fakes = generated_faces(
        load_model("dcgan-celeba64"), 256, seed=0, truncation=None, device=torch.device("cpu")
    )
    raw = raw_features(space, device=torch.device("cpu"))(fakes)
    ours = thesis_placement(shipped_reference(space), raw, seed=0)
    border = json.loads((FOLDER / "border.json").read_text("utf-8"))
    theirs = border["spaces"][space]["transform"]["fakes_at_border"]
    shares = wilson_interval(int(ours.at_border.sum()), 256), wilson_interval(theirs, 1000)
    assert compared(*shares) == "neither"
