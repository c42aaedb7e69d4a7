"""The pictures of the label page over HTTP, from a shipped model in the test's process."""

import json

import pytest

from tests.ui.asgi import post
from ui.labels.api import labels_routes, labels_url
from ui.labels.link_state import DEFAULT_MODEL, read_labels
from ui.labels.pictures import pictures
from ui.shared.picture_bytes import encode_bytes

CHOICE = {"label": 4, "other": 9, "share": 1, "text": "31", "counts": [0] * 9 + [2]}
STYLES = {"seed": 3, "truncation": 2.0}


def ask(tab, **changes):
    body = {"device": "cpu", "tab": tab, **STYLES, **CHOICE, **changes}
    status, answer = post(labels_routes(), f"{labels_url()}/{DEFAULT_MODEL}", body)
    return status, json.loads(answer)


@pytest.mark.parametrize("tab", ["grid", "digit", "sentence", "blend", "counts"])
def test_the_canvas_shows_what_is_saved(tab):
    status, answer = ask(tab)
    assert status == 200
    link = {"tab": tab, "seed": "3", "text": "31", "counts": "0_0_0_0_0_0_0_0_0_2", "share": "1"}
    pixels, labels, columns = pictures(read_labels(link | {"label": "4", "other": "9"}))
    assert answer["pictures"] == encode_bytes(pixels)
    assert answer["columns"] == columns
    assert answer["labels"] == (None if tab == "blend" else labels)
    assert len(answer["predictions"]) == answer["count"] == len(pixels)


def test_nothing_asked_for_is_no_picture():
    assert ask("sentence", text="") == (200, {"count": 0})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": "4x"}, "at most 16 digits"),
        ({"counts": [1]}, "10 whole numbers"),
        ({"label": 10}, "label"),
        ({"styles": 3}, "styles"),
    ],
)
def test_a_wrong_choice_is_refused_in_one_line(changes, told):
    status, answer = ask("grid", **changes)
    assert status == 400
    assert told in answer["error"]
