"""Requests of the browser past Streamlit: a JSON object in, an answer or one line of error out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ui.http.body import BodyError, read_body
from ui.http.json_fields import Content, RequestError
from ui.http.limits import Steps, computed
from ui.http.refusals import refusal

MOST_BYTES = 2_000_000
MOST_DEPTH = 8
"""Lists and objects within each other; what the app's pages send has four."""

Work = Callable[[Content], Response | Steps]


async def answer_json(request: Request, work: Work) -> Response:
    """Carry out a request when it is its turn; what is missing is 404, what is wrong 400."""
    try:
        body = await read_body(request, most=MOST_BYTES)
    except BodyError as error:
        # What may still come of the body is not waited for.
        return refusal(error, 400, {"Connection": "close"})
    return await computed(request, lambda: _carry_out(work, body))


def _carry_out(work: Work, body: bytes) -> Response | Steps:
    # Torch is loaded by the first request, not when the server starts.
    from gan_core.checkpoints.native import CheckpointError

    try:
        return work(parse_json(body))
    except CheckpointError as error:
        return refusal(error, 404)
    except ValueError as error:
        return refusal(error, 400)


def parse_json(body: bytes) -> Content:
    """Return the object that a body holds; ``RequestError`` for anything else."""
    try:
        content = json.loads(body, parse_constant=_no_number)
    except RequestError:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise RequestError("the request is no JSON; accepted: a JSON object") from None
    if not isinstance(content, dict):
        raise RequestError("the request is no JSON object")
    inside: list[dict[str, Any] | list[Any]] = [content]
    for _depth in range(MOST_DEPTH):
        inside = [
            value
            for holder in inside
            for value in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(value, dict | list)
        ]
    if inside:
        raise _too_deep()
    return content


def _no_number(constant: str) -> float:
    raise RequestError(f"a number is {constant}: NaN or infinite; accepted: finite numbers")


def _too_deep() -> RequestError:
    return RequestError(f"the request is nested too deeply; accepted: {MOST_DEPTH} levels")
