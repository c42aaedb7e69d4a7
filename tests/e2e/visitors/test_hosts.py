"""Other sites: their names that lead to this machine, and their frames."""

import http.client
import http.server
import threading

import pytest

from tests.e2e.server import App

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol": "streamlit",
}  # fmt: skip


@pytest.fixture(scope="module")
def told_app(tmp_path_factory):
    """A server that was told of another host, and of a site that embeds it."""
    running = App(
        tmp_path_factory.mktemp("home"),
        STREAMLIT_SERVER_ALLOWED_HOSTS="gan.example *.school.example",
        GAN_EXPLORER_FRAME_ANCESTORS="http://localhost:*",
    )
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


def ask(app, path, host, *, method="GET", **headers):
    """Return the status and the text of an answer; of an open websocket only the status."""
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=5)
    try:
        connection.request(method, path, headers={"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, "" if answer.status == 101 else answer.read().decode()
    finally:
        connection.close()


def socket_status(app, host, origin):
    return ask(app, "/_stcore/stream", host, Origin=origin, **UPGRADE)[0]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/Faces"), ("GET", "/feed/x"), ("POST", "/models/gan-mnist/codes"),
     ("GET", "/static/js/x.js"), ("GET", "/_stcore/health"), ("PUT", "/_stcore/upload_file/a/b")],
)  # fmt: skip
def test_a_name_of_another_site_reaches_nothing(app, method, path):
    status, text = ask(app, path, "evil.example:80", method=method)
    assert status == 403
    assert text.count("\n") == 1
    assert "'evil.example:80'" in text
    assert "--server.allowedHosts" in text


def test_nor_does_it_open_the_websocket(app):
    assert socket_status(app, "evil.example", "http://evil.example") == 403
    assert socket_status(app, f"localhost:{app.port}", "http://evil.example") == 403
    assert socket_status(app, f"localhost:{app.port}", f"http://localhost:{app.port}") == 101


def test_names_that_the_server_was_told_of_reach_all(told_app):
    for host in ("gan.example", "a.school.example:8443", f"localhost:{told_app.port}"):
        assert ask(told_app, "/_stcore/health", host) == (200, "ok")
        assert socket_status(told_app, host, f"https://{host}") == 101
    assert ask(told_app, "/", "evil.example")[0] == 403


class Course(http.server.BaseHTTPRequestHandler):
    """Another site's page with the app in a frame: ``/?ADDRESS``."""

    def do_GET(self):
        page = f'<iframe src="{self.path.partition("?")[2]}/" width="900" height="600"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_arguments):
        """Say nothing."""


@pytest.fixture(scope="module")
def course():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Course)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    # By name: the same machine, but another site than http://127.0.0.1.
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_a_site_that_was_named_may_frame_the_app(told_app, course, page):
    page.goto(f"{course}/?{told_app.url}")
    page.frame_locator("iframe").get_by_role("heading", name="GAN Explorer").wait_for()


def test_another_may_not(app, course, browser):
    # Not the fixture's page, whose visits all stay within the policy.
    page = browser.new_page()
    with page.expect_event("console", lambda said: "frame-ancestors" in said.text):
        page.goto(f"{course}/?{app.url}")
    assert page.frame_locator("iframe").get_by_role("heading").count() == 0
    page.close()
