"""The home page without a browser: what is on it, and the files that it fetches."""

import asyncio
import re

import pytest
from PIL import Image
from starlette.requests import Request

from gan_core.runs.replays import REPLAY_BYTES, load_replay
from tests.ui.pages import open_page
from ui.home.files import PICTURES, RECORDED, THEMES, answer, file_address, home_files
from ui.home.page import PICTURE_SIZE, page_picture
from ui.home.path import PATH
from ui.run.toy_link_state import preset_settings
from ui.shared.shell import pages

STOPS = [stop for stops in PATH.values() for stop in stops]
PICTURE_BYTES = 15_000


def ask(name):
    scope = {"type": "http", "method": "GET", "headers": [], "path_params": {"name": name}}
    return answer(Request(scope))


@pytest.mark.slow
def test_home_has_the_button_and_the_path(services):
    test = open_page("app.py")
    assert not test.exception
    assert [button.label for button in test.main.button] == ["Train your own"]
    assert test.button(key="home-train").help
    assert [title.value for title in test.header] == list(PATH)
    assert services.store.runs() == []
    assert list(services.drafts.store.runs()) == []


@pytest.mark.slow
def test_the_documents_are_remade_on_a_page(services):
    test = open_page("pages/9_Remake_the_documents.py")
    assert not test.exception
    assert len(test.header) == 5


def test_the_recorded_run_is_the_presets_and_ends_well():
    path = home_files()[f"{RECORDED}.safetensors"]
    assert path.stat().st_size < REPLAY_BYTES
    replay = load_replay(path)
    assert replay.settings == preset_settings(RECORDED)
    assert replay.rows[0]["modes"] < 25
    assert replay.rows[-1]["modes"] == 25
    assert replay.rows[-1]["high_quality"] > 90


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.picture)
def test_each_page_has_a_small_picture_in_both_themes(stop, theme):
    path = PICTURES / f"{stop.picture}-{theme}.webp"
    assert path.stat().st_size <= PICTURE_BYTES
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("WEBP", PICTURE_SIZE)


def test_a_picture_says_what_it_shows_and_keeps_its_place():
    entries = {entry.path: entry for entry in pages()}
    for stop in STOPS:
        entry = entries[stop.page]
        written = page_picture(entry, stop)
        (words,) = re.findall(r' alt="([^"]+)"', written)
        assert words.startswith(entry.label)
        assert len(words) > len(entry.label) + 10
        assert f'width="{PICTURE_SIZE[0]}" height="{PICTURE_SIZE[1]}"' in written


def test_only_files_of_the_home_page_are_given_out():
    for name in home_files():
        assert ask(name).status_code == 200
        assert "max-age" in ask(name).headers["cache-control"]
    for name in ("page.py", "../page.py", "wgan-success.safetensors", ""):
        assert ask(name).status_code == 404


def test_an_address_is_relative_and_names_the_version():
    assert re.fullmatch(
        rf"home/{RECORDED}\.safetensors\?v=[0-9a-f]+", file_address(f"{RECORDED}.safetensors")
    )


def test_a_file_comes_as_it_is():
    sent = []

    async def send(message):
        sent.append(message)

    name = f"{RECORDED}.safetensors"
    scope = {"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.4"}}
    asyncio.run(ask(name)(scope, None, send))
    body = b"".join(message.get("body", b"") for message in sent)
    assert body == home_files()[name].read_bytes()
