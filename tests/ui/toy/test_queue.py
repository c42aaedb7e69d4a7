"""The laboratory while there is no room for its run."""

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
    assert test.button(key="toy-do-wait").label == "Waiting, number 1"
    test.button(key="toy-do-wait").click().run()
    assert services.status(run).state == "stopped"
    test.button(key="toy-do-start").click().run()
    step = services.status(run).step
    services.pause(other)
    wait_for(lambda: services.status(run).step > step, "the run to start by itself")
    assert not test.exception
