"""Requests of the browser past Streamlit: a JSON object in, an answer or one line of error out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ui.http.limits import Steps, computed

MOST_BYTES = 2_000_000
Content = dict[str, Any]


class RequestError(ValueError):
    """A request that cannot be carried out; one line says why."""


Work = Callable[[Content], Response | Steps]


async def answer_json(request: Request, work: Work) -> Response:
    """Carry out a request when it is its turn; what is missing is 404, what is wrong 400."""
    try:
        body = await _body(request)
    except RequestError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    return await computed(request, lambda: _carry_out(work, body))


def _carry_out(work: Work, body: bytes) -> Response | Steps:
    # Torch is loaded by the first request, not when the server starts.
    from gan_core.checkpoints.native import CheckpointError

    try:
        return work(_content(body))
    except CheckpointError as error:
        return JSONResponse({"error": str(error)}, status_code=404)
    except ValueError as error:
        return JSONResponse({"error": str(error)}, status_code=400)


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise RequestError(f"the request is longer than {MOST_BYTES} bytes")
        parts.append(part)
    return b"".join(parts)


def _content(body: bytes) -> Content:
    try:
        content = json.loads(body)
    except ValueError:
        raise RequestError("the request is no JSON") from None
    if not isinstance(content, dict):
        raise RequestError("the request is no JSON object")
    return content
