"""Converted models among the latent spaces, in a browser: they come while the server runs."""

import pytest

from tests.e2e.latent import Room
from tests.ui.models.converted import NAMES, convert_all

pytestmark = pytest.mark.e2e
DCGAN, MLP = NAMES["pytorch-examples-dcgan"], NAMES["csinva-gan-mlp"]


@pytest.fixture(autouse=True)
def _only_here(app):
    """The models of this test are gone before the next one."""
    yield
    for path in (app.home / "models").glob("*"):
        path.unlink()


@pytest.mark.long
def test_a_converted_gan_is_moved_and_walked_through(app, page):
    Room(page, app, "?tab=sliders&model=vae-mnist-2d")
    convert_all(app.home, layouts=("pytorch-examples-dcgan",))
    page.get_by_role("radio", name="Directions").click()
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="pytorch-examples-dcgan (converted)").click()
    page.get_by_role("img", name="A generated picture").wait_for()
    room = Room(page, app, f"?model={DCGAN}&tab=sliders&seed=3")
    assert not page.locator(".ganpicture-bars").is_visible()
    before = room.read("latent")
    page.locator(".ganlatent-row input").first.focus()
    room.next_picture(lambda: page.keyboard.press("ArrowRight"))
    assert room.read("latent") != before
    room.wait_for_address("z=")

    page.get_by_role("radio", name="Walk").click()
    page.wait_for_selector(".ganlatent-walk")
    assert room.wait("count", lambda value: value == "10")
    room.press("Play")
    room.wait("index", lambda value: value == "9")
    page.get_by_role("radio", name="Side by side").click()
    page.get_by_role("combobox", name="GAN").click()
    page.get_by_role("option", name="pytorch-examples-dcgan (converted)").click()
    room.wait("grids", lambda value: value == "3")
    assert not page.get_by_test_id("stAlert").count()

    (app.home / "models" / DCGAN).unlink()
    page.goto(f"{app.url}/Latent_spaces?tab=sliders&model={DCGAN}")
    page.get_by_test_id("stAlert").get_by_text("is unknown").wait_for()


@pytest.mark.long
def test_a_converted_gan_of_digits_is_read_by_the_classifier(app, page):
    convert_all(app.home, layouts=("csinva-gan-mlp",))
    room = Room(page, app, f"?model={MLP}&tab=walk&keys=random_random.1")
    assert len(room.wait("reads", lambda value: value != "")) == 10
    room = Room(page, app, f"?model={MLP}&tab=sliders")
    page.wait_for_selector(".ganpicture-line")
    room.next_picture(lambda: page.locator(".ganlatent-row input").first.press("ArrowRight"))
