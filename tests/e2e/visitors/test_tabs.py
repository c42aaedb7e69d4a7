"""A run whose tab is reloaded or closed, in a real browser."""

import contextlib
import os
import signal
import sqlite3
import time

import pytest

from tests.e2e.facts import wait_for_facts
from tests.e2e.lab import READY, Lab

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

QUICK = "?preset=wgan-success&loss=ns&hidden=32&batch_size=128&lr=1e-3&seed=1"


def stored(app, run):
    with contextlib.closing(sqlite3.connect(app.home / "runs.sqlite")) as connection:
        return connection.execute("SELECT state, message FROM runs WHERE id = ?", (run,)).fetchone()


@pytest.mark.long
def test_a_reload_does_not_stop_a_run(app, page):
    lab = Lab(page, app, QUICK)
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 200 and lab.run, 60)
    run = lab.run
    page.reload()
    page.wait_for_selector(READY)
    lab.wait(lambda: lab.run == run and lab.number("live-step") > 200)
    page.wait_for_timeout(11_000)
    assert stored(app, run) == ("running", "")


def test_a_run_stops_when_its_tab_has_closed_and_says_so(app, context):
    page = context.new_page()
    lab = Lab(page, app, QUICK)
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 200 and lab.run, 60)
    run, address = lab.run, page.url
    workers = app.workers()
    page.close()
    started = time.perf_counter()
    while stored(app, run)[0] != "stopped":
        assert time.perf_counter() - started < 20
        time.sleep(0.1)
    assert time.perf_counter() - started > 8
    # The crew waits for the next visitor; nothing else is left.
    assert app.workers() == workers

    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(READY)
    wait_for_facts(page, ".ganlab-root", state="stopped")
    page.get_by_text("Stopped when its tab closed").wait_for()
    lab = Lab.__new__(Lab)
    lab.page = page
    lab.wait(lambda: lab.number("live-step") >= 200)
    step = lab.number("live-step")
    lab.press("Resume")
    lab.wait(lambda: lab.number("live-step") > step + 50, 30)
    assert lab.run == run


@pytest.mark.long
def test_three_visitors_train_at_once_and_a_killed_process_takes_no_run_with_it(app, browser):
    contexts = [browser.new_context(viewport={"width": 1280, "height": 720}) for _ in range(3)]
    labs = [
        Lab(context.new_page(), app, QUICK.replace("seed=1", f"seed={seed}"))
        for seed, context in enumerate(contexts)
    ]
    for lab in labs:
        lab.press("Start")
    for lab in labs:
        lab.wait(lambda lab=lab: lab.number("live-step") > 100 and lab.run, 60)
    # Checkpoints come every few seconds.
    labs[0].page.wait_for_timeout(7000)
    steps = [lab.number("live-step") for lab in labs]
    for worker in app.workers():
        os.kill(worker, signal.SIGKILL)
    for lab, step in zip(labs, steps, strict=True):
        lab.wait(lambda lab=lab, step=step: lab.number("live-step") > step + 50, 30)
        lab.page.get_by_text("The training process ended unexpectedly").wait_for()
        state, message = stored(app, lab.run)
        assert state == "running"
        assert "training resumed from step" in message
    for context in contexts:
        context.close()
