"""The laboratory page as a test sees it."""

import time

from gan_core.runs.store import RunStore
from tests.e2e.facts import read_fact, wait_for_facts

READY = "[data-testid=stApp][data-test-script-state=notRunning]"


def run_in_address(page):
    """Return the run's name in the address, empty before its first step."""
    _, _, query = page.url.partition("?")
    pairs = dict(pair.split("=") for pair in query.split("&") if "=" in pair)
    return pairs.get("run", "")


def wait_for_rest(page, app, selector):
    """Wait until a paused run shows the step at which it was paused; returns it as text.

    The state is told first, then comes the picture.
    """
    paused = RunStore(app.home).get(run_in_address(page))
    assert paused.state == "paused"
    wait_for_facts(page, selector, live_step=str(paused.step))
    return str(paused.step)


class Lab:
    """Opens the page and reads what the live component says of itself."""

    def __init__(self, page, app, query=""):
        self.page = page
        page.goto(f"{app.url}/25_Gaussians{query}")
        page.wait_for_selector(READY)
        self.wait(lambda: self.read("state") not in (None, "empty", "preparing"))
        self.wait(lambda: self.read("step") or self.read("live-step"))

    def read(self, name):
        return read_fact(self.page.locator(".ganlab-root"), name)

    def number(self, name):
        return float(self.read(name) or "nan")

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def tab(self, name):
        self.page.get_by_role("tab", name=name).click()

    def wait(self, condition, seconds=60.0):
        """Wait for a condition; returns the seconds that it took."""
        started = time.perf_counter()
        while not condition():
            assert time.perf_counter() - started < seconds, (
                f"waited {seconds} s in vain; {self.read('state')} at {self.page.url}"
            )
            self.page.wait_for_timeout(20)
        return time.perf_counter() - started

    def settle(self):
        self.page.wait_for_timeout(150)
        self.page.wait_for_selector(READY)

    @property
    def run(self):
        """The run's name in the address, empty before its first step."""
        return run_in_address(self.page)


class Stage:
    """Opens a page that trains one run and reads what its live component says of itself."""

    path = ""
    root = ""

    def __init__(self, page, app, query):
        self.page = page
        page.goto(f"{app.url}/{self.path}{query}")
        page.wait_for_selector(READY)
        wait_for_facts(page, self.root, state="ready", step="0")

    def read(self, name):
        return read_fact(self.page.locator(self.root), name)

    def wait(self, name, accept, seconds=60):
        for _ in range(seconds * 20):
            if accept(self.read(name)):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{name} stayed {self.read(name)!r}")

    def press(self, name):
        # A run that ends has its page drawn again, which on a busy machine takes a while.
        self.page.wait_for_selector(READY)
        self.page.get_by_role("button", name=name, exact=True).click()
