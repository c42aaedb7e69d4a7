"""Walks as videos: how long they are, that they repeat, that they can be given up."""

import io

import pytest
import torch
from PIL import Image

from gan_core.checkpoints.native import load_model
from gan_core.viz.walk_video import (
    MILLISECONDS,
    StoppedError,
    VideoPlan,
    make_video,
    video_frames,
    video_latents,
)


@pytest.fixture(scope="module")
def model():
    return load_model("gan-mnist")


def test_latents_go_through_the_keys_and_come_back(model):
    plan = VideoPlan(seconds=5, pictures=6, seed=3)
    latents = video_latents(model, plan)
    assert plan.keys == 2
    assert latents.shape == (plan.frames, 6, model.settings.latent_dim)
    steps = (latents - latents.roll(-1, 0)).flatten(1).norm(dim=1)
    # No step, the one from the last to the first among them, is much larger than another.
    assert steps.max() < 1.3 * steps.min()
    assert not torch.equal(latents[:, 0], latents[:, 1])


def test_a_video_lasts_as_long_as_it_says(model):
    plan = VideoPlan(seconds=2, pictures=1)
    told = []
    content = make_video(model, plan, progress=lambda done, total: told.append((done, total)))
    with Image.open(io.BytesIO(content)) as video:
        assert video.format == "GIF"
        assert video.n_frames == plan.frames
        assert plan.frames * MILLISECONDS == pytest.approx(2000, abs=100)
        assert video.info["duration"] == MILLISECONDS
        assert video.info["loop"] == 0
    assert told[-1] == (plan.frames, plan.frames)


def test_frames_are_grids(model):
    frame = next(video_frames(model, VideoPlan(pictures=6)))
    across, down = frame.size
    assert across / down == pytest.approx(1.5, abs=0.02)


def test_it_can_be_given_up(model):
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(StoppedError):
        make_video(model, VideoPlan(seconds=10), stop=stop)
    assert len(asked) == 4


@pytest.mark.parametrize("wrong", [{"seconds": 1}, {"seconds": 61}, {"pictures": 5}])
def test_limits(wrong):
    with pytest.raises(ValueError, match="accepted"):
        VideoPlan(**wrong)
