"""Faces among the latent spaces, in a browser, on the shipped models."""

import numpy as np
import pytest
from PIL import Image

from gan_core.checkpoints.native import model_names
from tests.e2e.latent import Room
from tests.long import mostly_long

FACES = [name for name in ("dcgan-celeba64", "vae-celeba64") if name in model_names()]
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not FACES, reason="no model of faces is shipped in this copy"),
]

COLORS = """
    const {width, height} = document.querySelector(".ganpicture-canvas");
    const pen = document.querySelector(".ganpicture-canvas").getContext("2d");
    const {data} = pen.getImageData(0, 0, width, height);
    let coloured = 0;
    for (let i = 0; i < data.length; i += 4) coloured += data[i] !== data[i + 2];
    return coloured / (width * height);
"""


@pytest.mark.parametrize("name", mostly_long(FACES, *FACES[-1:]))
def test_faces_are_moved_walked_through_and_taken_home(app, page, name):
    room = Room(page, app, f"?model={name}&tab=sliders&axes=directions&seed=3")
    page.get_by_role("img", name="A generated face").wait_for()
    assert page.evaluate(f"() => {{{COLORS}}}") > 0.5
    assert not page.locator(".ganpicture-bars").is_visible()
    before = room.read("latent")
    page.locator(".ganlatent-row input").first.focus()
    room.next_picture(lambda: page.keyboard.press("ArrowRight"))
    assert room.read("latent") != before
    room.wait_for_address("z=")

    page.get_by_role("radio", name="Walk").click()
    page.wait_for_selector(".ganlatent-walk")
    assert room.wait("count", lambda value: value == "10")
    assert room.read("reads") == ""
    room.press("Play")
    room.wait("index", lambda value: value == "9")
    for kind in ("Filmstrip", "GIF"):
        with page.expect_download() as caught:
            page.get_by_role("button", name=kind).click()
        with Image.open(caught.value.path()) as saved:
            pixels = np.asarray(saved.convert("RGB"))
            assert (pixels[..., 0] != pixels[..., 2]).any()
    room.press("Add")
    room.wait("count", lambda value: value == "19")

    # Arithmetic is for digits only; the model that it takes is still there when one comes back.
    page.get_by_role("radio", name="Arithmetic").click()
    page.wait_for_selector(".ganlatent-arithmetic")
    page.get_by_role("radio", name="Walk").click()
    page.wait_for_selector(".ganlatent-walk")
    room.wait("reads", lambda value: value != "")
    assert not page.get_by_test_id("stAlert").count()
