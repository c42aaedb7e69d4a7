"""Who has no code gets the form and nothing else; who has it gets in, with a role."""

import dataclasses

import pytest

from tests.ui.classroom.asking import ROOM, Class
from ui.classroom.cookies import SECONDS, role_of_cookie, signed
from ui.shared import role as visitor
from ui.shared.role import ROLE_HEADER
from ui.shared.room import STUDENT, TEACHER

ROUTES = (
    "/", "/25_Gaussians", "/feed/abc", "/models/vae-mnist-2d/pictures", "/static/js/index.js",
    "/_stcore/host-config", "/_stcore/health/", "/_stcore/healthy", "/media/a.png", "/join/",
    "/_stcore/upload_file/a/b", "/oauth2callback", "//_stcore/health", "/JOIN",
)  # fmt: skip
TEACHER_CODE = ROOM.teacher_code


@pytest.fixture
def room():
    return Class()


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("path", ROUTES)
def test_a_stranger_gets_only_the_form(room, path, method):
    answer = room.ask(path, method=method)
    assert (answer.status, answer.is_form, answer.cookie) == (403, True, "")
    assert answer.headers["cache-control"] == "no-store"
    assert "script" not in answer.body


def test_a_stranger_has_no_websocket_but_the_health_check(room):
    assert room.ask("/_stcore/stream", kind="websocket").status == 403
    assert room.reached is None
    assert room.ask("/_stcore/health").body == "the app"
    assert room.ask("/_stcore/health", method="POST").is_form
    assert room.ask("/_stcore/health", kind="websocket").status == 403
    assert room.ask("/join").status == 200
    assert room.reached is None


@pytest.mark.parametrize(
    ("code", "role"),
    [("ABC234", STUDENT), ("abc+234", STUDENT), ("abc-234", STUDENT), (TEACHER_CODE, TEACHER)],
)
def test_the_right_code_lets_in_with_a_role(room, code, role):
    answer = room.give(code)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    attributes = answer.headers["set-cookie"].lower()
    assert "httponly" in attributes
    assert "samesite=lax" in attributes
    assert "path=/;" in attributes
    for kind in ("http", "websocket"):
        inside = room.ask("/_stcore/stream", kind=kind, cookie=answer.cookie)
        assert inside.reached[ROLE_HEADER.encode()] == role.encode()


def test_the_join_link_takes_the_join_code_only(room):
    link = room.ask("/join?code=ABC234&next=//evil.example")
    assert (link.status, link.headers["location"]) == (303, "/")
    assert room.ask("/feed/x", cookie=link.cookie).body == "the app"
    refused = room.ask(f"/join?code={TEACHER_CODE}")
    assert (refused.status, refused.cookie) == (403, "")


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/25_Gaussians?preset=ns&lr=1e-3", "/25_Gaussians?preset=ns&lr=1e-3"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/feed/abc", "/"),
        ("/a?x=\r\nset-cookie: a=b", "/a?x=%0D%0Aset-cookie:%20a=b"),
    ],
)
def test_the_page_asked_for_follows_the_code_but_no_other_site(room, asked, target):
    assert room.give("ABC234", asked).headers["location"] == target


def test_wrong_codes_slow_down_by_client(room):
    for _ in range(3):
        assert room.give("WRONG2").status == 403
    early = room.give("ABC234")
    assert (early.status, early.cookie, early.headers["retry-after"]) == (429, "", "1")
    assert early.body.count('role="alert"') == 1
    assert room.give("ABC234", client="192.168.1.21").status == 303
    room.now += 1
    assert room.give("WRONG3").status == 403
    assert room.give("ABC234").headers["retry-after"] == "2"
    room.now += 2
    assert room.give("ABC234").status == 303
    assert room.give("WRONG4").status == 403


def test_who_claims_another_address_shares_one_place(room):
    for number in range(3):
        room.give("WRONG2", x_forwarded_for=f"10.0.0.{number}")
    assert room.give("ABC234", x_forwarded_for="10.0.0.9").status == 429


def test_forged_changed_and_old_cookies_are_none(room):
    good = signed(STUDENT, ROOM.secret, now=room.now)
    content, _, signature = good.rpartition(".")
    until = content.partition(".")[2]
    for value in (
        "", ".", "..", "teacher", f"teacher.{until}.{signature}", f"{content}.{'0' * 64}",
        f"student.{int(until) + 1}.{signature}", good + "0", good[:-1], "é.é.é", "9" * 9999,
        signed(STUDENT, b"another secret", now=room.now), signed("admin", ROOM.secret, now=0),
    ):  # fmt: skip
        assert room.ask("/", cookie=f"gan_explorer_room={value}").is_form, value
    assert not room.ask("/", cookie=f"gan_explorer_room={good}").is_form
    assert role_of_cookie(good, ROOM.secret, now=room.now + SECONDS - 1) == STUDENT
    assert role_of_cookie(good, ROOM.secret, now=room.now + SECONDS) == ""


def test_nobody_makes_himself_a_teacher_by_the_gates_header(room):
    assert room.ask("/", x_gan_explorer_role="teacher").is_form
    cookie = room.give("ABC234").cookie
    inside = room.ask("/", cookie=cookie, x_gan_explorer_role="teacher")
    assert inside.reached[ROLE_HEADER.encode()] == b"student"


def test_pages_and_routes_are_told_the_role(monkeypatch):
    monkeypatch.setattr(visitor, "room", lambda: ROOM)
    assert visitor.role({ROLE_HEADER: "teacher"}) == TEACHER
    assert visitor.role({ROLE_HEADER: "admin"}) == visitor.role({}) == ""
    # Without a gate the header is anybody's.
    monkeypatch.setattr(visitor, "room", lambda: None)
    assert visitor.role({ROLE_HEADER: "teacher"}) == ""


@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_at_the_machine_itself_one_is_the_teacher(room, client):
    here = {"client": client, "host": "localhost:8501"}
    assert room.ask("/", **here).reached[ROLE_HEADER.encode()] == b"teacher"
    assert room.ask("/", **here, origin="http://localhost:8501").reached
    for elsewhere in (
        {"x_forwarded_for": "127.0.0.1"}, {"forwarded": "for=127.0.0.1"}, {"via": "1.1 proxy"},
        {"host": "school.example"}, {"origin": "https://evil.example"}, {"host": "["},
    ):  # fmt: skip
        assert room.ask("/", **{**here, **elsewhere}).is_form, elsewhere
    assert room.ask("/", host="localhost").is_form
    assert Class(dataclasses.replace(ROOM, behind_proxy=True)).ask("/", **here).is_form


def test_a_base_path_holds_for_all(room):
    below = Class(base="/gan/")
    assert below.ask("/gan/").is_form
    assert below.ask("/_stcore/health").is_form
    assert below.ask("/gan/_stcore/health").body == "the app"
    assert below.ask("/join?code=ABC234").status == 403
    link = below.ask("/gan/join?code=ABC234")
    assert link.headers["location"] == "/gan/"
    assert "path=/gan/;" in link.headers["set-cookie"].lower()
    assert below.ask("/gan/_stcore/stream", kind="websocket", cookie=link.cookie).status == 101
    assert 'action="join"' in below.ask("/gan/join").body
    assert below.give("ABC234", "/gan/2_Compare?a=ns").headers["location"] == "/gan/2_Compare?a=ns"
    assert below.give("ABC234", "/gan").headers["location"] == "/gan/"


def test_a_long_form_is_not_read(room):
    assert room.give("ABC234&x=" + "y" * 5000).status == 403
