"""Codes, the slow-down's limits, addresses and the QR code."""

import stat
import string

import pytest
from streamlit import config

from ui.classroom import addresses, slowdown
from ui.classroom.slowdown import LONGEST_WAIT, MOST_AT_ONCE, Slowdown, client_key
from ui.shared.room import ALPHABET, Room, RoomError, kept_secret, new_code, room_from


def test_codes_are_made_where_none_is_given():
    assert set(ALPHABET) == set(string.ascii_uppercase + string.digits) - set("0O1IL")
    made = room_from({"GAN_EXPLORER_CLASSROOM": "1"})
    assert len(made.join_code) == 6
    assert len(made.teacher_code) == 14
    assert made.join_code != new_code(6)
    assert made.secret != room_from({"GAN_EXPLORER_CLASSROOM": "1"}).secret
    assert room_from({}) is room_from({"GAN_EXPLORER_CLASSROOM": "0"}) is None
    assert room_from({"GAN_EXPLORER_JOIN_CODE": "KLASSE9A"}).join_code == "KLASSE9A"


@pytest.mark.parametrize(
    "wrong",
    [
        {"GAN_EXPLORER_CLASSROOM": "maybe"},
        {"GAN_EXPLORER_JOIN_CODE": "short"},
        {"GAN_EXPLORER_JOIN_CODE": "über/code"},
        {"GAN_EXPLORER_TEACHER_CODE": "ABC234"},
        {"GAN_EXPLORER_JOIN_CODE": "A" * 12, "GAN_EXPLORER_TEACHER_CODE": "a" * 12},
        {"GAN_EXPLORER_CLASSROOM": "1", "GAN_EXPLORER_URL": "school.example"},
    ],
)
def test_what_is_no_good_is_said_in_one_line(wrong):
    with pytest.raises(RoomError) as error:
        room_from(wrong)
    assert "GAN_EXPLORER" in str(error.value)
    assert "\n" not in str(error.value)


def test_cookies_outlive_a_restart_with_the_same_codes(tmp_path):
    secret = kept_secret(tmp_path / "home")
    assert kept_secret(tmp_path / "home") == secret
    assert stat.S_IMODE((tmp_path / "home" / "classroom.key").stat().st_mode) == 0o600
    (tmp_path / "file").write_text("")
    assert len(kept_secret(tmp_path / "file")) == 32
    codes = {"GAN_EXPLORER_JOIN_CODE": "ABC234", "GAN_EXPLORER_TEACHER_CODE": "A" * 12}
    assert room_from(codes, secret=secret).secret == room_from(codes, secret=secret).secret
    other = codes | {"GAN_EXPLORER_JOIN_CODE": "ABC235"}
    assert room_from(codes, secret=secret).secret != room_from(other, secret=secret).secret


def test_the_wait_doubles_up_to_a_minute():
    slow, now, waits = Slowdown(), 0.0, []
    for _ in range(12):
        now += slow.wait("a", now=now)
        slow.count("a", now=now)
        waits.append(slow.wait("a", now=now))
    assert waits == [0, 0, 1, 2, 4, 8, 16, 32, *[LONGEST_WAIT] * 4]
    # Ten quiet minutes, and it begins anew.
    slow.count("a", now=now + 1000)
    assert slow.wait("a", now=now + 1000) == 0


def test_memory_and_all_clients_together_are_bounded(monkeypatch):
    monkeypatch.setattr(slowdown, "MOST_CLIENTS", 100)
    slow = Slowdown()
    for number in range(1000):
        slow.count(str(number), now=0.0)
    assert len(slow._clients) == 100
    assert slow.wait("another", now=0.0) > 1
    slow = Slowdown()
    for number in range(MOST_AT_ONCE):
        assert slow.wait(str(number), now=0.0) == 0
        slow.count(str(number), now=0.0)
    assert slow.wait("another", now=0.0) == 1
    assert slow.wait("another", now=1.0) == 0


def test_an_ipv6_network_is_one_client():
    assert client_key("2001:db8::1") == client_key("2001:db8::ffff:2")
    assert client_key("2001:db8::1") != client_key("2001:db8:0:1::1")
    assert client_key("::ffff:10.0.0.1") == client_key("10.0.0.1") == "10.0.0.1"
    assert client_key("testclient") == "unknown"


def test_the_class_is_told_where_to_go(monkeypatch):
    given = {"server.address": "0.0.0.0", "server.port": 8600, "server.baseUrlPath": "gan"}
    monkeypatch.setattr(config, "get_option", given.get)
    monkeypatch.setattr(addresses, "local_addresses", lambda: ["192.168.1.5", "10.0.0.5"])
    room = Room("ABC-234", "TEACHERSCODE")
    assert addresses.app_urls(room) == [
        "http://192.168.1.5:8600/gan/", "http://10.0.0.5:8600/gan/",
    ]  # fmt: skip
    link = addresses.join_link(room)
    assert link == "http://192.168.1.5:8600/gan/join?code=ABC234"
    said = addresses.announcement(room)
    assert all(text in said for text in (link, "10.0.0.5:8600", "ABC-234", "TEACHERSCODE", "▄"))
    public = Room("ABC234", "TEACHERSCODE", public_url="https://school.example/gan")
    assert addresses.join_link(public) == "https://school.example/gan/join?code=ABC234"
    assert addresses.join_picture(link).startswith("data:image/svg+xml")


def test_addresses_of_this_machine_are_no_loopback():
    assert all(not address.startswith("127.") for address in addresses.local_addresses())
