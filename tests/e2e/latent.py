"""Pages of trained models as a test sees them."""

import statistics
import time

import numpy as np

from tests.e2e.facts import read_fact
from tests.e2e.lab import READY

MEDIAN, MOST = 150, 300
"""Milliseconds from the hand to the picture: the median, and what 95 of 100 keep to."""

SLACK = 2.0
"""Other programs share the machine of the tests; docs/measurements.md has quiet figures."""


def check_delays(delays):
    assert statistics.median(delays) <= SLACK * MEDIAN, delays
    assert np.quantile(delays, 0.95) <= SLACK * MOST, delays


class Room:
    """Opens a page and reads what the live component says of itself."""

    def __init__(self, page, app, query, *, path="Latent_spaces"):
        self.page = page
        started = time.perf_counter()
        page.goto(f"{app.url}/{path}{query}")
        page.wait_for_selector(".ganlatent-root")
        self.root = page.locator(".ganlatent-root")
        if "tab=encode" not in query:
            self.wait("shown", lambda value: int(value) > 0)
        self.seconds = time.perf_counter() - started
        page.wait_for_selector(READY)

    def read(self, name):
        return read_fact(self.root, name)

    def wait(self, name, accept, seconds=30):
        for _ in range(seconds * 50):
            value = self.read(name)
            if value is not None and accept(value):
                return value
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{name} stayed {self.read(name)!r} at {self.page.url}")

    def next_picture(self, act):
        """Do something and wait for its picture; returns the milliseconds that it took."""
        before = int(self.read("shown"))
        act()
        self.wait("shown", lambda value: int(value) > before)
        return int(self.read("wait"))

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def wait_for_address(self, text, seconds=30):
        for _ in range(seconds * 20):
            if text in self.page.url:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{text} not in {self.page.url}")

    def draw(self, points):
        """Draw a stroke on the pad through points of a square of 252 pixels."""
        box = self.page.locator(".ganpad-canvas").bounding_box()
        mouse = self.page.mouse
        mouse.move(box["x"] + points[0][0], box["y"] + points[0][1])
        mouse.down()
        for x, y in points[1:]:
            mouse.move(box["x"] + x, box["y"] + y, steps=4)
        mouse.up()


SEVEN = [(70, 60), (180, 60), (170, 90), (130, 150), (110, 210)]
