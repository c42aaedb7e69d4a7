"""The map of digits in a browser: what it says, what hides nothing, how it is moved."""

import pytest
from PIL import Image

from tests.e2e.latent import Room, check_delays

pytestmark = pytest.mark.e2e


def test_the_map_says_which_digit_a_latent_is(app, page):
    room = Room(page, app, "?model=vae-mnist-2d&tab=map")
    room.wait("codes", lambda value: value == "10000")
    # Each plane has its own scale: an autoencoder's latents reach much further.
    reaches = [float(part.split()[1]) for part in room.read("range").split("|")]
    assert reaches[0] > 2 * reaches[1]
    legend = page.locator(".ganlatent-digit")
    assert legend.all_inner_texts() == [str(digit) for digit in range(10)]
    canvas = page.locator(".ganplane-canvas").nth(1)
    box = canvas.bounding_box()
    # Of the VAE, 0 lies above the origin and 1 at the right below.
    for place, digit in (((0.53, 0.24), "0"), ((0.6, 0.77), "1")):
        page.mouse.move(box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"])
        room.wait("hovered", lambda value, digit=digit: value == f"|{digit}")
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    page.mouse.move(0, 0)
    room.wait("hovered", lambda value: value == "|")
    legend.nth(4).click()
    room.wait("only", lambda value: value == "4")
    page.mouse.move(0, 0)
    assert legend.nth(4).get_attribute("aria-pressed") == "true"
    assert canvas.evaluate("canvas => canvas.toDataURL()") != before
    page.get_by_role("button", name="Digits", exact=True).click()
    legend.first.wait_for(state="hidden")


@pytest.mark.long
def test_pictures_do_not_hide_where_the_classifier_is_uncertain(app, page):
    shown = "?model=vae-mnist-2d&tab=map&codes=off&prior=off&grid=on"
    room = Room(page, app, shown)
    room.wait("grids", lambda value: value == "2")
    # Pictures are grey: colour on them is the shade of uncertain ground.
    coloured = """canvas => {
      const { data } = canvas.getContext("2d").getImageData(80, 80, 150, 150);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) count += data[i] - data[i + 2] > 60;
      return count / (data.length / 4);
    }"""
    canvas = page.locator(".ganplane-canvas").first
    assert canvas.evaluate(coloured) < 0.02
    page.get_by_role("button", name="Classifier uncertainty").click()
    room.wait("uncertain", lambda value: value == "2")
    assert 0.05 < canvas.evaluate(coloured) < 0.9


@pytest.mark.alone
def test_the_map_follows_clicks_keys_and_the_wheel(app, page):
    room = Room(page, app, "?model=vae-mnist-2d&tab=map")
    room.wait("codes", lambda value: value == "10000")
    for box in (room.root.bounding_box(), page.locator(".st-key-controls").bounding_box()):
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 720
    page.evaluate("document.querySelector('.ganlatent-root').marked = true")
    canvas = page.locator(".ganplane-canvas").nth(1)
    box = canvas.bounding_box()
    places = [(0.3 + 0.02 * i, 0.7 - 0.02 * i) for i in range(20)]
    delays = [
        room.next_picture(
            lambda u=u, v=v: page.mouse.click(
                box["x"] + u * box["width"], box["y"] + v * box["height"]
            )
        )
        for u, v in places
    ]
    check_delays(delays)
    assert float(room.read("x")) != 0
    room.wait_for_address("x=")
    canvas.focus()
    before = float(room.read("x"))
    page.keyboard.press("ArrowRight")
    room.wait("x", lambda value: float(value) > before)
    home = room.read("range")
    page.get_by_role("radio", name="Same for both").click()
    room.wait("range", lambda value: value != home)
    home = room.read("range")
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.wheel(0, -300)
    room.wait("range", lambda value: value != home)
    assert len(set(room.read("range").split("|"))) == 1  # both planes zoom as one
    canvas.focus()
    page.keyboard.press("0")
    room.wait("range", lambda value: value == home)
    page.get_by_role("button", name="Pictures").click()
    room.wait("grids", lambda value: value == "2")
    page.get_by_role("button", name="Classifier uncertainty").click()
    room.wait("uncertain", lambda value: value == "2")
    assert page.evaluate("document.querySelector('.ganlatent-root').marked") is True
    room.press("Save picture")
    with page.expect_download() as caught:
        room.press("Save as PNG: Everything as on screen")
    with Image.open(caught.value.path()) as saved:
        assert saved.width > 400
