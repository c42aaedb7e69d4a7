"""Maps of many real faces: drawn pixel by pixel, by WebGL, and after WebGL has gone."""

import json

import pytest

from benchmarks.face_points import TAKE_ANY_WEBGL, made_up_map
from tests.e2e.faces import LINK, Faces
from tests.long import mostly_long
from tests.shipped.face_models import needs_faces

pytestmark = [pytest.mark.e2e, needs_faces]

COUNT = 50_000
NO_WEBGL = """
const known = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind.startsWith("webgl") ? null : known.call(this, kind, ...more);
};
"""

INK = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const rgb = [0x1b, 0x9e, 0x8a];
  let found = 0;
  for (let i = 0; i < data.length; i += 4)
    if (rgb.every((value, k) => Math.abs(data[i + k] - value) < 12)) found++;
  return found / (data.length / 4);
}"""


@pytest.mark.parametrize(
    ("script", "drawn"),
    mostly_long(
        [("", "pixels"), (NO_WEBGL, "pixels"), (TAKE_ANY_WEBGL, "webgl")], (TAKE_ANY_WEBGL, "webgl")
    ),
)
def test_many_faces_are_drawn_and_found(app, page, script, drawn):
    page.add_init_script(script)
    answer = json.dumps(made_up_map(COUNT))
    page.route(
        "**/faces/map", lambda route: route.fulfill(body=answer, content_type="application/json")
    )
    room = Faces(page, app, LINK)
    room.wait("reals", lambda value: int(value) == COUNT)
    assert room.read("drawn") == drawn
    assert 0.05 < room.canvas.evaluate(INK) < 0.8
    page.get_by_role("textbox", name="Number of a face").fill(str(COUNT))
    page.keyboard.press("Enter")
    room.wait("real", lambda value: int(value) == COUNT - 1)
    room.lasso(0.3)
    room.wait("selection", lambda value: 1000 < int(value) < COUNT)
    room.press("Clear selection")
    # A place without a diamond: the face under the pointer is a real one.
    page.keyboard.press("Escape")
    if drawn == "webgl":
        page.evaluate(
            "document.querySelector('.ganfaces-root').parentElement.ganlatent?.plane.reals.gl"
            ".gl.getExtension('WEBGL_lose_context').loseContext()"
        )
        room.canvas.focus()
        page.keyboard.press("+")
        room.wait("drawn", lambda value: value == "pixels")
        assert 0.05 < room.canvas.evaluate(INK) < 0.9
