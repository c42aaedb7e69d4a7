"""Requests of the browser past Streamlit: a JSON object in, an answer or one line of error out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MOST_BYTES = 2_000_000
Content = dict[str, Any]


class RequestError(ValueError):
    """A request that cannot be carried out; one line says why."""


async def answer_json(request: Request, work: Callable[[Content], Response]) -> Response:
    """Carry out a request in a thread of its own; what is missing is 404, what is wrong 400."""
    try:
        content = await _body(request)
    except RequestError as error:
        return JSONResponse({"error": str(error)}, status_code=400)
    return await run_in_threadpool(_carry_out, work, content)


def _carry_out(work: Callable[[Content], Response], content: Content) -> Response:
    # Torch is loaded by the first request, not when the server starts.
    from gan_core.checkpoints.native import CheckpointError

    try:
        return work(content)
    except CheckpointError as error:
        return JSONResponse({"error": str(error)}, status_code=404)
    except ValueError as error:
        return JSONResponse({"error": str(error)}, status_code=400)


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
