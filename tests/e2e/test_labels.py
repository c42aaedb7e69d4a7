"""Choosing labels in a browser, on the shipped conditional GAN."""

import io
import zipfile

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e.latent import Room, check_delays

pytestmark = pytest.mark.e2e
PATH = "Choose_a_label"


@pytest.mark.long
def test_five_styles_of_all_digits(app, page):
    room = Room(page, app, "", path=PATH)
    assert room.read("pictures") == "50"
    assert int(room.read("right")) >= 47
    assert room.root.bounding_box()["y"] + room.root.bounding_box()["height"] <= 720
    before = page.locator(".ganpicture-canvas").first.screenshot()
    room.next_picture(lambda: room.press("Random"))
    assert page.locator(".ganpicture-canvas").first.screenshot() != before
    room.wait_for_address("seed=")


@pytest.mark.alone
def test_a_digit_at_a_click(app, page):
    room = Room(page, app, "?cgan=cgan-mnist-best&tab=digit", path=PATH)
    digits = page.get_by_role("group", name="Digit", exact=True)
    delays = [
        room.next_picture(lambda i=i: digits.get_by_role("button", name=str(i)).click())
        for i in range(10)
    ]
    check_delays(delays)
    assert room.read("pictures") == "40"
    room.wait_for_address("label=9")


def test_a_number_is_written(app, page):
    room = Room(page, app, "?cgan=cgan-mnist-best&tab=sentence", path=PATH)
    assert room.read("pictures") == "20"
    field = page.get_by_label("Digits to write")
    room.next_picture(lambda: field.fill("31x4"))
    assert field.input_value() == "314"
    room.wait("pictures", lambda value: value == "15")
    room.wait_for_address("text=314")
    field.fill("")
    page.get_by_text("Nothing to make").wait_for()
    expect(page.get_by_role("button", name="NPZ")).to_be_disabled()


@pytest.mark.long
@pytest.mark.alone
def test_blends_follow_the_slider(app, page):
    room = Room(page, app, "?cgan=cgan-mnist-best&tab=blend", path=PATH)
    page.locator(".ganlabels-share input").focus()
    delays = [room.next_picture(lambda: page.keyboard.press("ArrowRight")) for _ in range(10)]
    check_delays(delays)
    room.wait_for_address("share=0.6")


@pytest.mark.long
def test_so_many_of_each_are_taken_home(app, page):
    room = Room(page, app, "?cgan=cgan-mnist-best&tab=counts", path=PATH)
    assert room.read("pictures") == "10"
    room.next_picture(lambda: page.get_by_label("7", exact=True).fill("4"))
    room.wait("pictures", lambda value: value == "14")
    room.wait_for_address("counts=3_0_5_0_0_0_2_4_0_0")
    with page.expect_download() as caught:
        page.get_by_role("button", name="NPZ").click()
    with zipfile.ZipFile(caught.value.path()) as file:
        images, labels = (np.load(io.BytesIO(file.read(f"{n}.npy"))) for n in ("images", "labels"))
    assert images.shape == (14, 28, 28)
    assert labels.tolist() == [0] * 3 + [2] * 5 + [6] * 2 + [7] * 4


@pytest.mark.long
def test_conditional_accuracy_is_counted_live(app, page):
    room = Room(page, app, "?cgan=cgan-mnist-best&tab=confusion", path=PATH)
    room.wait("pictures", lambda value: value == "1000", seconds=120)
    assert int(room.read("right")) >= 980
    assert page.locator(".ganlabels-table td").count() == 100
