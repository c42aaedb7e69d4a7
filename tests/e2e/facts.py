"""What a live component shows, as a test reads it from the view behind it."""

from pathlib import Path

from playwright.sync_api import Error

FACTS = Path(__file__).with_suffix(".js").read_text("utf-8").rstrip().removesuffix(";")


def read_fact(locator, name, **options):
    """Return a fact of the component with this root as text; None before there is one."""
    try:
        return locator.evaluate(FACTS, **options).get(name)
    except Error as error:
        if "context was destroyed" in str(error):
            return None  # another page is on its way
        raise


def wait_for_facts(page, selector, *, seconds=60, **wanted):
    """Wait until the component with this root shows facts; ``live_step`` is live-step."""
    found = {}
    page.wait_for_selector(selector, timeout=1000 * seconds)
    for _ in range(seconds * 20):
        found = page.locator(selector).evaluate(FACTS)
        if all(found.get(name.replace("_", "-")) == value for name, value in wanted.items()):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{wanted} not in {found} at {page.url}")
