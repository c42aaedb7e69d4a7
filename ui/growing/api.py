"""A progressive GAN over HTTP, for the browser: the same latents at every resolution, unclipped.

Pictures are 16-bit whole numbers, ``FULL`` for 1: the browser blends two of them by alpha before it
clips them to [-1, 1], as ``faded_pictures`` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.growing.link_state import LEAST_LATENTS, MOST_LATENTS
from ui.http.base_path import below_base
from ui.http.json_fields import MOST_SEED, Content, whole
from ui.http.json_requests import answer_json
from ui.shared.picture_bytes import encode_bytes

if TYPE_CHECKING:
    from gan_core.checkpoints.resolutions import Halfway

PATH = "/progressive"
FULL = 8192


def progressive_url() -> str:
    """Return the address below which progressive GANs are asked for."""
    return below_base(PATH)


def progressive_routes() -> list[Route]:
    """Return the routes that the app's server adds to Streamlit's own."""
    return [Route(f"{progressive_url()}/{{model}}", _answer, methods=["POST"])]


async def _answer(request: Request) -> Response:
    name = request.path_params["model"]
    return await answer_json(request, lambda content: JSONResponse(show_progressive(name, content)))


def show_progressive(name: str, content: Content) -> Content:
    """Return pictures of ``count`` latents of ``seed`` at every resolution."""
    # Torch is loaded by the first request, not when the server starts.
    from ui.models.shown_resolutions import shown_progressive

    count = whole(content, "count", LEAST_LATENTS, MOST_LATENTS)
    found = shown_progressive(name, count, whole(content, "seed", 0, MOST_SEED))
    resolutions = [
        {
            "resolution": resolution,
            "stabilised": _encoded(made.stabilised),
            "halfway": _halfway(made.halfway),
            "final": _encoded(made.final),
        }
        for resolution, made in found.pictures.items()
    ]
    return {
        "resolutions": resolutions,
        "channels": next(iter(found.pictures.values())).stabilised.shape[-1],
        "milliseconds": found.milliseconds,
        "device": "cpu",
    }


def _halfway(made: Halfway | None) -> Content | None:
    """Return the middle of a fade-in; its alpha is one that the browser's slider can have."""
    if made is None:
        return None
    return {"alpha": round(made.alpha, 2), "pictures": _encoded(made.pictures)}


def _encoded(pictures: np.ndarray) -> str:
    limits = np.iinfo(np.int16)
    return encode_bytes((pictures * FULL).round().clip(limits.min, limits.max).astype("<i2"))
