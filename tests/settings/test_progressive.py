"""The schedule of a progressive GAN: phases by hand, and where a step is."""

import pytest

from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import (
    batch_at,
    images_shown,
    phases,
    progress_at,
    progressive_steps,
)

BASE = ImageSettings().replace(
    kind="gan", network="progressive", dataset="celeba", grow_to=64, batch_size=128,
    fade_images=1280, settle_images=640,
)  # fmt: skip


def test_batches_are_the_papers():
    assert [batch_at(BASE, resolution) for resolution in (4, 8, 16, 32, 64)] == [
        128,
        128,
        128,
        64,
        32,
    ]
    small = BASE.replace(batch_size=18)
    # Whole groups of four for the batch's deviation.
    assert [batch_at(small, resolution) for resolution in (4, 32, 64)] == [16, 8, 4]


def test_each_fade_in_has_one_middle():
    steps = [step for step in range(140) if progress_at(BASE, step).halfway]
    assert steps == [10, 25, 45, 85]
    assert [progress_at(BASE, step).alpha for step in steps] == [0.5] * 4
    short = BASE.replace(fade_images=128)
    # A fade-in of one step begins with alpha 0 and has no middle; those of 2 and 4 have.
    assert [step for step in range(140) if progress_at(short, step).halfway] == [18, 31]


def test_phases_by_hand():
    found = [(p.resolution, p.fading, p.first, p.steps, p.batch) for p in phases(BASE)]
    assert found == [
        (4, False, 0, 5, 128),
        (8, True, 5, 10, 128),
        (8, False, 15, 5, 128),
        (16, True, 20, 10, 128),
        (16, False, 30, 5, 128),
        (32, True, 35, 20, 64),
        (32, False, 55, 10, 64),
        (64, True, 65, 40, 32),
        (64, False, 105, 20, 32),
    ]
    assert progressive_steps(BASE) == 125


@pytest.mark.parametrize(
    ("step", "resolution", "alpha", "begins"),
    [
        (0, 4, 1.0, True),
        (4, 4, 1.0, False),
        (5, 8, 0.0, True),
        (10, 8, 0.5, False),
        (15, 8, 1.0, True),
        (45, 32, 0.5, False),
        (105, 64, 1.0, True),
        (9999, 64, 1.0, False),
    ],
)
def test_where_a_step_is(step, resolution, alpha, begins):
    progress = progress_at(BASE, step)
    assert (progress.phase.resolution, progress.alpha, progress.begins) == (
        resolution,
        alpha,
        begins,
    )


def test_pictures_that_were_shown():
    assert images_shown(BASE, 0) == 0
    assert images_shown(BASE, 5) == 640
    assert images_shown(BASE, 36) == 35 * 128 + 64
    assert images_shown(BASE, progressive_steps(BASE)) == 9 * 640 + 4 * 640


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"grow_to": 24}, "grow_to=24 does not go with dataset=celeba; accepted: 4, 8, 16, 32, 64"),
        ({"grow_to": 64, "dataset": "mnist"}, "accepted: 4, 8, 16, 32"),
        (
            {"network": "dcgan64", "loss": "wgan-gp"},
            "loss=wgan-gp does not go with network=dcgan64",
        ),
        ({"kind": "vae"}, "network=progressive does not go with kind=vae"),
    ],
)
def test_settings_that_do_not_go_together(changes, words):
    with pytest.raises(SettingsError, match=words):
        BASE.replace(**changes)


def test_pictures_of_a_run_that_resumes_after_its_final_resolution_has_stabilised():
    short = BASE.replace(fade_images=256, settle_images=256)
    end = progressive_steps(short)
    last = phases(short)[-1].batch
    assert images_shown(short, end + 10) == images_shown(short, end) + 10 * last
    assert images_shown(short, 1) == phases(short)[0].batch
