"""The latent spaces in a browser, on the shipped models."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.e2e.facts import wait_for_facts
from tests.e2e.latent import SEVEN, Room, check_delays

pytestmark = pytest.mark.e2e


@pytest.mark.alone
def test_sliders_move_the_picture_and_the_address(app, page):
    room = Room(page, app, "?model=vae-mnist-10d-best&tab=sliders")
    assert room.read("latent").split() == ["0.00"] * 10
    slider = page.locator(".ganlatent-row input").first
    slider.focus()
    delays = [room.next_picture(lambda: page.keyboard.press("ArrowRight")) for _ in range(20)]
    check_delays(delays)
    assert "1.00" in room.read("latent").split()
    room.wait_for_address("_1_")
    moved = room.read("latent")
    page.reload()
    page.wait_for_selector(".ganlatent-root")
    room.wait("latent", lambda value: value == moved)
    room.press("Random")
    room.wait("latent", lambda value: value != moved)
    room.wait_for_address("seed=")
    page.get_by_role("radio", name="Directions").click()
    page.get_by_text("Direction 1", exact=True).wait_for()
    page.get_by_role("textbox", name="Its name").fill("Slant")
    page.keyboard.press("Enter")
    page.locator(".ganlatent-name", has_text="Slant").wait_for()
    room.press("Reset")
    room.wait("latent", lambda value: value.split() == ["0.00"] * 10)


def test_a_walk_plays_scrubs_and_is_taken_home(app, page, tmp_path):
    room = Room(page, app, "?model=vae-mnist-10d&tab=walk")
    assert room.read("count") == "10"
    reads = room.read("reads")
    assert (reads[0], reads[-1]) == ("7", "2")
    room.press("Play")
    room.wait("index", lambda value: value == "9")
    room.wait("playing", lambda value: value == "0")
    page.locator(".ganlatent-transport input").focus()
    page.keyboard.press("Home")
    room.wait("index", lambda value: value == "0")
    for name, kind in (("Filmstrip", "PNG"), ("GIF", "GIF")):
        with page.expect_download() as caught:
            page.get_by_role("button", name=name).click()
        with Image.open(caught.value.path()) as saved:
            assert saved.format == kind
    with page.expect_download() as caught:
        page.get_by_role("button", name="Page").click()
    caught.value.save_as(tmp_path / "walk.html")
    alone = page.context.new_page()
    alone.goto((tmp_path / "walk.html").as_uri())
    wait_for_facts(alone, ".ganlatent-walk", count="10")
    alone.close()
    room.press("Add")
    room.wait("count", lambda value: value == "19")
    page.get_by_text("Loop").click()
    room.wait("count", lambda value: value == "27")
    room.wait_for_address("closed=on")


def test_a_drawn_digit_is_placed_and_walked_from(app, page):
    room = Room(page, app, "?model=vae-mnist-2d&tab=encode")
    room.draw(SEVEN)
    room.wait("reads", lambda value: value == "7")
    assert 0 <= int(room.wait("rank", lambda value: value != "")) <= 100
    assert float(room.read("error")) > 0
    room.wait_for_address("z=")
    page.get_by_role("radio", name="Walk").click()
    page.wait_for_selector(".ganlatent-walk")
    page.get_by_role("combobox", name="Picture 1").click()
    page.get_by_role("option", name="Your own").click()
    room.wait_for_address("keys=drawn")
    assert not page.get_by_text("Nothing is drawn").count()


@pytest.mark.long
def test_an_uploaded_digit_is_read_and_a_wrong_file_refused(app, page):
    room = Room(page, app, "?model=vae-mnist-10d-best&tab=encode")
    grey = np.full((120, 120), 255, dtype=np.uint8)
    grey[20:100, 55:65] = 0
    good, bad = io.BytesIO(), io.BytesIO()
    Image.fromarray(grey).save(good, "PNG")
    Image.new("L", (120, 120), 255).save(bad, "PNG")
    upload = page.locator("input[type=file]")
    upload.set_input_files({"name": "1.png", "mimeType": "image/png", "buffer": good.getvalue()})
    room.wait("reads", lambda value: value == "1")
    upload.set_input_files({"name": "two.png", "mimeType": "image/png", "buffer": bad.getvalue()})
    page.get_by_text("two.png: there is no digit to be seen").wait_for()
    # Each file that follows replaces what was said of the one before it, which is said once.
    refusals = page.get_by_test_id("stAlert")
    for name, content in (("a.pdf", b"%PDF-1.4"), ("b.txt", b"hello")):
        upload.set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
        page.get_by_text(f"{name}: the file is no picture that can be read").wait_for()
        assert refusals.count() == 1
    # The browser refuses what is too large for any page.
    large = {"name": "c.png", "mimeType": "image/png", "buffer": bytes(11_000_000)}
    upload.set_input_files(large)
    page.get_by_text("c.png").wait_for()
    assert refusals.filter(visible=True).count() == 0
    upload.set_input_files({"name": "1.png", "mimeType": "image/png", "buffer": good.getvalue()})
    refusals.wait_for(state="detached")
    shown = page.get_by_test_id("stFileChipName").filter(visible=True)
    assert shown.all_inner_texts() == ["1.png"]


@pytest.mark.long
def test_a_digit_is_drawn_by_keys_alone(app, page):
    room = Room(page, app, "?model=vae-mnist-10d-best&tab=encode")
    page.locator(".ganpad-canvas").focus()
    for _ in range(8):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    for _ in range(16):
        page.keyboard.press("ArrowDown")
    room.wait("reads", lambda value: value == "1")
    page.keyboard.press("Delete")
    room.wait("reads", lambda value: value == "")


@pytest.mark.long
def test_an_answer_for_a_wiped_drawing_is_not_shown(app, page):
    room = Room(page, app, "?model=vae-mnist-10d-best&tab=encode")
    held = []
    page.route("**/latents*", lambda route: held.append(route))
    room.draw(SEVEN)
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(20)
    room.press("Clear")
    with page.expect_response("**/latents*"):
        held[0].continue_()
    page.wait_for_timeout(300)
    page.unroute("**/latents*")
    assert room.read("reads") == ""
    room.draw(SEVEN)
    room.wait("reads", lambda value: value == "7")


@pytest.mark.long
def test_a_gans_latent_is_searched_live(app, page):
    room = Room(page, app, "?model=gan-mnist&tab=encode")
    room.draw(SEVEN)
    room.wait("reads", lambda value: value == "7")
    room.press("GAN inversion")
    room.wait("step", lambda value: value == "200", seconds=60)
    # A squared error a pixel; random pictures of digits are about 0.1 from each other.
    assert 0 < float(room.read("error")) < 0.04
    room.wait_for_address("z=")


@pytest.mark.long
def test_a_conditional_gan_is_searched_for_what_was_read(app, page):
    room = Room(page, app, "?model=cgan-mnist-best&tab=encode")
    room.draw(SEVEN)
    room.wait("reads", lambda value: value == "7")
    room.wait_for_address("label=7")
    page.get_by_role("radio", name="7", exact=True, checked=True).wait_for()
    room.press("GAN inversion")
    room.wait("step", lambda value: value == "200", seconds=60)
    assert 0 < float(room.read("error")) < 0.04
    room.wait_for_address("z=")
    page.get_by_role("radio", name="3", exact=True).click()
    room.wait_for_address("label=3")
    page.wait_for_timeout(500)
    assert page.get_by_role("radio", name="3", exact=True).is_checked()


@pytest.mark.long
def test_a_drawing_outlives_another_view(app, page):
    room = Room(page, app, "?model=vae-mnist-2d&tab=encode")
    room.draw(SEVEN)
    room.wait("reads", lambda value: value == "7")
    page.get_by_role("radio", name="Sliders").click()
    page.wait_for_selector(".ganlatent-single")
    page.get_by_role("radio", name="Encode").click()
    page.wait_for_selector(".ganlatent-encode")
    page.wait_for_selector(".ganlatent-single", state="detached")
    room.wait("reads", lambda value: value == "7")


@pytest.mark.long
@pytest.mark.alone
def test_sums_of_means(app, page):
    room = Room(page, app, "?model=vae-mnist-10d-best&tab=arithmetic")
    assert room.read("terms") == "8 1 4"
    group = page.get_by_role("group", name="First digit")
    delays = [
        room.next_picture(lambda i=i: group.get_by_role("button", name=str(i), exact=True).click())
        for i in range(10)
    ]
    check_delays(delays)
    room.wait_for_address("a=9")
    page.get_by_role("button", name="4 \u2212 7 + 5").click()
    room.wait("terms", lambda value: value == "4 7 5")


def test_three_models_on_one_plane(app, page):
    room = Room(page, app, "?model=vae-mnist-2d&tab=planes&gan=cgan-mnist-best&label=3")
    room.wait("grids", lambda value: value == "3")
    assert page.get_by_text("Sharpness").count() >= 3
    box = page.locator(".ganplane-canvas").nth(2).bounding_box()
    assert box["x"] + box["width"] <= page.locator(".st-key-controls").bounding_box()["x"]


@pytest.mark.long
def test_a_link_with_mistakes_says_so(app, page):
    Room(page, app, "?model=vae-mnist-2d&tab=map&x=far")
    assert page.get_by_text("x=far is no number").is_visible()


@pytest.mark.long
def test_python_lines_stand_below(app, page):
    Room(page, app, "?model=vae-mnist-2d&tab=map&x=1.5&y=-0.5")
    page.get_by_text("The same in Python").click()
    assert "torch.tensor([[1.5, -0.5]])" in page.locator("pre").last.inner_text()
