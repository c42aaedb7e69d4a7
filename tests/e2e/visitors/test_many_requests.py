"""A visitor who asks for fifty searches at once, and another who moves a slider meanwhile."""

import base64
import http.client
import json
import threading
import time

import psutil
import pytest

from ui.shared.visitor import COOKIE, new_visitor

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

DIGIT = base64.b64encode(bytes(28 * 28)).decode()
DRAW = {"draw": {"count": 16, "seed": 1, "truncation": 2}}


def ask(app, visitor, name, body):
    """Return status and answer."""
    connection = begin(app, visitor, name, body)
    try:
        with connection.getresponse() as response:
            return response.status, response.read()
    finally:
        connection.close()


def begin(app, visitor, name, body):
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=120)
    headers = {"Cookie": f"{COOKIE}={visitor}", "Content-Type": "application/json"}
    connection.request("POST", f"/models/gan-mnist/{name}", json.dumps(body), headers)
    return connection


def seconds_of(app, visitor):
    started = time.perf_counter()
    assert ask(app, visitor, "pictures", DRAW)[0] == 200
    return time.perf_counter() - started


@pytest.mark.long
def test_a_slider_moves_while_another_visitor_searches_fifty_times(app):
    anne, ben = new_visitor(), new_visitor()
    search = {"picture": DIGIT, "steps": 100}
    for _ in range(2):
        ask(app, anne, "search", search)
        seconds_of(app, ben)
    server = psutil.Process(app.process.pid)
    before = server.memory_info().rss
    states = []
    searches = [
        threading.Thread(target=lambda: states.append(ask(app, anne, "search", search)[0]))
        for _ in range(50)
    ]
    for thread in searches:
        thread.start()
    times = []
    while any(thread.is_alive() for thread in searches):
        times.append(seconds_of(app, ben))
        time.sleep(0.05)
    assert max(times) < 0.5
    assert len(times) > 5
    # How many have to wait depends on how fast they come; nobody waits for more than ten.
    assert states.count(200) >= 10
    assert states.count(200) + states.count(429) == 50
    assert server.memory_info().rss < 1.1 * before


def test_searches_that_are_given_up_leave_the_processor(app):
    anne = new_visitor()
    ask(app, anne, "search", {"picture": DIGIT, "steps": 5})
    for _ in range(6):
        connection = begin(app, anne, "search", {"picture": DIGIT, "steps": 1000})
        time.sleep(0.05)
        connection.sock.close()
        connection.close()
    started = time.perf_counter()
    assert ask(app, anne, "pictures", DRAW)[0] == 200
    assert time.perf_counter() - started < 1
