"""Requests that compute: bounded for each visitor, fair between them, dropped when one has left."""

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from ui.http import limits, turns
from ui.http.json_requests import answer_json
from ui.http.limits import LeftError, Steps, check_wanted
from ui.shared.visitor import COOKIE, new_visitor

ANNE, BEN = new_visitor(), new_visitor()


class Bench:
    """An app whose work is to sleep; it notes what began and how many were at it at once."""

    def __init__(self):
        self.began, self.most, self.now = [], 0, 0
        self.stopped = []
        self.lock = threading.Lock()
        self.app = Starlette(routes=[Route("/work", self.answer, methods=["POST"])])

    async def answer(self, request):
        return await answer_json(request, self.work)

    def work(self, content):
        if "lines" in content:
            return Steps(self.line(content) for _ in range(content["lines"]))
        self.line(content)
        return JSONResponse({"done": content["name"]})

    def line(self, content):
        with self.lock:
            self.began.append(content["name"])
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            for _ in range(content.get("parts", 1)):
                check_wanted()
                time.sleep(content["seconds"])
        except LeftError:
            self.stopped.append(content["name"])
            raise
        finally:
            with self.lock:
                self.now -= 1
        return content["name"] + "\n"

    async def ask(self, visitor, name, *, seconds=0.0, leave=None, **content):
        """Return status, body and seconds; ``leave`` hangs up after so many."""
        body = json.dumps({"name": name, "seconds": seconds, **content}).encode()
        scope = {
            "type": "http", "method": "POST", "path": "/work", "raw_path": b"/work",
            "query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": "",
            "headers": [(b"cookie", f"{COOKIE}={visitor}".encode())],
            "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        sent, asked = [], False

        async def receive():
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": body, "more_body": False}
            if leave is None:
                await asyncio.Event().wait()
            await asyncio.sleep(started + leave - time.perf_counter())
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        started = time.perf_counter()
        await self.app(scope, receive, send)
        status = sent[0]["status"] if sent else 0
        answer = b"".join(message.get("body", b"") for message in sent)
        return status, answer, time.perf_counter() - started


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.setattr(limits, "cores", lambda: 2)
    monkeypatch.setattr(turns, "cores", lambda: 2)
    turns._pool.cache_clear()
    yield Bench()
    turns._pool.cache_clear()


def together(make):
    """Run what ``make`` returns in a loop of its own: the browser tests leave one running."""

    async def work():
        return await asyncio.wait_for(make(), 30)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


def test_of_fifty_at_once_ten_are_answered_and_the_rest_refused_in_a_line(bench):
    async def ask():
        wishes = [bench.ask(ANNE, f"a{n}", seconds=0.02) for n in range(50)]
        return await asyncio.gather(*wishes)

    found = together(ask)
    states = [status for status, _body, _seconds in found]
    assert (states.count(200), states.count(429)) == (10, 40)
    assert len(bench.began) == 10
    refusal = json.loads(next(body for status, body, _seconds in found if status == 429))
    assert "wait already" in refusal["error"]


def test_one_visitor_leaves_a_turn_to_others(bench):
    async def ask():
        busy = [asyncio.create_task(bench.ask(ANNE, f"a{n}", seconds=0.3)) for n in range(6)]
        await asyncio.sleep(0.05)
        _status, _body, seconds = await bench.ask(BEN, "b")
        await asyncio.gather(*busy)
        return seconds

    assert together(ask) < 0.2
    assert bench.most == 2


def test_a_slider_waits_for_one_step_of_searches_by_many(bench):
    async def ask():
        searches = [
            asyncio.create_task(bench.ask(new_visitor(), f"s{n}", seconds=0.02, lines=25))
            for n in range(4)
        ]
        await asyncio.sleep(0.1)
        times = [(await bench.ask(BEN, "b"))[2] for _ in range(5)]
        ended = await asyncio.gather(*searches)
        return times, ended

    times, ended = together(ask)
    assert max(times) < 0.25
    assert [body.count(b"\n") for _status, body, _seconds in ended] == [25] * 4


def test_who_leaves_in_line_never_begins(bench):
    async def ask():
        wishes = [bench.ask(ANNE, f"a{n}", seconds=0.15) for n in range(2)]
        wishes += [bench.ask(ANNE, f"gone{n}", seconds=0.15, leave=0.02) for n in range(6)]
        wishes += [bench.ask(ANNE, "last", seconds=0.0)]
        return await asyncio.gather(*wishes)

    found = together(ask)
    assert found[-1][0] == 200
    assert [name for name in bench.began if name.startswith("gone")] == []


def test_who_leaves_is_told_to_the_work_and_frees_the_place(bench):
    async def ask():
        wishes = [bench.ask(ANNE, f"gone{n}", seconds=0.02, parts=500, leave=0.1) for n in range(2)]
        left = await asyncio.gather(*wishes)
        stayed = await bench.ask(ANNE, "stays")
        return left, stayed

    left, stayed = together(ask)
    assert [status for status, _body, _seconds in left] == [499, 499]
    assert stayed[0] == 200
    assert stayed[2] < 0.5
    assert "gone0" in bench.stopped


def test_who_leaves_a_search_ends_it(bench):
    async def ask():
        await bench.ask(ANNE, "gone", seconds=0.02, lines=500, leave=0.1)
        begun = len(bench.began)
        await asyncio.sleep(0.1)
        again = await bench.ask(ANNE, "stays")
        return begun, again

    begun, again = together(ask)
    assert begun < 20
    assert again[0] == 200
    assert len(bench.began) <= begun + 2


def test_nothing_is_kept_of_visitors_who_are_done(bench):
    kept = []

    async def ask():
        await asyncio.gather(*(bench.ask(new_visitor(), str(n)) for n in range(30)))
        await asyncio.sleep(0.05)
        kept.append(dict(limits._turns[asyncio.get_running_loop()].visitors))

    together(ask)
    assert kept == [{}]


def test_nothing_is_lost_when_many_leave_at_any_moment(bench):
    kept = []

    async def ask():
        random = np.random.default_rng(0)
        visitors = [new_visitor() for _ in range(5)]
        wishes = [
            bench.ask(
                visitors[n % 5], str(n), seconds=0.002, leave=float(random.uniform(0, 0.08)),
                **({"lines": 4} if n % 3 else {"parts": 4}),
            )
            for n in range(200)
        ]  # fmt: skip
        await asyncio.gather(*wishes)
        cancelled = [asyncio.create_task(bench.ask(ANNE, str(n), seconds=0.01)) for n in range(9)]
        for n, task in enumerate(cancelled):
            asyncio.get_running_loop().call_later(0.002 * n, task.cancel)
        await asyncio.gather(*cancelled, return_exceptions=True)
        await asyncio.sleep(0.1)
        dealt = limits._turns[asyncio.get_running_loop()]
        kept.append((dealt.computing, dict(dealt.visitors)))
        return [await bench.ask(visitor, "after") for visitor in visitors]

    assert [status for status, _body, _seconds in together(ask)] == [200] * 5
    assert kept == [(0, {})]
