"""The page of progressive growing: its links, its server's answers, what it draws."""

import base64
import threading
import time

import numpy as np
import pytest

from gan_core.checkpoints.native import CheckpointError, model_names
from gan_core.checkpoints.resolutions import load_fade_ins, load_resolutions
from gan_core.settings.progressive import phases
from gan_core.viz.walk_video import StoppedError
from tests.crew.waiting import wait_for
from tests.ui.pages import open_page
from ui.growing import api as progressive_api
from ui.growing import link_state as progressive_link_state
from ui.growing import video
from ui.growing.api import FULL, show_progressive
from ui.growing.link_state import (
    DEFAULT_MODEL,
    PartChoice,
    ProgressiveChoice,
    ProgressiveLinkState,
    live_base,
    progressive_models,
    read_progressive,
    with_its_steps,
    write_progressive,
)
from ui.http.feed import news
from ui.http.json_requests import RequestError
from ui.models import shown_resolutions

PAGE = "pages/7_Growing_faces.py"
SMALL = {
    "dataset": "digits", "width": "4", "batch_size": "8", "fade_images": "16",
    "settle_images": "24", "latent_dim": "4", "steps": "30",
}  # fmt: skip
MODEL = (progressive_models() or [DEFAULT_MODEL])[0]


@pytest.fixture
def shipped(monkeypatch, tmp_path):
    """As if one model that grows were shipped; no data but the embedded digits."""
    monkeypatch.setattr(progressive_link_state, "progressive_models", lambda: [MODEL])
    monkeypatch.setenv("GAN_DATA", str(tmp_path / "none"))


def test_a_link_state_comes_back_from_its_link(shipped):
    state = ProgressiveLinkState(
        MODEL,
        ProgressiveChoice(resolution=16, alpha=0.25, paint="now", count=5, seed=3),
        live_base(),
    )
    assert read_progressive(write_progressive(state)) == state
    usual = ProgressiveLinkState(MODEL, ProgressiveChoice(), live_base())
    assert write_progressive(usual) == {"growing": MODEL}


def test_a_run_and_its_settings_come_back_from_the_link(shipped):
    live = with_its_steps(live_base().replace(loss="lsgan", fade_images=320, seed=4))
    state = ProgressiveLinkState(MODEL, ProgressiveChoice(tab="live"), live, "abc")
    link = write_progressive(state)
    assert link["run"] == "abc"
    assert "steps" not in link
    assert read_progressive(link) == state


def test_a_part_comes_back_from_the_link(shipped):
    part = PartChoice(part="resizing", nearest="off", resolution=8, alpha=0.25)
    state = ProgressiveLinkState(MODEL, ProgressiveChoice(tab="parts"), live_base(), part=part)
    assert read_progressive(write_progressive(state)) == state


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"growing": "gan-mnist"}, "growing=gan-mnist in the link is unknown"),
        ({"resolution": "5000"}, "resolution=5000 is out of range"),
        ({"paint": "never"}, "paint=never is unknown; accepted: then, now"),
        ({"tab": "live", "loss": "best"}, "loss=best is unknown"),
    ],
)
def test_a_wrong_link_falls_back_with_a_notice(shipped, link, words):
    state = read_progressive(link)
    assert len(state.notices) == 1
    assert words in state.notices[0]


@pytest.fixture
def stages(trained_progressive, monkeypatch):
    """A small progressive GAN, as if it were shipped."""
    found = load_resolutions(str(trained_progressive.out))
    middles = load_fade_ins(str(trained_progressive.out))
    monkeypatch.setattr(shown_resolutions, "shown_resolutions", lambda name: found)
    monkeypatch.setattr(shown_resolutions, "shown_fade_ins", lambda name: middles)
    shown_resolutions.shown_progressive.cache_clear()
    yield found
    shown_resolutions.shown_progressive.cache_clear()


def numbers(text, resolution):
    return np.frombuffer(base64.b64decode(text), "<i2").reshape(2, resolution, resolution, 3) / FULL


def test_the_server_answers_with_every_resolution(stages):
    answer = show_progressive("m", {"count": 2, "seed": 5})
    assert [entry["resolution"] for entry in answer["resolutions"]] == [4, 8, 16]
    assert answer["channels"] == 3
    assert answer["resolutions"][0]["halfway"] is None
    made = shown_resolutions.shown_progressive("m", 2, 5).pictures
    last = answer["resolutions"][-1]
    np.testing.assert_allclose(
        numbers(last["stabilised"], 16), made[16].stabilised, atol=0.51 / FULL
    )
    halfway = last["halfway"]
    assert halfway["alpha"] == 0.5
    np.testing.assert_allclose(
        numbers(halfway["pictures"], 16), made[16].halfway.pictures, atol=0.51 / FULL
    )
    np.testing.assert_allclose(numbers(last["final"], 16), made[16].stabilised, atol=0.51 / FULL)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({}, "count is None"),
        ({"count": 100, "seed": 0}, "accepted: 2 to 12"),
        ({"count": 2, "seed": -1}, "seed is -1"),
    ],
)
def test_wrong_requests_are_refused_in_one_line(stages, content, words):
    with pytest.raises(RequestError, match=words):
        show_progressive("m", content)


def test_a_model_that_is_not_shipped():
    with pytest.raises(CheckpointError, match="no model 'nobody' is shipped"):
        progressive_api.show_progressive("nobody", {"count": 2, "seed": 0})


def wait_until(condition, seconds=240):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.long
@pytest.mark.slow
def test_a_gan_grows_on_the_page(shipped, services):
    test = open_page(PAGE, growing=MODEL, tab="live", **SMALL)
    assert not test.exception
    controls = [*test.number_input, *test.selectbox, *test.button]
    assert [control.label for control in controls if not control.help] == []
    test.button(key="growing-live-do-start").click().run()
    assert not test.exception
    (record,) = services.store.runs(family="images")
    settings = record.image_settings
    assert settings.steps == 30
    wait_until(lambda: services.status(record.id).state == "finished")
    test.run()
    assert not test.exception
    link = dict(test.query_params)
    assert link["run"] == record.id
    told = news(record.id, after=0, rows=-1, steps=[])
    # Resolutions that were stabilised before others came.
    ends = [phase.first + phase.steps for phase in phases(settings)[:-1] if not phase.fading]
    assert set(ends) <= set(told["timeline"])
    assert set(told["rows"]) >= {"swd_16", "swd_32", "swd_average"}
    assert all(value > 0 for value in told["rows"]["swd_average"])
    report = told["frames"][-1]["report"]
    assert (report["side"], report["alpha"], report["swd_step"]) == (32, 1.0, settings.steps)
    assert report["swd_floor"]["average"] < report["swd"]["average"]
    again = open_page(PAGE, **link)
    assert not again.exception
    assert not again.warning


@pytest.mark.slow
@pytest.mark.parametrize("tab", ["final", "parts", "video"])
def test_views_draw_and_every_control_has_a_help_text(tab, services):
    test = open_page(PAGE, growing=MODEL, tab=tab)
    assert not test.exception
    assert [error.value for error in test.error] == []
    controls = [*test.number_input, *test.selectbox, *test.button, *test.slider]
    assert [control.label for control in controls if not control.help] == []
    assert MODEL in model_names()


@pytest.mark.slow
def test_another_pace_moves_the_end_and_an_end_of_one_s_own_stays(shipped, services):
    test = open_page(PAGE, growing=MODEL, tab="live", **{**SMALL, "steps": "99"})
    assert test.number_input(key="growing-live-steps").value == 99
    test.number_input(key="growing-live-settle_images").set_value(48).run()
    assert not test.exception
    paced = live_base().replace(batch_size=8, fade_images=16, settle_images=48)
    assert test.number_input(key="growing-live-steps").value == with_its_steps(paced).steps
    test.number_input(key="growing-live-steps").set_value(50).run()
    assert test.number_input(key="growing-live-steps").value == 50
    assert dict(test.query_params)["steps"] == "50"


def test_links_of_earlier_versions_stay_good(shipped):
    state = read_progressive({"growing": MODEL, "tab": "grown", "side": "16", "alpha": "0.5"})
    assert state.notices == []
    assert (state.choice.tab, state.choice.resolution, state.choice.alpha) == ("final", 16, 0.5)
    part = read_progressive(
        {"growing": MODEL, "tab": "parts", "part": "resizing", "side": "8"}
    ).part
    assert (part.part, part.resolution) == ("resizing", 8)


def test_videos_are_made_one_after_another_and_a_visitors_newest_counts(monkeypatch):
    made, wait = [], threading.Event()

    def make(model, plan, *, progress, stop):
        assert wait.wait(10)
        if stop():
            raise StoppedError
        made.append(model)
        return b"GIF"

    monkeypatch.setattr(video, "make_video", make)
    jobs = [video.VideoJob("m", name, video.VideoPlan(2, 1, 0)) for name in ("a", "b", "c")]
    for job, owner in zip(jobs, ("anne", "ben", "anne"), strict=True):
        job.start(owner)
        wait_for(lambda: jobs[0].started, "the first to begin")
    assert jobs[0].given_up.is_set()
    assert not jobs[1].started
    assert not jobs[2].started
    wait.set()
    wait_for(lambda: jobs[1].content and jobs[2].content, "both to be made")
    assert sorted(made) == ["b", "c"]
    wait_for(lambda: not video._jobs, "nothing to be kept")
