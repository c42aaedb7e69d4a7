"""What browsers are told with every answer, and where redirects lead."""

import base64
import hashlib
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route
from streamlit import file_util

from tests.ui.asgi import Ask, ask_all
from ui.classroom.form import form
from ui.http.frames import VARIABLE, FrameError, frame_ancestors
from ui.http.headers import PageHeaders, page_headers, relative


def directives(headers):
    policy = headers["content-security-policy"]
    return dict(part.split(" ", 1) for part in policy.split("; "))


def answers(environment, *asked):
    app = Starlette(
        routes=[
            Route("/", lambda _request: HTMLResponse("<p>page")),
            Route("/form", lambda _request: form(action="", status=403)),
            Route("/gone/{place}", lambda _request: RedirectResponse("/form?a=/b")),
            Route("/away", lambda _request: RedirectResponse("https://login.example/x")),
        ],
        middleware=[Middleware(PageHeaders, headers=page_headers(environment))],
    )
    return ask_all(app, [Ask(path) for path in asked])


def test_every_answer_has_them():
    for answer in answers({}, "/", "/nothing", "/away"):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert directives(answer.headers)["frame-ancestors"] == "'self'"


def test_nothing_is_loaded_from_elsewhere_and_no_text_becomes_a_script():
    found = directives(answers({}, "/")[0].headers)
    assert found["default-src"] == "'self'"
    sources = {source for value in found.values() for source in value.split()}
    assert not {source for source in sources if "://" in source or source in ("*", "https:")}
    assert not {"'unsafe-inline'", "'unsafe-eval'", "data:"} & set(found["script-src"].split())
    assert (found["object-src"], found["base-uri"]) == ("'none'", "'self'")


def test_the_script_in_streamlits_own_page_is_the_one_that_may_run():
    page = (Path(file_util.get_static_dir()) / "index.html").read_text()
    script = page.split("<script>", 1)[1].split("</script>", 1)[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in directives(answers({}, "/")[0].headers)["script-src"]


def test_an_answers_own_policy_stays():
    (answer,) = answers({}, "/form")
    found = directives(answer.headers)
    assert (found["default-src"], found["frame-ancestors"]) == ("'none'", "'none'")
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_sites_that_embed_the_app_are_named():
    sites = "https://moodle.school.example http://*.lms.example:8080"
    (answer,) = answers({VARIABLE: sites}, "/")
    assert directives(answer.headers)["frame-ancestors"] == f"'self' {sites}"
    # It would forbid what the policy allows.
    assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize(
    "wrong", ["moodle.example", "https://a.example; script-src *", "https://a.example,", "'none'"]
)
def test_sites_that_are_none_are_refused(wrong):
    with pytest.raises(FrameError, match=r"accepted: addresses such as https://") as caught:
        frame_ancestors({VARIABLE: wrong})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("location", "asked", "expected"),
    [
        ("/", "/join", "./"),
        ("/Faces?faces=a&b=/c", "/Faces", "./Faces?faces=a&b=/c"),
        ("/Faces", "/Faces/", "../Faces"),
        ("/gan/", "/gan/join", "./"),
        ("/gan/", "/gan", "gan/"),
        ("/b", "/a/x/y", "../../b"),
        ("/a:b", "/", "./a:b"),
        ("https://login.example/x", "/", "https://login.example/x"),
        ("//evil.example/", "/", "//evil.example/"),
    ],
)
def test_a_redirect_is_seen_from_what_was_asked_for(location, asked, expected):
    found = relative(location, asked)
    assert found.removeprefix("./") == expected.removeprefix("./")


def test_redirects_of_the_app_are_relative_and_others_are_not():
    inside, outside = answers({}, "/gone/x", "/away")
    assert inside.headers["location"] == "../form?a=/b"
    assert outside.headers["location"] == "https://login.example/x"


def test_plain_text_is_told_too():
    app = PageHeaders(PlainTextResponse("x"), headers={"X-One": "1"})
    (answer,) = ask_all(app, [Ask()])
    assert answer.headers["x-one"] == "1"
