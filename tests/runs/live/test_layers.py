"""Responses of hidden units: in the newest picture, and only while somebody looks."""

import numpy as np
import pytest

from gan_core.runs.live import toy_run
from gan_core.runs.live.layers import add_stored_layers, has_layers
from gan_core.storage.serialization import unpack_frame
from tests.runs.advancing import advance, live

UNITS = {"units_d", "units_g", "output_d", "output_g"}


def newest(store):
    return store.live("run").content


def test_pictures_have_no_responses_until_somebody_asks(submit, store):
    run = submit()
    assert not has_layers(newest(store))
    run.show_layers()
    report, arrays = live(run)
    assert set(arrays) >= UNITS
    assert report["step"] == 0
    assert not has_layers(store.frames("run", [0])[0])
    sequence = store.live("run").sequence
    run.show_layers()
    assert store.live("run").sequence == sequence


def test_every_single_step_shows_them_while_somebody_looks(submit, store, monkeypatch):
    run = submit()
    run.show_layers()
    before = live(run)[1]
    run.step("discriminator")
    report, after = live(run)
    assert report["moved"]["part"] == "discriminator"
    assert not np.array_equal(before["units_d"], after["units_d"])
    assert np.array_equal(before["units_g"], after["units_g"])
    assert not any(has_layers(frame) for frame in store.frames("run", store.frame_steps("run")))
    monkeypatch.setattr(run, "layers_until", 0.0)
    run.step("discriminator")
    assert not has_layers(newest(store))


def test_at_full_speed_once_a_second_in_slow_motion_always(submit, store, monkeypatch):
    run = submit()
    run.resume()
    run.show_layers()
    shown = []
    for _ in range(4):
        run.publish()
        shown.append(has_layers(newest(store)))
    assert shown == [True, False, False, False]
    monkeypatch.setattr(toy_run, "LAYERS_APART", 0.0)
    run.publish()
    assert has_layers(newest(store))
    monkeypatch.setattr(toy_run, "LAYERS_APART", 1000.0)
    run.set_pace(delay=1.2, slow=True)
    advance(run, 3)
    assert has_layers(newest(store))


def test_a_picture_tells_of_the_next_update_and_a_row_does_not(submit, store):
    run = submit(schedule="decay", decay=0.5, lr_d=1e-3, lr_g=2e-3)
    run.step("both")
    run.step("discriminator")
    told = live(run)[0]["next"]
    assert (told["updates_d"], told["updates_g"]) == (2, 1)
    assert told["rate_d"] == pytest.approx(1e-3 / 2)
    assert told["rate_g"] == pytest.approx(2e-3 / 1.5)
    assert all("next" not in row for row in store.reports("run"))


def test_a_run_that_rests_in_the_store_shows_those_of_its_checkpoint(submit, store):
    run = submit(steps=60)
    run.resume()
    advance(run, 60)
    assert store.get("run").state == "finished"
    plain = newest(store)
    assert add_stored_layers(store, store.get("run"))
    report, arrays = unpack_frame(newest(store))
    run.show_layers()
    run.publish()
    assert np.array_equal(arrays["units_d"], live(run)[1]["units_d"])
    assert unpack_frame(plain)[0] == report
    assert np.array_equal(unpack_frame(plain)[1]["points"], arrays["points"])


def test_a_run_without_the_checkpoint_of_its_picture_shows_none(submit, store):
    run = submit(steps=60)
    run.resume()
    advance(run, 30)
    run.pause()
    store.checkpoint("run").delete()
    assert not add_stored_layers(store, store.get("run"))
    assert not has_layers(newest(store))
