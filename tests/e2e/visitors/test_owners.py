"""Visitors of one server, each with a browser of their own, and the teacher."""

import contextlib
import sqlite3
import time

import pytest

from tests.e2e.lab import READY, Lab
from tests.e2e.server import App
from tests.e2e.waiting import wait_until
from ui.shared.visitor import COOKIE, owner_of

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

OUTSIDE = "class.localhost"
QUICK = "?preset=wgan-success&loss=ns&hidden=32&batch_size=128&lr=1e-3&seed="


def stored(app, run):
    with contextlib.closing(sqlite3.connect(app.home / "runs.sqlite")) as connection:
        query = "SELECT state, message, owner FROM runs WHERE id = ?"
        return connection.execute(query, (run,)).fetchone()


def wait_for_state(app, run, state):
    until = time.monotonic() + 30
    while stored(app, run)[0] != state:
        assert time.monotonic() < until, stored(app, run)
        time.sleep(0.1)
    return stored(app, run)


@pytest.fixture
def open_app(tmp_path):
    """A server that other machines can reach, by a name that is not this machine's own.

    Browsers take every name below localhost for this machine; who asks by it comes from outside.
    """
    running = App(
        tmp_path, STREAMLIT_SERVER_ADDRESS="0.0.0.0", STREAMLIT_BROWSER_SERVER_ADDRESS=OUTSIDE
    )
    yield running
    running.stop()


@pytest.fixture
def visit(browser):
    """Opens browsers that know nothing of each other."""
    contexts = []

    def open_browser():
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        context.set_default_timeout(60_000)
        contexts.append(context)
        return context

    yield open_browser
    for context in contexts:
        context.close()


def train(app, context, seed):
    lab = Lab(context.new_page(), app, f"{QUICK}{seed}")
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 100 and lab.run, 60)
    return lab


@pytest.mark.long
def test_each_browser_owns_what_it_began_and_others_watch_it(app, visit):
    anne, ben = visit(), visit()
    lab = train(app, anne, 11)
    run, address = lab.run, lab.page.url
    cookie = next(c for c in anne.cookies() if c["name"] == COOKIE)
    assert cookie["httpOnly"]
    assert stored(app, run)[2] == owner_of(cookie["value"])

    other = ben.new_page()
    other.goto(address)
    other.wait_for_selector(READY)
    other.get_by_role("button", name="Make it mine").wait_for()
    assert not other.get_by_role("button", name="Pause").count()
    watched = Lab.__new__(Lab)
    watched.page = other
    step = watched.number("live-step")
    watched.wait(lambda: watched.number("live-step") > step + 50)
    other.get_by_role("button", name="Make it mine").click()
    watched.press("Start")
    watched.wait(lambda: watched.run not in ("", run) and watched.number("live-step") > 20, 60)
    assert stored(app, run)[0] == "running"

    # The owner's browser, in another tab: the same run, to be steered.
    again = anne.new_page()
    again.goto(address)
    again.wait_for_selector(READY)
    again.get_by_role("button", name="Pause").wait_for()


@pytest.mark.long
def test_a_second_run_of_a_visitor_puts_the_first_to_rest_and_its_tab_says_so(app, visit):
    anne = visit()
    first = train(app, anne, 21)
    train(app, anne, 22)
    wait_for_state(app, first.run, "stopped")
    first.page.get_by_text("Put to rest since you started another run").wait_for()


@pytest.mark.long
def test_a_teacher_stops_all_while_two_students_train(app, visit):
    labs = [train(app, visit(), seed) for seed in (31, 32)]
    page = visit().new_page()
    page.goto(f"{app.url}/Class")
    page.wait_for_selector(READY)
    for lab in labs:
        row = page.locator(f".st-key-class-row-{lab.run}")
        row.wait_for()
        text = row.inner_text()
        assert "25 Gaussians" in text
        assert "training" in text
    before = row.inner_text()
    wait_until(
        page,
        "([row, text]) => document.querySelector(row).innerText !== text",
        arg=[f".st-key-class-row-{lab.run}", before],
    )
    page.get_by_role("button", name="Stop all").click()
    for lab in labs:
        assert "Stopped by the teacher" in wait_for_state(app, lab.run, "stopped")[1]
        lab.page.get_by_text("Stopped by the teacher").wait_for()
    page.get_by_text("Nothing trains and nothing waits.").wait_for()


@pytest.mark.long
def test_a_run_is_shown_large_and_only_watched(app, visit):
    lab = train(app, visit(), 41)
    page = visit().new_page()
    page.goto(f"{app.url}/Class")
    row = page.locator(f".st-key-class-row-{lab.run}")
    row.get_by_role("button", name="Show large").click()
    page.get_by_role("button", name="Make it mine").wait_for()
    assert lab.run in page.url
    assert stored(app, lab.run)[0] == "running"


def test_only_who_sits_at_the_machine_is_led_to_the_class(open_app, visit):
    outside = f"http://{OUTSIDE}:{open_app.port}"
    teacher, student = visit().new_page(), visit().new_page()
    teacher.goto(open_app.url)
    teacher.get_by_role("link", name="Class").wait_for()
    student.goto(outside)
    student.get_by_text("You are visitor").wait_for()
    assert not student.get_by_role("link", name="Class").count()
    student.goto(f"{outside}/Class")
    student.get_by_text("This page is the teacher's").wait_for()
    assert not student.get_by_role("button", name="Stop all").count()
