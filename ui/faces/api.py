"""Faces over HTTP, for the browser: the map of real ones, generated ones on it, thumbnails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.http.feed import below_base
from ui.http.json_requests import Content, RequestError, answer_json
from ui.shared.picture_bytes import encode_bytes, shape_of

if TYPE_CHECKING:
    from gan_core.faces.outliers import Verdict

PATH = "/faces"
LEAST_FAKES, MOST_FAKES = 1, 256
MOST_THUMBNAILS = 256
SHOWN_NEIGHBOURS = 5


def faces_url() -> str:
    """Return the address below which faces are asked for."""
    return below_base(PATH)


def faces_routes() -> list[Route]:
    """Return the routes that the app's server adds to Streamlit's own."""
    return [
        Route(f"{faces_url()}/{name}", _endpoint(work), methods=["POST"])
        for name, work in WORK.items()
    ]


def _endpoint(work: Callable[[Content], Content]) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return await answer_json(request, lambda content: JSONResponse(work(content)))

    return answer


def show_map(content: Content) -> Content:
    """Return the points of real faces of a ``source`` and ``space``, as float32, and their ids."""
    from ui.faces.shown_faces import real_pictures, shown_reference

    source, space = _named(content, "source"), _named(content, "space")
    known = shown_reference(source, space)
    return {
        "coordinates": encode_bytes(known.coordinates.astype("<f4")),
        "ids": (known.positions + 1).tolist(),
        "pictures": real_pictures(source).state == "ready",
    }


def place_fakes(content: Content) -> Content:
    """Return ``count`` faces of ``model``, ``seed`` and ``truncation``, placed on a map.

    Of each: its picture, place, nearest reals (index and distance), and the verdict of each score.
    """
    from ui.faces.shown_faces import placed_fakes
    from ui.models.shown_models import device_name, shown_model

    device = str(content.get("device", "auto"))
    name = _named(content, "model")
    count = _whole(content, "count", LEAST_FAKES, MOST_FAKES)
    seed = _whole(content, "seed", 0, 2**31 - 1)
    truncation = content.get("truncation")
    if not isinstance(truncation, int | float) or not 0.1 <= truncation <= 4:
        raise RequestError(f"truncation is {truncation}; accepted: 0.1 to 4")
    made = placed_fakes(
        name, count, seed=seed, truncation=float(truncation), source=_named(content, "source"),
        space=_named(content, "space"), device=device,
    )  # fmt: skip
    found = made.placement
    near = found.near.first(SHOWN_NEIGHBOURS)
    return {
        "pictures": encode_bytes(made.pixels),
        **shape_of(made.pixels),
        "places": found.places.round(4).tolist(),
        "near": near.indices.tolist(),
        "distances": near.distances.round(3).tolist(),
        "verdicts": {test: _verdict(verdict) for test, verdict in found.verdicts.items()},
        "milliseconds": made.milliseconds,
        "device": device_name(shown_model(name, device)),
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
    found = real_pictures(_named(content, "source"))
    if found.pixels is None:
        return {"pictures": "", "side": 1, "channels": 3}
    if max(indices) >= len(found.pixels):
        raise RequestError(f"an index is over the last, {len(found.pixels) - 1}")
    chosen = found.pixels[np.array(indices)]
    return {"pictures": encode_bytes(chosen), **shape_of(chosen)}


def _named(content: Content, key: str) -> str:
    value = content.get(key)
    if not isinstance(value, str) or len(value) > 100:
        raise RequestError(f"{key} is missing or no name")
    return value


def _whole(content: Content, key: str, low: int, high: int) -> int:
    value = content.get(key)
    if type(value) is not int or not low <= value <= high:
        raise RequestError(f"{key} is {value}; accepted: {low} to {high}")
    return value


WORK: dict[str, Callable[[Content], Content]] = {
    "map": show_map,
    "place": place_fakes,
    "thumbnails": show_thumbnails,
}
"""What can be asked of faces."""
