"""Waits for what a page says of itself."""

import time


def wait_until(page, expression, arg=None, *, seconds=60):
    """Wait until JavaScript is true in a page.

    Playwright's own ``wait_for_function`` compiles it within the page, which the page's policy of
    content forbids.
    """
    until = time.monotonic() + seconds
    while not page.evaluate(expression, arg):
        assert time.monotonic() < until, expression
        page.wait_for_timeout(50)


def still_box(page, locator, *, seconds=60):
    """Return where an element lies once it has not moved for a quarter of a second."""
    until = time.monotonic() + seconds
    before = None
    while (box := locator.bounding_box()) != before or box is None:
        assert time.monotonic() < until, f"it moved from {before} to {box}"
        before = box
        page.wait_for_timeout(250)
    return box
