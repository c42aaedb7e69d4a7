"""Runs on known distributions in this process: pictures, rows, the end, and the way on."""

import math

import pytest

from gan_core.runs.live.density_run import GameRun, RatioRun
from gan_core.runs.live.opening import open_run
from gan_core.storage.serialization import unpack_frame
from gan_core.theory.settings import GameSettings, RatioSettings

RATIO = RatioSettings(batch_size=64, width=8, steps=60, held_out=500)
GAME = GameSettings(batch_size=32, width=8, width_g=8, steps=30, n_critic=1)


@pytest.fixture
def submit(store):
    def make(settings):
        store.create("run", settings, steps=None, device="cpu")
        return open_run(store, "run")

    return make


def advance(run, steps):
    for _ in range(steps):
        run.advance()


def test_d_alone_from_start_to_end(submit, store):
    run = submit(RATIO)
    assert isinstance(run, RatioRun)
    record = store.get("run")
    assert (record.state, record.family, record.given) == ("ready", "ratio", RATIO)
    run.resume()
    advance(run, 60)
    assert store.get("run").state == "finished"
    reports = store.reports("run")
    assert reports[-1]["js"] > reports[0]["js"]
    assert reports[-1]["value"] <= 2 * 0.111421 - math.log(4) + 1e-6
    report, arrays = unpack_frame(store.live("run").content)
    assert report["step"] == 60
    assert arrays["logits"].shape == (241,)
    assert len(store.frame_steps("run")) > 30


def test_d_on_the_plane(submit, store):
    settings = RATIO.replace(p="normal:0,0,1", q="normal:2,0,1")
    run = submit(settings)
    run.resume()
    advance(run, 60)
    _, arrays = unpack_frame(store.live("run").content)
    field = arrays["logits"].reshape(49, 49)
    # Columns go from x = -4 to 6; real points lie around 0, fakes around 2.
    assert field[20:29, 15:20].mean() > 0 > field[20:29, 29:34].mean()
    assert store.get("run").state == "finished"


def test_the_game_from_start_to_end(submit, store):
    run = submit(GAME)
    assert isinstance(run, GameRun)
    run.resume()
    advance(run, 30)
    record = store.get("run")
    assert (record.state, record.family, record.step) == ("finished", "game", 30)
    report, arrays = unpack_frame(store.live("run").content)
    assert set(report["games"]) == {"minimax", "ns"}
    width = (GAME.extent[1] - GAME.extent[0]) / 120
    for loss in report["games"]:
        assert arrays[f"logits_{loss}"].shape == (241,)
        assert arrays[f"density_{loss}"].sum() * width == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("settings", [RATIO, GAME])
def test_a_stopped_run_goes_on(submit, store, settings):
    run = submit(settings)
    run.resume()
    advance(run, 7)
    run.close()
    assert store.get("run").state == "stopped"
    again = open_run(store, "run")
    assert again.trainer.steps_done == 7
    again.change({"steps": 12})
    again.resume()
    advance(again, 5)
    assert store.get("run").state == "finished"
    assert store.get("run").changes == [{"step": 7, "steps": 12}]
