"""Faces over HTTP, for the browser: the map of real ones, generated ones on it, thumbnails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.faces.names import MOST_NEIGHBOURS, THESIS_SPACE
from ui.http.base_path import below_base
from ui.http.json_fields import MOST_SEED, Content, RequestError, named, real, whole
from ui.http.json_requests import answer_json
from ui.shared.picture_bytes import encode_bytes, shape_of

if TYPE_CHECKING:
    from gan_core.faces.neighbours import Doubles
    from gan_core.faces.outliers import Flags, Verdict
    from gan_core.faces.reference import ReferenceSet
    from gan_core.faces.repeats import Repeats

PATH = "/faces"
LEAST_FAKES, MOST_FAKES = 1, 256
MOST_THUMBNAILS = 256


def faces_url() -> str:
    """Return the address below which faces are asked for."""
    return below_base(PATH)


def faces_routes() -> list[Route]:
    """Return the routes that the app's server adds to Streamlit's own."""
    return [
        Route(f"{faces_url()}/{what}", _endpoint(work), methods=["POST"])
        for what, work in WORK.items()
    ]


def _endpoint(work: Callable[[Content], Content]) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return await answer_json(request, lambda content: JSONResponse(work(content)))

    return answer


def show_map(content: Content) -> Content:
    """Return the points of real faces of a ``source`` and ``space``, as float32, and their ids."""
    from ui.faces.shown_faces import real_pictures, shown_reference

    source, space = named(content, "source"), named(content, "space")
    known = shown_reference(source, space)
    return {
        "coordinates": encode_bytes(known.coordinates.astype("<f4")),
        "ids": (known.positions + 1).tolist(),
        "pictures": real_pictures(source).state == "ready",
    }


def place_fakes(content: Content) -> Content:
    """Return ``count`` faces of ``model``, ``seed`` and ``truncation``, placed on a map.

    Of each: its picture, place, nearest reals (index and distance), and the verdict of each score.
    Of all together: whether they repeat themselves.
    """
    from ui.faces.shown_faces import placed_fakes, shown_reference

    source, space = named(content, "source"), named(content, "space")
    made = placed_fakes(**_wish(content), source=source, space=space)
    known, found = shown_reference(source, space), made.placement
    repeats = known.repeats(found.features)
    near = known.nearest_to(found.features, MOST_NEIGHBOURS)
    return {
        "pictures": encode_bytes(made.pixels),
        **shape_of(made.pixels),
        "places": found.places.round(4).tolist(),
        "near": near.indices.tolist(),
        "distances": near.distances.round(3).tolist(),
        "verdicts": {test: _verdict(verdict) for test, verdict in found.verdicts.items()},
        "repeats": repeats and _repeats(repeats),
    }


def show_neighbours(content: Content) -> Content:
    """Return the nearest other real faces of the one at ``index`` of a map, and their distances."""
    from ui.faces.shown_faces import shown_reference

    known = shown_reference(named(content, "source"), named(content, "space"))
    index = whole(content, "index", 0, len(known.features) - 1)
    near = known.nearest_to_own(index, MOST_NEIGHBOURS)
    return {"near": near.indices[0].tolist(), "distances": near.distances[0].round(3).tolist()}


def show_colours(content: Content) -> Content:
    """Return ``values`` of the real faces of a map by a ``colour``, as float32 with NaN."""
    from ui.faces.colouring import colour_values

    source, space = named(content, "source"), named(content, "space")
    values = colour_values(source, space, named(content, "colour"))
    return {"values": encode_bytes(values.astype("<f4"))}


def compare_with_thesis(content: Content) -> Content:
    """Return the faces that ``place_fakes`` makes, placed as in latent-thesis and in our way.

    Of each way: the points of real faces, the fakes' places, and which of them are at the border.
    """
    from ui.faces.shown_faces import placed_as_in_thesis, placed_fakes, shown_reference

    source, space, wish = named(content, "source"), named(content, "space"), _wish(content)
    theirs = placed_as_in_thesis(**wish, source=source)
    ours = placed_fakes(**wish, source=source, space=space)
    found = ours.placement
    return {
        "pictures": encode_bytes(ours.pixels),
        **shape_of(ours.pixels),
        "ways": [
            _way(shown_reference(source, THESIS_SPACE), theirs.places, theirs.at_border),
            _way(shown_reference(source, space), found.places, found.verdicts["border"].outer),
        ],
    }


def _way(known: ReferenceSet, places: Doubles, border: Flags) -> Content:
    return {
        "coordinates": encode_bytes(known.coordinates.astype("<f4")),
        "ids": (known.positions + 1).tolist(),
        "places": places.round(4).tolist(),
        "border": border.tolist(),
    }


def _wish(content: Content) -> Any:  # noqa: ANN401
    """Return which faces are to be made."""
    return {
        "name": named(content, "model"),
        "count": whole(content, "count", LEAST_FAKES, MOST_FAKES),
        "seed": whole(content, "seed", 0, MOST_SEED),
        "truncation": real(content, "truncation", 0.1, 4),
        "device": named(content, "device", "auto"),
    }


def _repeats(found: Repeats) -> Content:
    return {
        "score": found.score,
        "usual": found.usual,
        "repeated": found.repeated,
        "ratios": found.ratios.round(4).tolist(),
        "partners": found.partners.tolist(),
    }


def _verdict(verdict: Verdict) -> Content:
    return {
        "scores": verdict.scores.round(4).tolist(),
        "percentiles": verdict.percentiles.round(4).tolist(),
        "outlier": verdict.too_far.tolist(),
        "modeLike": verdict.too_typical.tolist(),
        "outer": verdict.outer.tolist(),
    }


def show_thumbnails(content: Content) -> Content:
    """Return pictures of the real faces at ``indices`` of the map, where they are on this machine.

    Without them the answer is empty: reals stay points.
    """
    from ui.faces.shown_faces import real_pictures

    indices = content.get("indices")
    if (
        not isinstance(indices, list)
        or not 1 <= len(indices) <= MOST_THUMBNAILS
        or not all(type(index) is int and index >= 0 for index in indices)
    ):
        raise RequestError(f"indices are 1 to {MOST_THUMBNAILS} whole numbers from 0")
    found = real_pictures(named(content, "source"))
    if found.pixels is None:
        return {"pictures": "", "side": 1, "channels": 3}
    if max(indices) >= len(found.pixels):
        raise RequestError(f"an index is over the last, {len(found.pixels) - 1}")
    chosen = found.pixels[np.array(indices, dtype=np.int64)]
    return {"pictures": encode_bytes(chosen), **shape_of(chosen)}


WORK: dict[str, Callable[[Content], Content]] = {
    "map": show_map,
    "place": place_fakes,
    "neighbours": show_neighbours,
    "colours": show_colours,
    "thesis": compare_with_thesis,
    "thumbnails": show_thumbnails,
}
"""What can be asked of faces."""
