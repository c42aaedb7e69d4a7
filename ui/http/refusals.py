"""How a route says no: one line as JSON, which names no folder of this machine."""

from __future__ import annotations

from starlette.responses import JSONResponse

from gan_core.storage.messages import for_browser


def refusal(
    error: Exception | str, status: int, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Return an answer that says in one line what is wrong."""
    return JSONResponse({"error": for_browser(error)}, status, headers)
