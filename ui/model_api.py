"""Shipped models over HTTP, for the browser: pictures of latents, latents of pictures.

Past Streamlit, like the feed: a slider that had to wait for a script run would lag behind the
hand. Requests and answers are JSON; pictures are bytes in base64, row by row.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.image_settings import CLASSES, IMAGE_SIDE
from ui.feed import below_base

if TYPE_CHECKING:
    from gan_core.checkpoints import Model
    from ui.shown_models import Floats, Pixels

PATH = "/models"
MOST_PICTURES = 1024
MOST_BYTES = 2_000_000
PIXELS = IMAGE_SIDE**2

Content = dict[str, Any]


class RequestError(ValueError):
    """A request that cannot be carried out; one line says why."""


def model_routes() -> list[Route]:
    """Return the routes that the app's server adds to Streamlit's own."""
    return [
        Route(f"{models_url()}/{{model}}/{name}", _endpoint(work), methods=["POST"])
        for name, work in WORK.items()
    ]


def models_url() -> str:
    """Return the address of the models, below which each has its own."""
    return below_base(PATH)


def _endpoint(work: Callable[[Model, Content], Content]) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        # Torch is loaded by the first request, not when the server starts.
        from gan_core.checkpoints import CheckpointError

        try:
            content = await _body(request)
            device = str(content.pop("device", "auto"))
            name = request.path_params["model"]
            return JSONResponse(await run_in_threadpool(_carry_out, work, name, device, content))
        except CheckpointError as error:
            return JSONResponse({"error": str(error)}, status_code=404)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return answer


def _carry_out(
    work: Callable[[Model, Content], Content], name: str, device: str, content: Content
) -> Content:
    from ui.shown_models import shown_model

    return work(shown_model(name, device), content)


async def _body(request: Request) -> Content:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise RequestError(f"the request is longer than {MOST_BYTES} bytes")
        parts.append(part)
    try:
        content = json.loads(b"".join(parts))
    except ValueError:
        raise RequestError("the request is no JSON") from None
    if not isinstance(content, dict):
        raise RequestError("the request is no JSON object")
    return content


def make_pictures(model: Model, content: Content) -> Content:
    """Return pictures of ``latents`` (N, d), with ``labels`` (N,) where they decide.

    With ``opinions`` the classifier's probabilities come too; ``bare`` leaves the pictures out.
    """
    from ui.shown_models import device_name, opinions_of, pictures_of

    latents = _latents(content.get("latents"), model.settings.latent_dim)
    labels = _labels(content.get("labels"), len(latents)) if model.settings.conditional else None
    made = pictures_of(model, latents, labels)
    answer: Content = {
        "pictures": "" if content.get("bare") else encode_bytes(made.pixels),
        "clipped": made.clipped,
        "milliseconds": made.milliseconds,
        "device": device_name(model),
    }
    if content.get("opinions"):
        answer["opinions"] = opinions_of(model, made.pixels).round(4).tolist()
    return answer


def find_latents(model: Model, content: Content) -> Content:
    """Return the latents of ``pictures``, what they decode to, and the classifier's opinions."""
    from ui.shown_models import latents_of, opinions_of, pictures_of

    pixels = decode_pixels(content.get("pictures"))
    latents = latents_of(model, pixels)
    return {
        "latents": latents.tolist(),
        "reconstructions": encode_bytes(pictures_of(model, latents, None).pixels),
        "opinions": opinions_of(model, pixels).round(4).tolist(),
    }


def list_codes(model: Model, content: Content) -> Content:
    """Return the shipped latents of test pictures as float32 and their labels as bytes."""
    from ui.shown_models import shown_survey

    known = shown_survey(model.card.name)
    return {
        "latents": encode_bytes(known.latents.numpy().astype("<f4")),
        "labels": encode_bytes(known.labels.numpy().astype(np.uint8)),
        "size": model.settings.latent_dim,
    }


def _latents(value: object, size: int) -> Floats:
    try:
        latents = np.asarray(value, dtype=np.float32)
    except (TypeError, ValueError):
        raise RequestError("latents are lists of numbers") from None
    if latents.ndim != 2 or latents.shape[1] != size or not 1 <= len(latents) <= MOST_PICTURES:
        raise RequestError(
            f"latents of shape {latents.shape}; accepted: 1 to {MOST_PICTURES} rows of {size}"
        )
    if not np.isfinite(latents).all():
        raise RequestError("a latent is NaN or infinite")
    return latents


def _labels(value: object, count: int) -> list[int]:
    if (
        not isinstance(value, list)
        or len(value) != count
        or not all(isinstance(label, int) and 0 <= label < CLASSES for label in value)
    ):
        raise RequestError(f"labels are {count} whole numbers 0 to {CLASSES - 1}")
    return value


def encode_bytes(values: npt.NDArray[Any]) -> str:
    """Return an array's bytes, row by row, as base64."""
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def decode_pixels(value: object) -> Pixels:
    """Return pictures (N, 28, 28) of bytes from base64; ``RequestError`` for anything else."""
    try:
        raw = base64.b64decode(str(value), validate=True)
    except ValueError:
        raise RequestError("pictures are bytes in base64") from None
    count, rest = divmod(len(raw), PIXELS)
    if rest or not 1 <= count <= MOST_PICTURES:
        raise RequestError(
            f"pictures of {len(raw)} bytes; accepted: 1 to {MOST_PICTURES} times {PIXELS}"
        )
    # A copy, since bytes cannot be written to and torch wants to be able to.
    return np.frombuffer(raw, dtype=np.uint8).reshape(count, IMAGE_SIDE, IMAGE_SIDE).copy()


WORK: dict[str, Callable[[Model, Content], Content]] = {
    "pictures": make_pictures,
    "latents": find_latents,
    "codes": list_codes,
}
"""What can be asked of a model."""
