"""Models over HTTP, for the browser: pictures of latents, latents of pictures.

Past Streamlit, like the feed: a slider that had to wait for a script run would lag behind the
hand. Requests and answers are JSON; pictures are bytes in base64, row by row, one for a grey pixel
and three for a coloured one, and ``side`` and ``channels`` stand beside them.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gan_core.settings.images import CLASSES, DIGIT_RESOLUTION
from ui.http.base_path import below_base
from ui.http.json_fields import MOST_SEED, Content, RequestError, named, numbers, real, whole
from ui.http.json_requests import answer_json
from ui.http.limits import Steps, check_wanted
from ui.shared.picture_bytes import (
    decode_bytes,
    decode_pixels,
    encode_bytes,
    most_pictures,
    shape_of,
)

if TYPE_CHECKING:
    from gan_core.checkpoints.native import Model
    from ui.models.shown_models import Floats
    from ui.shared.picture_bytes import Pixels

PATH = "/models"
MOST_DRAWING = 512
SEARCH_STEPS, MOST_STEPS = 200, 1000
SEARCH_EVERY = 5
"""Updates of a search between two of its reports."""


def model_routes() -> list[Route]:
    """Return the routes that the app's server adds to Streamlit's own."""
    address = f"{models_url()}/{{model}}"
    return [
        *(
            Route(f"{address}/{what}", _endpoint(work), methods=["POST"])
            for what, work in WORK.items()
        ),
        Route(f"{address}/search", _search, methods=["POST"]),
    ]


def models_url() -> str:
    """Return the address of the models, below which each has its own."""
    return below_base(PATH)


def _endpoint(work: Callable[[Model, Content], Content]) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        return await _answer(request, lambda model, content: JSONResponse(work(model, content)))

    return answer


async def _search(request: Request) -> Response:
    """Answer with a line of JSON for each report; the search ends when nobody listens any more."""

    def begin(model: Model, content: Content) -> Steps:
        reports = search_latent(model, content)
        # The first report comes before the answer begins, so that a mistake is told as one.
        first = next(reports)
        return Steps(json.dumps(report) + "\n" for report in chain([first], reports))

    return await _answer(request, begin)


async def _answer(request: Request, work: Callable[[Model, Content], Response | Steps]) -> Response:
    model = request.path_params["model"]
    return await answer_json(request, lambda content: _carry_out(work, model, content))


def _carry_out(
    work: Callable[[Model, Content], Response | Steps], model: str, content: Content
) -> Response | Steps:
    # Torch is loaded by the first request, not when the server starts.
    from gan_core.settings.families import GENERATIVE
    from ui.models.shown_models import shown_model

    found = shown_model(model, named(content, "device", "auto"))
    if found.settings.kind not in GENERATIVE:
        raise RequestError(
            f"{model} is a {found.settings.kind}, which makes no pictures; accepted: "
            f"{', '.join(GENERATIVE)}"
        )
    return work(found, content)


def make_pictures(model: Model, content: Content) -> Content:
    """Return pictures of ``latents`` (N, d), with ``labels`` (N,) or (N, 10) where they decide.

    Instead of latents a request may name ``draw``: count, seed and truncation of noise. With
    ``predictions`` the classifier's probabilities come too, which only models of digits have;
    ``bare`` leaves the pictures out.
    """
    from ui.models.shown_models import device_name, pictures_of, predictions_of

    if content.get("predictions"):
        _require_digits(model, "predictions are a classifier's of digits")
    latents = _drawn(content["draw"], model) if "draw" in content else _latents(content, model)
    labels = _labels(content.get("labels"), len(latents)) if model.settings.conditional else None
    made = pictures_of(model, latents, labels)
    answer: Content = {
        "pictures": "" if content.get("bare") else encode_bytes(made.pixels),
        **shape_of(made.pixels),
        "clipped": made.clipped,
        "milliseconds": made.milliseconds,
        "device": device_name(model),
    }
    if content.get("predictions"):
        answer["predictions"] = predictions_of(model, made.pixels).round(4).tolist()
    return answer


def find_latents(model: Model, content: Content) -> Content:
    """Return a picture's place: its latent, what that decodes to, and how well.

    The picture is a ``drawing`` of any size, brought into MNIST's form here, or a ``picture`` that
    has it already. Without an encoder only the picture and the classifier's prediction come back.
    Models of other pictures than digits are not asked: people's pictures are not sent here.
    """
    from gan_core.settings.families import ENCODING
    from ui.models.shown_models import encoding_of, predictions_of

    _require_digits(model, "places are looked up for digits")
    digit = _digit(content)
    answer: Content = {
        "picture": encode_bytes(digit),
        **shape_of(digit),
        "predictions": predictions_of(model, digit).round(4).tolist(),
    }
    if model.settings.kind not in ENCODING:
        return answer
    found = encoding_of(model, digit)
    return answer | {
        "latents": found.latents.tolist(),
        "reconstructions": encode_bytes(found.reconstructions),
        "error": float(found.errors[0]),
    }


def _require_digits(model: Model, what: str) -> None:
    if not model.settings.labelled:
        raise RequestError(f"{what}; {model.card.name} makes pictures of {model.settings.dataset}")


def _digit(content: Content) -> Pixels:
    """Return the picture of a request in MNIST's form, (1, 28, 28)."""
    from gan_core.data.handwriting import to_digit

    if "drawing" not in content:
        return _given_digits(content)[:1]
    raw = decode_bytes(content["drawing"])
    resolution = math.isqrt(len(raw))
    if resolution * resolution != len(raw) or not DIGIT_RESOLUTION <= resolution <= MOST_DRAWING:
        raise RequestError(
            f"a drawing of {len(raw)} bytes; accepted: a square of {DIGIT_RESOLUTION} to "
            f"{MOST_DRAWING} pixels a row"
        )
    return to_digit(np.frombuffer(raw, dtype=np.uint8).reshape(resolution, resolution))[None]


def _given_digits(content: Content) -> Pixels:
    return decode_pixels(content.get("picture"), side=DIGIT_RESOLUTION, channels=1)


def search_latent(model: Model, content: Content) -> Iterator[Content]:
    """Yield where a search for a picture's latent stands, now and then and at its end."""
    from ui.models.shown_models import predictions_of, search

    _require_digits(model, "a latent is searched for digits")
    if model.settings.resolution != DIGIT_RESOLUTION:
        raise RequestError(
            f"a picture is searched at a resolution of {DIGIT_RESOLUTION}; {model.card.name} makes "
            f"{model.settings.resolution} x {model.settings.resolution}"
        )
    digit = _given_digits(content)[0]
    steps = whole(content, "steps", 1, MOST_STEPS, default=SEARCH_STEPS)
    labels = _labels(content.get("labels"), 1) if model.settings.conditional else None
    reports = search(model, digit, labels, steps=steps, seed=0)
    for report in reports:
        check_wanted()
        if report.step % SEARCH_EVERY == 0 or report.step == steps:
            yield {
                "step": report.step,
                "steps": steps,
                "error": report.error,
                "latent": report.latent.tolist(),
                "picture": encode_bytes(report.pixels),
                **shape_of(report.pixels),
                "predictions": predictions_of(model, report.pixels).round(4).tolist(),
            }


def list_codes(model: Model, content: Content) -> Content:
    """Return the shipped latents of test digits as float32 and their labels as bytes."""
    from ui.models.shown_models import shown_statistics

    known = shown_statistics(model.card.name)
    return {
        "errors": encode_bytes(known.errors.numpy().astype("<f4")),
        "latents": encode_bytes(known.latents.numpy().astype("<f4")),
        "labels": encode_bytes(known.labels.numpy().astype(np.uint8)),
        "size": model.settings.latent_dim,
    }


def _most(model: Model) -> int:
    from ui.models.shown_models import screen_resolution

    return most_pictures(screen_resolution(model.settings.resolution), model.settings.channels)


def _latents(content: Content, model: Model) -> Floats:
    size, most = model.settings.latent_dim, _most(model)
    latents = numbers(content, "latents")
    if latents.ndim != 2 or latents.shape[1] != size or not 1 <= len(latents) <= most:
        raise RequestError(
            f"latents of shape {latents.shape}; accepted: 1 to {most} rows of {size}"
        )
    return latents


def _drawn(value: object, model: Model) -> Floats:
    from ui.models.shown_models import noise_of

    most = _most(model)
    try:
        if not isinstance(value, dict):
            raise RequestError("it is no object")
        count, seed = whole(value, "count", 1, most), whole(value, "seed", 0, MOST_SEED)
        truncation = real(value, "truncation", 0.1, 4)
    except RequestError as error:
        raise RequestError(
            f"draw is count, 1 to {most}, seed, from 0, and truncation, 0.1 to 4: {error}"
        ) from None
    return noise_of(model, count, seed=seed, truncation=truncation)


def _labels(value: object, count: int) -> Floats | list[int]:
    """Return labels, or shares of all labels (N, 10) that add up to 1."""
    if isinstance(value, list) and len(value) == count:
        if all(type(label) is int and 0 <= label < CLASSES for label in value):
            return value
        with contextlib.suppress(TypeError, ValueError, OverflowError):
            shares = np.asarray(value, dtype=np.float32)
            fits = shares.shape == (count, CLASSES) and (shares >= 0).all()
            if fits and np.abs(shares.sum(axis=1) - 1).max() < 1e-3:
                return shares
    raise RequestError(
        f"labels are {count} whole numbers 0 to {CLASSES - 1}, or as many lists of {CLASSES} "
        "shares that add up to 1"
    )


WORK: dict[str, Callable[[Model, Content], Content]] = {
    "pictures": make_pictures,
    "latents": find_latents,
    "codes": list_codes,
}
"""What can be asked of a model."""
