"""One server and one browser for all tests of a process; each test has a visit of its own."""

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.server import App, chromium_path


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    """The app, started once, without data sets: tests find what others have left in its folder."""
    home = tmp_path_factory.mktemp("home")
    running = App(home, GAN_DATA=str(home / "data"))
    yield running
    running.stop()


@pytest.fixture
def fresh_app(tmp_path):
    """A server that nobody has asked for anything."""
    running = App(tmp_path)
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


@pytest.fixture(autouse=True)
def _no_traceback(request):
    """What the server writes during a test holds no traceback."""
    if "app" not in request.fixturenames:
        yield
        return
    log = request.getfixturevalue("app").log
    before = len(log.read_text())
    yield
    assert "Traceback" not in log.read_text()[before:]


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser):
    """A visit; whatever it does stays within the policy that the server sends with its pages."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    # A busy machine takes its time; what is to be quick is measured by the tests that say so.
    context.set_default_timeout(60_000)
    said = []
    context.on("console", lambda message: said.append(message.text))
    yield context
    context.close()
    assert [text for text in said if "Content Security Policy" in text] == []


@pytest.fixture
def page(context):
    return context.new_page()
