"""What the home page fetches from the server by itself: the recorded run and pictures of pages.

They are files of the program, the same for every visitor, which browsers keep.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from gan_core.runs.replays import FOLDER
from ui.http.base_path import below_base, from_page
from ui.http.refusals import refusal

PATH = "/home"
PICTURES = Path(__file__).parent / "pictures"
RECORDED = "quick"
"""Preset of the run that plays on the home page; ``gan_core record`` made its file."""

THEMES = ("light", "dark")
TYPES = {".safetensors": "application/octet-stream", ".webp": "image/webp"}
KEPT = "private, max-age=86400"


@cache
def home_files() -> dict[str, Path]:
    """Return the files that are given out, by their name in the address."""
    recording = FOLDER / f"{RECORDED}.safetensors"
    return {path.name: path for path in (recording, *sorted(PICTURES.glob("*.webp")))}


def home_routes() -> list[Route]:
    """Return the routes that the app's server adds to Streamlit's own."""
    return [Route(below_base(PATH) + "/{name}", answer, methods=["GET"])]


def answer(request: Request) -> Response:
    """Answer with a file of the home page; any other name is refused."""
    path = home_files().get(request.path_params["name"])
    if path is None or not path.is_file():
        return refusal("no such file of the home page", 404)
    return FileResponse(path, media_type=TYPES[path.suffix], headers={"Cache-Control": KEPT})


@cache
def file_address(name: str) -> str:
    """Return where a page finds a file; a new version of it has a new address."""
    path = home_files()[name]
    return f"{from_page(PATH)}/{name}?v={path.stat().st_mtime_ns:x}"
