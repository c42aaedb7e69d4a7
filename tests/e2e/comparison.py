"""The comparison page as a test sees it."""

import time

from tests.e2e.facts import read_fact
from tests.e2e.lab import READY


class Compare:
    """Opens the page and reads what the pictures say of themselves."""

    def __init__(self, page, app, query=""):
        self.page = page
        page.goto(f"{app.url}/Compare{query}")
        page.wait_for_selector(READY)
        page.wait_for_selector(".gangroup-root")

    def read(self, name):
        return read_fact(self.page.locator(".gangroup-root"), name)

    @property
    def steps(self):
        """The step that each picture shows."""
        return [int(step) for step in (self.read("steps") or "").split(",") if step]

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def wait(self, condition, what, seconds=60.0):
        started = time.perf_counter()
        while not condition():
            assert time.perf_counter() - started < seconds, (
                f"waited {seconds} s for {what} at {self.page.url}"
            )
            self.page.wait_for_timeout(20)

    def wait_state(self, *states):
        self.wait(lambda: self.read("state") in states, f"the state to be {states}")
        self.page.wait_for_selector(READY)
