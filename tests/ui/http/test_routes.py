"""The app's own routes, as its table has them: whatever is asked, none of them fails."""

import json
import re
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import streamlit.config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from gan_core.storage.folders import home_folder, program_folder
from tests.long import mostly_long
from tests.strategies import VALUES, WORDS, links
from tests.ui.asgi import Ask, ask_all
from tests.ui.http.odd_requests import (
    DIGIT,
    FITTING,
    KEYS,
    METHODS,
    NAMES,
    fill,
    odd_bodies,
    odd_queries,
)
from ui.http import limits
from ui.shared import services
from ui.shared.services import Services


@pytest.fixture
def table(monkeypatch):
    """The app's table of routes, and what stands around it."""
    monkeypatch.setattr(streamlit.config, "_main_script_path", None)
    import app

    return app


@pytest.fixture
def server(table, store, monkeypatch):
    """The routes with all that stands around them, on a store with a run and a group."""
    fill(store)
    runner = SimpleNamespace(
        drafts=SimpleNamespace(draw=lambda name: None), status=store.get,
        store_of=lambda name: store, group_status=store.groups.get,
        watch=lambda name, seconds: None, pending=lambda name: False,
    )  # fmt: skip
    monkeypatch.setattr(services, "_open_services", lambda: Services(runner, ""))
    # What is asked one after another never waits.
    monkeypatch.setattr(limits, "_turns", {})
    return Starlette(routes=table.routes, middleware=table.middleware)


def paths(route):
    """A route's paths with each of the names, or the one it has."""
    names = NAMES if "{" in route.path else [""]
    return [re.sub(r"{\w+}", lambda _found, name=name: name, route.path) for name in names]


def check(asked, answers):
    """None failed, and what is refused is refused in one line that tells nothing of the server."""
    assert answers
    for ask, answer in zip(asked, answers, strict=True):
        told = (ask.method[:9], ask.path[:60], ask.query[:60], ask.body[0][:200], answer)
        assert not answer.error, told
        assert 200 <= answer.status < 500, told
        if answer.status >= 400:
            text = answer.body.decode()
            assert text.rstrip("\n").count("\n") == 0, told
            assert len(text) < 600, told
            for folder in (program_folder(), home_folder()):
                assert f"{folder}/" not in text, told
            assert "Traceback" not in text, told


ROUTES = {
    "feed": 2, "models": 4, "labels": 1, "faces": 6, "progressive": 1, "home": 1,
}  # fmt: skip


def test_the_table_is_the_whole_one(table):
    """A route that comes new is covered by the tests below; here it is only counted."""
    found = [route.path.split("/")[1] for route in table.routes]
    assert {name: found.count(name) for name in found} == ROUTES


@pytest.mark.parametrize("first", list(ROUTES))
@pytest.mark.parametrize("seed", mostly_long([0, 1], 0))
def test_no_body_makes_a_route_fail(server, first, seed):
    asked = [
        Ask(path, "POST", (body,))
        for route in server.routes
        if "POST" in route.methods and route.path.startswith(f"/{first}/")
        for place, path in enumerate(paths(route))
        for body in odd_bodies(seed)[place % 5 :: 5]
    ]
    asked = asked or [Ask("/feed/run", "POST", (b"{}",))]
    check(asked, ask_all(server, asked))


FIELDS = st.dictionaries(
    st.one_of(st.sampled_from(KEYS), WORDS),
    st.recursive(VALUES, lambda inside: st.lists(inside, max_size=3), max_leaves=6),
    max_size=6,
)


@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(fields=FIELDS, name=st.one_of(st.sampled_from(NAMES), WORDS), numbers=links(["after"]))
def test_nothing_at_all_makes_a_route_fail(server, fields, name, numbers):
    """Every route with the same name, fields and query; fields also beside those that fit."""
    query = urlencode(numbers).encode("latin-1")
    asked = [
        Ask(re.sub(r"{\w+}", lambda _found: name, route.path), method, (body,), query)
        for route in server.routes
        for method in route.methods
        for body in (json.dumps(fields).encode(), json.dumps(FITTING | fields).encode())
    ]
    check(asked, ask_all(server, asked))


def test_no_query_makes_a_route_fail(server):
    asked = [
        Ask(path, "GET", query=query)
        for route in server.routes
        if "GET" in route.methods
        for path in paths(route)
        for query in odd_queries()
    ]
    answers = ask_all(server, asked)
    check(asked, answers)
    assert {answer.status for answer in answers} >= {200, 400, 404}


def test_no_method_makes_a_route_fail(server):
    asked = [
        Ask(path, method, (b"{}",))
        for route in server.routes
        for path in paths(route)
        for method in METHODS
        if method not in route.methods
    ]
    answers = ask_all(server, asked)
    check(asked, answers)
    assert {answer.status for answer in answers} == {405}


def test_no_route_answers_to_another_sites_name(server):
    asked = [
        Ask(paths(route)[0], method, (b"{}",), headers=(("host", "evil.example"),), kind=kind)
        for route in server.routes
        for method in route.methods
        for kind in ("http", "websocket")
    ]
    answers = ask_all(server, asked)
    check(asked, answers)
    assert {answer.status for answer in answers} == {403}
    assert all("content-security-policy" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (b"after=9223372036854775808", "after is '9223372036854775808'; accepted: whole numbers"),
        (b"rows=1e999", "rows is '1e999'"),
        ("steps=1,\N{ARABIC-INDIC DIGIT THREE}".encode(), "steps is"),
    ],
)
def test_a_number_that_is_none_is_told(server, query, words):
    (answer,) = ask_all(server, [Ask("/feed/run", query=query)])
    assert (answer.status, words in json.loads(answer.body)["error"]) == (400, True)


def test_the_run_and_the_group_are_there(server):
    run, group = ask_all(server, [Ask("/feed/run"), Ask("/feed/group/group")])
    assert json.loads(run.body)["run"]["id"] == "run"
    assert [member["run"] for member in json.loads(group.body)["members"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        ("/models/vae-mnist-2d/pictures", {"latents": [[10**400, 0]]}, 400, "lists of numbers"),
        ("/models/cgan-mnist-best/pictures",
         {"draw": {"count": 1, "seed": 0, "truncation": 1}, "labels": [[10**400] * 10]}, 400,
         "labels are"),
        ("/models/gan-mnist/search", {"steps": True, "picture": ""}, 400, "accepted"),
        ("/models/pggan-mnist32/search", {"picture": DIGIT}, 400, "resolution of 28"),
        ("/models/classifier-mnist/pictures", {"latents": [[0]]}, 400, "makes no pictures"),
        ("/labels/vae-mnist-2d", {"tab": "digit", "text": "1", "counts": [1] * 10}, 400,
         "takes no labels"),
        ("/labels/cgan-mnist-best", {"tab": "digit", "text": "1", "counts": [10**400] * 10}, 400,
         "counts="),
        ("/faces/map", {"source": "celeba", "space": "../pixels"}, 404, "unknown space"),
        ("/faces/place", {"source": "shipped", "space": "pixels", "model": "\ud800"}, 400,
         "model is missing or no name: "),
        ("/progressive/pggan-mnist32", {"count": 2**64, "seed": 0}, 400,
         "count is 18446744073709551616; accepted: 2 to 12"),
        ("/progressive/pggan-mnist32", {"count": 1, "seed": 1e999}, 400, "Infinity"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(server, path, body, status, words):
    (answer,) = ask_all(server, [Ask(path, "POST", (json.dumps(body).encode(),))])
    assert (answer.status, words in json.loads(answer.body)["error"]) == (status, True), answer
