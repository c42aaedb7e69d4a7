"""The laboratory's page after a single update of one network."""

import pytest

from tests.crew.waiting import wait_for
from tests.ui.pages import open_page

SMALL = {
    "preset": "ns", "hidden": "16", "batch_size": "64", "samples_per_mode": "40",
    "epochs": "10000",
}  # fmt: skip


def test_d_alone_begins_a_run_and_the_page_says_so(services):
    test = open_page("pages/1_25_Gaussians.py", **SMALL)
    test.button(key="toy-do-discriminator").click().run()
    run = wait_for(lambda: test.run().query_params.get("run"), "the run's address")
    record = services.status(run)
    assert (record.state, record.step, record.begun) == ("paused", 0, True)
    assert test.button(key="toy-do-start").label == "Resume"
    # What was trained is not thrown away for another rate, nor when the tab closes.
    test.number_input(key="toy-lr_d").set_value(0.002).run()
    assert test.query_params["run"] == run
    services.stop(run)
    wait_for(lambda: not services.crew.holds(run), "the run to be put down")
    assert services.status(run).begun
    assert not test.exception


@pytest.mark.long
def test_one_button_starts_and_pauses_and_a_double_click_starts_only(services, monkeypatch):
    test = open_page("pages/1_25_Gaussians.py", **SMALL)
    labels = []

    def press():
        labels.append(test.button(key="toy-do-start").label)
        test.button(key="toy-do-start").click().run()

    press()
    run = wait_for(lambda: test.run().query_params.get("run"), "the run's address")
    wait_for(lambda: services.status(run).state == "running", "the run to train")
    monkeypatch.setattr("ui.run.transport.DOUBLE_CLICK", 3600.0)
    test.run()
    press()
    assert services.status(run).state == "running"
    monkeypatch.setattr("ui.run.transport.DOUBLE_CLICK", 0.0)
    press()
    wait_for(lambda: services.status(run).state == "paused", "the run to pause")
    test.run()
    press()
    assert labels == ["Start", "Pause", "Pause", "Resume"]
