"""What the widgets send and obey, and what stands in for them without anywidget."""

import json

import anywidget
import numpy as np
import plotly.io
import pytest
import traitlets

import gan_core
from gan_core import notebook
from gan_core.notebook import latent_sliders, live_run
from gan_core.notebook.assets import FOLDER
from gan_core.notebook.still import NOTE, StillRun, StillSliders
from gan_core.settings.base import SettingsError
from gan_core.storage.serialization import unpack_frame


@pytest.fixture
def widget(small):
    """Return a widget of a small run that has not begun."""
    made = live_run(small(), steps=250, start=False)
    yield made
    made.close()


def test_a_view_that_comes_gets_everything_and_then_news(widget, page):
    seen = page(widget)
    widget.start().wait(60)
    assert not seen.messages
    seen.say(view="came")
    content, frames = seen.messages[-1]
    assert content["whole"]
    assert content["run"]["state"] == "finished"
    assert content["rows"]["step"] == [0, 100, 200, 250]
    assert content["timeline"][0] == 0
    assert content["timeline"][-1] == 250
    report, arrays = unpack_frame(frames[-1])
    assert report["step"] == 250
    assert arrays["points"].shape == (1000, 2)
    seen.say(steps=[0, 100])
    content, frames = seen.messages[-1]
    assert [unpack_frame(frame)[0]["step"] for frame in frames] == [0, 100]
    assert not content["whole"]
    assert not content["rows"]["step"]


def test_a_view_sees_the_run_move(widget, page):
    seen = page(widget)
    seen.say(view="came")
    widget.start().wait(60)
    assert seen.states[0] == "ready"
    assert "running" in seen.states
    assert seen.states[-1] == "finished"
    rows = [step for content, _ in seen.messages for step in content["rows"]["step"]]
    assert rows == [0, 100, 200, 250]


def test_buttons_steer_the_run(widget, page):
    seen = page(widget)
    seen.say(view="came")
    seen.say(do="generator")
    widget.pause()  # waits until what was asked before is done
    assert widget.trainer.updates_g == 1
    assert widget.trainer.updates_d == 0
    seen.say(do="start")
    widget.pause()
    assert widget.state in ("paused", "finished")
    for odd in ({"do": "close"}, {"do": 3}, {"steps": ["x"]}, {"view": []}, {}, {"do": "__init__"}):
        seen.say(**odd)
    assert widget.state in ("paused", "finished")


def test_a_saved_notebook_keeps_the_picture_of_where_the_run_rests(widget):
    assert unpack_frame(widget.resting)[0]["step"] == 0
    widget.start().wait(60)
    widget.training.pause()
    assert unpack_frame(widget.resting)[0]["step"] == 250
    json.dumps(widget.page, allow_nan=False)
    assert len(widget.page["scene"]["centers"]) == 25


def test_closing_the_widget_ends_the_training(small):
    widget = live_run(small(), steps=1_000_000)
    widget.close()
    assert widget.state == "stopped"
    assert not widget.training._thread.is_alive()
    assert widget.comm is None


def test_figures_stand_still(widget):
    widget.start().wait(60)
    figure = widget.figure(theme="dark")
    assert [trace.name for trace in figure.data][1:] == ["real", "fake"]
    assert "Step 250" in figure.layout.title.text
    curves = widget.curves()
    assert {trace.name for trace in curves.data} >= {"D", "G", "covered"}
    assert list(curves.data[0].x) == [0, 100, 200, 250]


def test_what_cannot_be_is_refused(small):
    with pytest.raises(SettingsError, match="quick"):
        live_run("quickly")
    with pytest.raises(ValueError, match="accepted"):
        live_run(small(), device="gpu")
    with pytest.raises(ValueError, match="makes no pictures"):
        latent_sliders("classifier-mnist")


@pytest.fixture(scope="module")
def sliders():
    return latent_sliders(gan_core.load("vae-mnist-2d"))


def test_sliders_answer_with_pixels(sliders, page):
    seen = page(sliders)
    seen.say(ask=7, latents=[[0.0, 0.0], [1.0, -1.0]])
    (content, (pixels,)) = seen.messages[-1]
    assert content["answer"] == 7
    assert (content["side"], content["channels"]) == (28, 1)
    assert len(pixels) == 2 * 28 * 28
    assert np.allclose(np.sum(content["predictions"], axis=1), 1, atol=1e-2)
    sliders.latent = [1.0, -1.0]
    assert sliders.picture().tobytes() == pixels[784:]


@pytest.mark.parametrize("wrong", [[[0.0]], [["x", "y"]], [[0, 0, 0]], [3]])
def test_sliders_say_what_they_do_not_take(sliders, page, wrong):
    seen = page(sliders)
    seen.say(ask=1, latents=wrong)
    assert seen.messages[-1][0]["error"]


def test_a_latent_keeps_its_length(sliders):
    with pytest.raises(traitlets.TraitError, match="accepted: 2"):
        sliders.latent = [1.0]


@pytest.mark.parametrize("label", [0, 1, 3])
def test_a_conditional_gan_begins_at_noise_and_shows_its_label(page, label):
    sliders = latent_sliders("cgan-mnist-best", label=label)
    assert any(sliders.latent)
    seen = page(sliders)
    seen.say(ask=1, latents=[sliders.latent])
    assert np.argmax(seen.messages[-1][0]["predictions"][0]) == label


@pytest.fixture
def without_widgets(monkeypatch):
    monkeypatch.setattr(notebook, "find_spec", lambda name: None)
    # what plotly takes by itself in a notebook
    monkeypatch.setattr(plotly.io.renderers, "default", "plotly_mimetype")


@pytest.mark.usefixtures("without_widgets")
def test_without_anywidget_there_are_figures_with_a_note(small):
    run = live_run(small(), steps=120)
    assert isinstance(run, StillRun)
    run.wait(60)
    assert run.report["step"] == 120
    (shown,) = run._repr_mimebundle_().values()
    assert [note["text"] for note in shown["layout"]["annotations"]] == [NOTE]
    run.close()
    assert run.state == "finished"
    sliders = latent_sliders("vae-mnist-2d")
    assert isinstance(sliders, StillSliders)
    sliders.latent = [1.0, 2.0]
    assert sliders.figure().layout.title.text == "z = (1.00, 2.00)"
    assert sliders._repr_mimebundle_()


@pytest.mark.parametrize("name", ["run", "sliders"])
def test_a_bundle_is_what_anywidget_takes(name):
    script = (FOLDER / f"{name}.js").read_text("utf-8")
    assert len(script) < 100_000
    assert "import{" not in script
    assert "as default" in script
    assert "ganlab-root" in (FOLDER / f"{name}.css").read_text("utf-8")
    assert {path.stem for path in FOLDER.iterdir()} == {"run", "sliders"}


def test_both_are_anywidgets(widget, sliders):
    assert isinstance(widget, anywidget.AnyWidget)
    assert isinstance(sliders, anywidget.AnyWidget)
