"""Walks as videos: how long they are, that they repeat, that they can be given up."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.checkpoints.native import load_model
from gan_core.viz import walk_video
from gan_core.viz.walk_video import (
    MILLISECONDS,
    VIDEO_FORMATS,
    StoppedError,
    VideoPlan,
    make_video,
    video_frames,
    video_latents,
)
from tests.viz.webm_reading import read_webm


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
    plan = VideoPlan(seconds=2, pictures=1, format="gif")
    told = []
    content = make_video(model, plan, progress=lambda done, total: told.append((done, total)))
    with Image.open(io.BytesIO(content)) as video:
        assert video.format == "GIF"
        assert video.n_frames == plan.frames
        assert plan.frames * MILLISECONDS == pytest.approx(2000, abs=100)
        assert video.info["duration"] == MILLISECONDS
        assert video.info["loop"] == 0
    assert told[-1] == (plan.frames, plan.frames)


def test_a_webm_read_again_has_the_frames_that_were_drawn(model):
    plan = VideoPlan(seconds=2, pictures=6, seed=1)
    told = []
    content = make_video(model, plan, progress=lambda done, total: told.append((done, total)))
    found, times = read_webm(content)
    drawn = [frame.convert("RGB") for frame in video_frames(model, plan)]
    assert len(found) == len(drawn) == plan.frames
    assert times[-1] + MILLISECONDS == plan.frames * MILLISECONDS
    assert told == [(done, plan.frames) for done in range(1, plan.frames + 1)]
    for one, other in zip(found, drawn, strict=True):
        assert one.size == other.size
        assert np.abs(np.asarray(one, float) - np.asarray(other, float)).mean() < 4


def test_frames_do_not_depend_on_how_many_are_made_at_once(model, monkeypatch):
    plan = VideoPlan(seconds=2, pictures=6)
    together = [np.asarray(frame, int) for frame in video_frames(model, plan)]
    monkeypatch.setattr(walk_video, "TOGETHER", 1)
    for one, other in zip(together, video_frames(model, plan), strict=True):
        assert np.abs(one - np.asarray(other, int)).max() <= 1


def test_frames_are_grids(model):
    frame = next(video_frames(model, VideoPlan(pictures=6)))
    across, down = frame.size
    assert across / down == pytest.approx(1.5, abs=0.02)


@pytest.mark.parametrize("name", VIDEO_FORMATS)
def test_it_can_be_given_up(model, name):
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(StoppedError):
        make_video(model, VideoPlan(seconds=10, format=name), stop=stop)
    assert len(asked) == 4


@pytest.mark.parametrize(
    "wrong", [{"seconds": 1}, {"seconds": 61}, {"pictures": 5}, {"format": "avi"}]
)
def test_limits(wrong):
    with pytest.raises(ValueError, match="accepted"):
        VideoPlan(**wrong)
