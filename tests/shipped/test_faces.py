"""The shipped models of faces, their maps, and the table of what tests are worth."""

import json

import numpy as np
import pytest
import torch

from gan_core.checkpoints.native import PRETRAINED, load_model, model_names, read_card
from gan_core.data.images import load_images
from gan_core.evaluation.evaluate import Evaluation, evaluate
from gan_core.evaluation.latent_statistics import load_latent_statistics
from gan_core.faces.appearance import (
    POSE_DIRECTION,
    SPACE_OF,
    appearance_weights,
    of_pictures,
    of_reference,
)
from gan_core.faces.fit import split_faces
from gan_core.faces.generated import generated_faces
from gan_core.faces.names import SPACES
from gan_core.faces.outliers import TESTS
from gan_core.faces.reference import FOLDER, shipped_reference
from gan_core.faces.spaces import DIMENSIONS, FEATURE_MODELS, raw_features
from gan_core.latent.generation import as_pixels, decode, truncated_noise
from gan_core.settings.families import GENERATIVE
from gan_core.settings.images import FACE_SETS, ImageSettings
from tests.long import mostly_long
from tests.shipped.face_models import CELEBA, needs_celeba, needs_faces

CPU = torch.device("cpu")
CARDS = {n: c for n in model_names() if (c := read_card(PRETRAINED / n)).dataset in FACE_SETS}
MAKERS = [name for name, card in CARDS.items() if card.kind in GENERATIVE]
MODEL_BYTES, SETS_BYTES = 8_000_000, 1_500_000


def test_the_networks_behind_the_spaces_are_shipped():
    assert set(FEATURE_MODELS.values()) <= set(CARDS)


@pytest.mark.parametrize("name", CARDS)
def test_a_model_is_small_and_says_what_may_be_done_with_it(name):
    assert CARDS[name].bytes <= MODEL_BYTES
    assert CARDS[name].licence == "non-commercial research use"


@pytest.mark.parametrize("name", MAKERS)
def test_a_model_makes_faces(name):
    model = load_model(name)
    random = torch.Generator().manual_seed(0)
    latents = truncated_noise(16, model.settings, truncation=None, generator=random, device=CPU)
    pictures = decode(model.network, model.settings, latents)
    assert pictures.shape == (16, 3, 64, 64)
    assert 0.25 < float(pictures.mean()) < 0.6
    assert CARDS[name].metrics["n"] == 1000


@pytest.mark.parametrize("name", MAKERS)
def test_shipped_latent_statistics_hold_no_latent_of_a_person(name):
    known, settings = load_latent_statistics(name), ImageSettings(**CARDS[name].settings)
    assert known.effects.shape == (settings.latent_dim,)
    assert known.directions.shape == (12, settings.latent_dim)
    assert len(known.latents) == len(known.means) == 0


def test_reference_sets_are_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= SETS_BYTES


@pytest.mark.parametrize("space", SPACES)
def test_a_reference_set_has_a_thousand_faces(space):
    known = shipped_reference(space)
    assert known.features.shape == (1000, DIMENSIONS[space] + 1)
    assert known.coordinates.shape == (1000, 2)
    # The first of the 2,000 that no network has seen.
    assert known.positions.tolist() == list(range(6000, 7000))
    assert known.facts["space_fitted_on"] == 1000
    assert {len(scores) for scores in known.calibration.values()} == {500}
    # From so little a face cannot be read back: a VAE's own latents have four times as many.
    assert known.features.shape[1] <= 33


@needs_faces
def test_the_generator_reaches_its_bar():
    metrics = CARDS["dcgan-celeba64"].metrics
    assert metrics["swd"]["average"] <= 2 * metrics["floor"]["swd"]["average"]
    for baseline in ("mean faces", "shuffled pixels"):
        assert metrics["frechet_distance"] < metrics[baseline]["frechet_distance"] / 3
        assert metrics["swd"]["average"] < metrics[baseline]["swd"]["average"]
    assert metrics["floor"]["frechet_distance"] < metrics["frechet_distance"]
    assert metrics["floor"]["swd"]["average"] < metrics["swd"]["average"]


@needs_faces
@pytest.mark.parametrize("space", SPACES)
def test_the_table_says_that_calibration_holds(space):
    table = json.loads((FOLDER / "table.json").read_text("utf-8"))["spaces"][space]
    for test in TESTS:
        assert table["rows"]["held-out reals"][test]["flagged"] == pytest.approx(0.05, abs=0.03)


@needs_faces
def test_the_table_says_what_the_tests_are_worth():
    spaces = json.loads((FOLDER / "table.json").read_text("utf-8"))["spaces"]
    seen = spaces["discriminator"]["rows"]
    assert seen["shuffled pixels"]["lof"]["too_far"] > 0.9
    assert seen["noise"]["lof"]["too_far"] == 1
    assert seen["mean faces"]["lof"]["too_typical"] > 0.9
    # The border of the map of pixels, the thesis's test, is blind to garbage.
    assert spaces["pixels"]["rows"]["shuffled pixels"]["border"]["flagged"] < 0.15
    assert spaces["pixels"]["rows"]["noise"]["border"]["flagged"] < 0.15


@needs_faces
def test_the_table_says_that_wavelets_find_the_obviously_broken():
    spaces = json.loads((FOLDER / "table.json").read_text("utf-8"))["spaces"]
    seen = spaces["wavelets"]["rows"]
    bars = {"near black": 0.95, "mesh": 0.9, "motion blur": 0.6, "stretched": 0.7}
    for kind, bar in bars.items():
        assert seen[kind]["neighbours"]["too_far"] > bar, kind
        # No other space sees them.
        assert spaces["discriminator"]["rows"][kind]["neighbours"]["too_far"] < 0.1, kind


@needs_faces
@pytest.mark.parametrize("space", SPACES)
def test_the_table_says_that_repeated_sets_are_found(space):
    sets = json.loads((FOLDER / "table.json").read_text("utf-8"))["spaces"][space]["sets"]
    assert set(sets) == {"64", "256"}
    for shares in sets.values():
        assert shares["held-out reals"] < 0.1
        assert shares["3% repeated"] > 0.7
        assert shares["10% repeated"] > 0.95


@pytest.fixture(scope="module")
def held_out():
    train, test = (
        load_images("celeba", split, folder=CELEBA).images.permute(0, 2, 3, 1).numpy()
        for split in ("train", "test")
    )
    return split_faces(test, train)


@needs_faces
def test_near_latent_0_the_gan_is_dark_and_the_tests_hardly_mind():
    model = load_model("dcgan-celeba64")
    random = torch.Generator().manual_seed(0)
    near = truncated_noise(64, model.settings, truncation=0.3, generator=random, device=CPU)
    dark = as_pixels(decode(model.network, model.settings, near))
    assert 0 < dark.mean() < truncated_faces("vae-celeba64").mean() / 3
    assert placed("wavelets", dark)["neighbours"].too_far.all()
    for space in SPACES:
        known, raw = shipped_reference(space), raw_features(space, device=CPU)
        assert known.repeats(known.space.reduced(raw(dark))).repeated, space
    for space in ("discriminator", "vae"):
        for name, verdict in placed(space, dark).items():
            # Where one dark picture falls on the map all of them do.
            assert verdict.flagged.mean() < (0.25 if name == "border" else 0.1)


@needs_faces
def test_an_average_that_is_a_face_does_not_pass():
    for name, least in (("vae-celeba64", 1.0), ("dcgan-celeba64", 0.75)):
        faces = truncated_faces(name)
        assert faces.mean() > 80
        for space in ("discriminator", "vae"):
            assert placed(space, faces)["neighbours"].too_typical.mean() >= least, (name, space)


def truncated_faces(name):
    return generated_faces(load_model(name), 64, seed=0, truncation=0.3, device=CPU)


def placed(space, pixels):
    return shipped_reference(space).placed(raw_features(space, device=CPU)(pixels)).verdicts


@pytest.mark.data
@needs_celeba
@pytest.mark.parametrize("space", mostly_long(SPACES, "vae"))
def test_held_out_faces_are_flagged_as_often_as_promised(space, held_out):
    known, raw = shipped_reference(space), raw_features(space, device=CPU)
    placed = known.placed(raw(held_out.verifying))
    for name, verdict in placed.verdicts.items():
        assert verdict.flagged.mean() == pytest.approx(0.05, abs=0.03), name
    again = known.space.reduced(raw(held_out.reference[:50]))
    assert np.abs(again - known.features[:50]).max() < 1e-3 * np.abs(known.features).max()
    # Training faces decide what the components are: their mean is the space's.
    learnt = raw(held_out.training)
    assert np.abs(learnt.mean(0) - known.space.mean).max() < 1e-3


@pytest.mark.data
@pytest.mark.slow
@needs_celeba
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", mostly_long(MAKERS, "vae-celeba64"))
def test_what_the_card_says_can_be_measured_again(name):
    test = load_images("celeba", "test", folder=CELEBA)
    found = evaluate(load_model(name), Evaluation(test, None, 1000, 0, CPU))
    said = CARDS[name].metrics
    parts = [found, *(found.get(part, {}) for part in ("floor", "mean faces", "shuffled pixels"))]
    known = [said, *(said.get(part, {}) for part in ("floor", "mean faces", "shuffled pixels"))]
    for mine, theirs in zip(parts, known, strict=True):
        assert mine.keys() == theirs.keys()
        for key, value in mine.items():
            if isinstance(value, str):
                assert value == theirs[key]
            elif not isinstance(value, dict):
                assert value == pytest.approx(theirs[key], rel=0.02, abs=1e-3), key


def turned(pixels):
    return pixels[:, :, ::-1].copy()


@needs_faces
def test_of_the_directions_of_the_vae_one_turns_faces():
    # What turns a face changes its picture to a mirrored one: the change is antisymmetric.
    vae, known = load_model("vae-celeba64"), load_latent_statistics("vae-celeba64")
    ends = [
        decode(vae.network, vae.settings, reach * known.directions).permute(0, 2, 3, 1).numpy()
        for reach in (-4, 4)
    ]
    change = ends[1] - ends[0]
    apart = ((change - turned(change)) ** 2).sum((1, 2, 3)) / (4 * (change**2).sum((1, 2, 3)))
    assert apart.argmax() == POSE_DIRECTION
    assert apart[POSE_DIRECTION] > 0.8


@needs_celeba
@needs_faces
@pytest.mark.parametrize(
    ("name", "least"), [("brightness", 0.999), ("background", 0.99), ("pose", 0.88)]
)
def test_what_is_shipped_tells_how_faces_look(name, least):
    directions = load_latent_statistics("vae-celeba64").directions
    weights = appearance_weights(name, directions)
    known = shipped_reference(SPACE_OF[name])
    pixels = load_images("celeba", "test", folder=CELEBA).images[:1000].permute(0, 2, 3, 1).numpy()
    raw = raw_features(SPACE_OF[name], device=CPU)
    seen = of_pictures(pixels, weights, raw=raw)
    assert np.corrcoef(seen, of_reference(known, weights))[0, 1] > least
    mirrored = of_pictures(turned(pixels), weights, raw=raw)
    expected = -0.85 if name == "pose" else 0.999
    agreement = np.corrcoef(seen, mirrored)[0, 1]
    assert agreement < expected if name == "pose" else agreement > expected
