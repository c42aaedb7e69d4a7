"""The laboratory while there is no room for its run."""

import re

import pytest

from gan_core.runs.overview import expected_wait
from gan_core.settings.toy import ToySettings
from tests.crew.waiting import wait_for
from tests.ui.pages import open_page

SMALL = {
    "preset": "ns",
    "hidden": "16",
    "batch_size": "64",
    "samples_per_mode": "40",
    "epochs": "1000",
}


@pytest.mark.long
def test_a_run_that_waits_says_its_place_starts_by_itself_and_may_leave(services, monkeypatch):
    test = open_page("pages/1_25_Gaussians.py", **SMALL)
    test.button(key="toy-do-start").click().run()
    run = wait_for(lambda: test.run().query_params.get("run"), "the run's address")
    wait_for(lambda: services.status(run).step > 10, "steps")
    services.stop(run)
    wait_for(lambda: not services.crew.holds(run), "the run to be put down")
    small = ToySettings().replace(hidden=16, batch_size=64, samples_per_mode=40, epochs=1000)
    other = services.submit(small, device="cpu")
    wait_for(lambda: services.status(other).step > 10, "another visitor's steps")
    monkeypatch.setattr(services.crew, "budget", 1)

    test.run()
    test.button(key="toy-do-start").click().run()
    label = test.button(key="toy-do-start").label
    assert re.fullmatch(r"Waiting, number 1, at most about \d+ min", label)
    monkeypatch.setattr("ui.run.transport.DOUBLE_CLICK", 0.0)
    test.button(key="toy-do-start").click().run()
    assert services.status(run).state == "stopped"
    test.button(key="toy-do-start").click().run()
    step = services.status(run).step
    services.pause(other)
    wait_for(lambda: services.status(run).step > step, "the run to start by itself")
    assert not test.exception


@pytest.mark.long
def test_a_comparison_waits_too_and_may_leave(services, monkeypatch):
    small = ToySettings().replace(hidden=16, batch_size=64, samples_per_mode=40, epochs=1000)
    other = services.submit(small, device="cpu")
    wait_for(lambda: services.status(other).step > 10, "another visitor's steps")
    monkeypatch.setattr(services.crew, "budget", 1)
    test = open_page(
        "pages/2_Compare.py", view="side", batch="64", a_set="hidden=16", b_set="hidden=16"
    )
    test.button(key="compare-start").click().run()
    assert test.button(key="compare-wait").label.startswith("Waiting, number 1")
    test.button(key="compare-wait").click().run()
    assert not test.exception
    assert test.button(key="compare-start").label == "Start"


def test_a_wait_is_as_long_as_what_trains_still_takes(store, small):
    for name, step in (("slow", 100), ("quick", 900)):
        store.create(name, small(), steps=1000, device="cpu")
        store.update(name, state="running", step=step, seconds=10.0)
    assert expected_wait(store, 1) == 10.0 / 900 * 100
    assert expected_wait(store, 2) == 10.0 / 100 * 900
    assert expected_wait(store, 3) is None
