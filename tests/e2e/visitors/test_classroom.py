"""A class in a real browser: the form for strangers, the app for who has the code, also by nginx.

GAN_EXPLORER_PROXY makes the test's browser a stranger, though it sits at the machine.
"""

import socket
import time

import pytest

from tests.e2e.lab import Lab
from tests.e2e.server import ROOT, App
from tests.e2e.visitors.nginx import page_status, start_nginx
from tests.e2e.visitors.prefix_proxy import PrefixProxy

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CODE = "ABC234"
QUICK = "?preset=wgan-success&loss=ns&hidden=32&batch_size=128&lr=1e-3&seed=1"
CLASSROOM = {
    "GAN_EXPLORER_CLASSROOM": "1", "GAN_EXPLORER_JOIN_CODE": CODE, "GAN_EXPLORER_PROXY": "1",
}  # fmt: skip


@pytest.fixture
def classroom(tmp_path):
    running = App(tmp_path, **CLASSROOM)
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


def trains(page, app):
    lab = Lab(page, app, QUICK)
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 200, 60)


def give(page, code):
    page.get_by_label("Code of this class").fill(code)
    page.get_by_role("button", name="Come in").click()


def test_strangers_see_the_form_and_the_code_opens_the_app(classroom, context, page):
    sockets = []
    page.on("websocket", lambda opened: sockets.append(opened.url))
    assert page.goto(f"{classroom.url}/25_Gaussians{QUICK}").status == 403
    assert page.get_by_role("button").all_inner_texts() == ["Come in"]
    assert page.locator("[data-testid=stApp]").count() == 0
    assert page.request.get(f"{classroom.url}/_stcore/host-config").status == 403
    give(page, "WRONG2")
    page.get_by_role("alert").get_by_text("That is not the code").wait_for()
    assert sockets == []
    give(page, CODE)
    page.wait_for_url("**/25_Gaussians?**")
    trains(page, classroom)
    said = classroom.log.read_text()
    assert f"/join?code={CODE}" in said
    assert "▄" in said


@pytest.fixture
def proxied(tmp_path):
    """The app below /gan behind nginx, by the project's own sample of its settings."""
    app = App.__new__(App)
    environment = CLASSROOM | {"STREAMLIT_SERVER_BASE_URL_PATH": "gan"}
    app.is_up = lambda: page_status(app.port, "/gan/_stcore/health") == 200
    app.__init__(tmp_path, **environment)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sample = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in (("listen 80;", f"listen 127.0.0.1:{port};"), (":8501", f":{app.port}")):
        assert old in sample
        sample = sample.replace(old, new)
    process = start_nginx(tmp_path / "nginx", sample)
    until = time.monotonic() + 10
    while page_status(port, "/gan/_stcore/health") != 200:
        assert time.monotonic() < until, (tmp_path / "nginx" / "error.log").read_text()
        time.sleep(0.1)
    app.url = f"http://127.0.0.1:{port}/gan"
    yield app
    process.terminate()
    process.wait(10)
    app.stop()
    assert "Traceback" not in app.log.read_text()


@pytest.mark.long
def test_it_works_behind_a_proxy_that_takes_its_prefix_off(classroom, page):
    with PrefixProxy(classroom.port) as proxy:
        page.goto(f"{proxy.url}/join?code=WRONG2")
        page.get_by_role("alert").wait_for()
        give(page, CODE)
        page.wait_for_url(f"{proxy.url}/")
        page.get_by_role("heading", name="GAN Explorer").wait_for()
        page.context.clear_cookies()
        assert page.goto(f"{proxy.url}/Faces?faces=dcgan-celeba64").status == 403
        give(page, CODE)
        page.wait_for_url(f"{proxy.url}/Faces?faces=dcgan-celeba64")
        page.locator("canvas").first.wait_for()
        page.close()
        assert proxy.outside == []


@pytest.mark.long
def test_it_works_below_a_path_behind_nginx(proxied, page):
    page.goto(f"{proxied.url}/join?code={CODE}")
    page.wait_for_url("**/gan/")
    page.get_by_role("heading", name="GAN Explorer").wait_for()
    trains(page, proxied)
    assert "/gan/25_Gaussians" in page.url
