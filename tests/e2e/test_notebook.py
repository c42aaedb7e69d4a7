"""The widgets of notebooks in a browser, with a kernel that answers in this process."""

import base64
import json
import queue
import time

import pytest

from gan_core.notebook import latent_sliders, live_run
from gan_core.notebook.assets import script, style

pytestmark = pytest.mark.e2e

CELL = """<!doctype html><html><head><meta charset="utf-8"><style>%(style)s</style></head>
<body style="background: %(background)s"><div id="cell" style="width: %(width)dpx"></div>
<script type="module">
const state = %(state)s;
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const heard = {};
const model = {
  get: (name) => (state[name]?.base64 === undefined ? state[name] : bytes(state[name].base64)),
  set: (name, value) => { state[name] = value; },
  save_changes: () => kernel({ state }),
  on: (name, handler) => { (heard[name] ??= new Set()).add(handler); },
  off: (name, handler) => heard[name]?.delete(handler),
  send: (content) => kernel({ content }),
};
window.say = ([content, buffers]) => {
  for (const handler of heard["msg:custom"] ?? []) handler(content, buffers.map(bytes));
};
const { default: widget } = await import(URL.createObjectURL(
  new Blob([%(script)s], { type: "text/javascript" })));
window.leave = widget.render({ model, el: document.getElementById("cell") });
</script></body></html>"""


class Cell:
    """A cell of a notebook that shows a widget of this process."""

    def __init__(self, page, widget, name, *, background="#ffffff", width=860):
        self.page, self.widget = page, widget
        self.messages = queue.Queue()
        self.asked = queue.Queue()
        widget.send = lambda content, buffers=None: self.messages.put((content, buffers or []))
        page.expose_function("kernel", self.asked.put)
        state = {
            key: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
            for key, value in widget.get_state().items()
            if key in ("page", "resting", "latent")
        }
        source = script(name).read_text("utf-8")
        content = {
            "style": style(name).read_text("utf-8"), "background": background, "width": width,
            "state": json.dumps(state), "script": json.dumps(source),
        }  # fmt: skip
        self.problems = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.set_content(CELL % content)

    def until(self, condition, seconds=30):
        """Carry messages both ways until something holds."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, self.problems or "it did not come"
            self.page.wait_for_timeout(20)
            while not self.asked.empty():
                self.take(self.asked.get())
            # those that are there: while they are carried, others come
            for _ in range(self.messages.qsize()):
                content, buffers = self.messages.get()
                packed = [base64.b64encode(buffer).decode() for buffer in buffers]
                self.page.evaluate("say", [content, packed])
        assert self.problems == []

    def take(self, asked):
        if "state" in asked:
            self.widget.latent = asked["state"]["latent"]
        else:
            self.widget._handle_custom_msg(asked["content"], [])

    def text(self, selector):
        return self.page.locator(selector).first.inner_text()


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture
def run(small):
    made = live_run(small(), steps=1_000_000, start=False)
    yield made
    made.close()


def test_a_run_is_steered_and_seen_in_its_cell(page, run):
    cell = Cell(page, run, "run")
    position, badge = ".ganlab-position", ".ganlab-badge"
    cell.until(lambda: cell.text(badge) == "ready")
    page.click("[data-do=start]")
    cell.until(lambda: cell.text(badge) == "live" and run.trainer.steps_done > 150)
    cell.until(lambda: "step 0" not in cell.text(position))
    page.click("[data-do=pause]")
    cell.until(lambda: cell.text(badge) == "paused")
    step = run.trainer.steps_done
    cell.until(lambda: f"step {step:,}" in cell.text(position).replace("\u202f", ","))
    page.click("[data-do=generator]")
    cell.until(lambda: page.get_by_text("G moved, D did not").is_visible())
    assert run.trainer.updates_g == step + 1
    # An earlier picture of the timeline is fetched from the kernel.
    page.locator(".ganlab-slider").fill("0")
    cell.until(lambda: "step 0" in cell.text(position))
    assert (
        page.locator(".ganlab-plane-canvas").evaluate(
            "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 300, 300).data).size"
        )
        > 20
    )
    page.evaluate("leave()")
    cell.until(lambda: page.locator(".gannotebook").count() == 0)
    cell.until(lambda: run.training.views == 0)


@pytest.mark.parametrize(
    ("background", "theme"), [("#111111", "dark"), ("lab(97 0 0)", "light"), ("none", "light")]
)
def test_a_cell_has_the_colours_of_its_page(page, run, background, theme):
    cell = Cell(page, run, "run", background=background)
    cell.until(lambda: page.locator(".ganlab-root").get_attribute("data-theme") == theme)


def test_a_narrow_cell_has_one_column(page, run):
    cell = Cell(page, run, "run", width=380)
    cell.until(lambda: page.locator(".ganlab-root").get_attribute("data-columns") == "1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.locator(".ganlab-root").bounding_box()["width"] <= 380


def test_sliders_bring_pictures_and_tell_where_they_are(page):
    sliders = latent_sliders("vae-mnist-2d")
    cell = Cell(page, sliders, "sliders")
    first = page.locator(".ganlatent-list input").first
    cell.until(lambda: page.locator(".ganpicture-line").first.is_visible())
    first.fill("1.5")
    cell.until(lambda: sliders.latent == [1.5, 0.0])
    cell.until(lambda: page.locator(".ganpicture-cell").count() == 9)
    shown = page.locator(".ganpicture-canvas").first.evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, 252, 252).data.some((x) => x > 0)"
    )
    assert shown
