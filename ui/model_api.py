"""Shipped models over HTTP, for the browser: pictures of latents, latents of pictures.

Past Streamlit, like the feed: a slider that had to wait for a script run would lag behind the
hand. Requests and answers are JSON; pictures are bytes in base64, row by row.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from torch import Tensor

from gan_core.checkpoints import CheckpointError, Model
from gan_core.image_settings import CLASSES, IMAGE_SIDE
from ui.feed import below_base
from ui.shown_models import latents_of, opinions_of, pictures_of, shown_model

PATH = "/models"
MOST_PICTURES = 512
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

    With ``opinions`` the classifier's probabilities come too.
    """
    latents = _latents(content.get("latents"), model.settings.latent_dim)
    labels = _labels(content.get("labels"), len(latents)) if model.settings.conditional else None
    made = pictures_of(model, latents, labels)
    answer: Content = {
        "pictures": encode_pixels(made.pixels),
        "clipped": made.clipped,
        "milliseconds": made.milliseconds,
        "device": next(model.network.parameters()).device.type,
    }
    if content.get("opinions"):
        answer["opinions"] = opinions_of(model, made.pixels).tolist()
    return answer


def find_latents(model: Model, content: Content) -> Content:
    """Return the latents of ``pictures``, and what they decode to."""
    pixels = decode_pixels(content.get("pictures"))
    latents = latents_of(model, pixels)
    again = pictures_of(model, latents, None)
    return {
        "latents": latents.tolist(),
        "reconstructions": encode_pixels(again.pixels),
        "opinions": opinions_of(model, pixels).tolist(),
    }


def _latents(value: object, size: int) -> Tensor:
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
    return torch.from_numpy(latents)


def _labels(value: object, count: int) -> Tensor:
    if (
        not isinstance(value, list)
        or len(value) != count
        or not all(isinstance(label, int) and 0 <= label < CLASSES for label in value)
    ):
        raise RequestError(f"labels are {count} whole numbers 0 to {CLASSES - 1}")
    return torch.tensor(value)


def encode_pixels(pixels: Tensor) -> str:
    """Return pictures (N, 28, 28) of bytes as base64."""
    return base64.b64encode(pixels.numpy().tobytes()).decode()


def decode_pixels(value: object) -> Tensor:
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
    pixels = np.frombuffer(raw, dtype=np.uint8).reshape(count, IMAGE_SIDE, IMAGE_SIDE)
    return torch.from_numpy(pixels.copy())


WORK: dict[str, Callable[[Model, Content], Content]] = {
    "pictures": make_pictures,
    "latents": find_latents,
}
"""What can be asked of a model."""
