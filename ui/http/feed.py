"""The feed: what a run or a group publishes, as JSON over HTTP, for the browser."""

from __future__ import annotations

import base64
import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from gan_core.runs.groups import UnknownGroupError
from gan_core.runs.row_columns import row_columns, thinned_rows
from gan_core.runs.run_record import RunRecord, UnknownRunError
from gan_core.runs.sheets import unpack_report
from gan_core.runs.store import RunStore
from gan_core.settings.images import FAMILIES, ImageSettings
from ui.http.base_path import below_base
from ui.http.feed_pace import FeedPace
from ui.http.query import QueryError, whole_number, whole_numbers
from ui.http.refusals import refusal
from ui.shared.services import services

PATH = "/feed"
PACE = FeedPace()
MOST_FRAMES = 48
GROUP_SECONDS = 0.17
PICTURE_SECONDS = {"toy": 0.0, "images": GROUP_SECONDS, "ratio": 0.1, "game": 0.1}
"""A run of a family has a new picture no more often than that; see also ``FeedPace``."""

WATCHED_SECONDS = 2.0
"""Who has asked so recently is watching; a hidden tab asks less often."""


def feed_routes() -> list[Route]:
    """Return the routes that the app's server adds to Streamlit's own."""
    return [
        Route(below_base(PATH) + "/group/{group}", answer_group, methods=["GET"]),
        Route(below_base(PATH) + "/{run}", answer, methods=["GET"]),
    ]


def answer(request: Request) -> JSONResponse:
    """Answer with the run's state, what is newer than the browser has, and frames it asks for."""
    query, started = request.query_params, time.thread_time()
    try:
        after, rows = whole_number(query, "after", "0"), whole_number(query, "rows", "-1")
        steps, layers = whole_numbers(query, "steps"), whole_number(query, "layers", "0")
        content = news(
            request.path_params["run"], after=after, rows=rows, steps=steps, layers=layers > 0
        )
    except QueryError as error:
        return refusal(error, 400)
    except UnknownRunError:
        return refusal("no such run; it may have been deleted", 404)
    except sqlite3.Error as error:
        return _unreadable(error)
    return _paced(request, content, started, PICTURE_SECONDS[content["run"]["family"]])


def _unreadable(error: sqlite3.Error) -> JSONResponse:
    """Return the answer while the run store cannot be read; the browser asks again later."""
    return refusal(services().runner.trouble or error, 503)


def _paced(request: Request, content: dict[str, Any], started: float, least: float) -> JSONResponse:
    """Return an answer that says in how many seconds the browser may ask again."""
    again = max(least, PACE.watches((request.client, request.url.path)))
    content["again"] = round(again, 3)
    response = JSONResponse(content, headers={"Cache-Control": "no-store"})
    PACE.took(time.thread_time() - started)
    return response


def news(
    run: str, *, after: int, rows: int, steps: list[int], layers: bool = False
) -> dict[str, Any]:
    """Return the live component's data for one run.

    ``after`` is the sequence number of the newest live picture that the browser has, ``rows`` the
    step of its last row of metrics, ``steps`` the snapshots that its timeline asks for. With
    ``layers`` the newest pictures are to show what hidden units respond to.
    """
    runner = services().runner
    runner.drafts.draw(run)
    record, store = runner.status(run), runner.store_of(run)
    runner.watch(run, seconds=WATCHED_SECONDS)
    if layers and record.family == "toy":
        runner.show_layers(run)
    live = store.live(run, after=after)
    frames = store.frames(run, steps[:MOST_FRAMES])
    if live is not None:
        frames.append(live.content)
    pack = _pack_sheet if record.family == "images" else _pack_frame
    return {
        "run": {
            "id": run,
            "family": record.family,
            "state": record.state,
            "caption": live.caption if live else None,
            "handled": record.handled,
            "pending": runner.pending(run),
        },
        "sequence": live.sequence if live else after,
        "timeline": store.frame_steps(run),
        "frames": [pack(frame) for frame in frames],
        "rows": columns_of(record, store.reports(run, after=rows)),
    }


def answer_group(request: Request) -> JSONResponse:
    """Answer with the state of a group and the pictures that the browser does not have yet."""
    query, started = request.query_params, time.thread_time()
    try:
        after, steps = whole_numbers(query, "after"), whole_numbers(query, "steps")
        content = group_news(request.path_params["group"], after=after, steps=steps)
    except QueryError as error:
        return refusal(error, 400)
    except UnknownGroupError:
        return refusal("no such group; it may have been deleted", 404)
    except sqlite3.Error as error:
        return _unreadable(error)
    return _paced(request, content, started, GROUP_SECONDS)


def group_news(group: str, *, after: list[int], steps: Sequence[int] = ()) -> dict[str, Any]:
    """Return what the browser shows of a group's runs, in the group's order.

    ``after`` has the sequence number of the newest picture that it has of each run, ``steps`` the
    snapshots that its timeline asks for, one of each run. At most MOST_FRAMES pictures of each
    kind come at a time; ``more`` says that other new ones wait.
    """
    runner = services().runner
    runner.drafts.draw(group)
    record, store = runner.group_status(group), runner.store_of(group)
    runner.watch(group, seconds=WATCHED_SECONDS)
    known = dict(zip(record.runs, after, strict=False))
    pictures = store.groups.live_frames(group)
    states = store.groups.states(group)
    fresh = [
        run for run in record.runs if run in pictures and pictures[run].sequence > known.get(run, 0)
    ]
    sent = set(fresh[:MOST_FRAMES])
    diverged = {run: run not in states or states[run][0] == "failed" for run in record.runs}
    members = [
        {
            "run": run,
            "state": states[run][0] if run in states else "gone",
            "message": states[run][1] if run in states else "",
            "sequence": pictures[run].sequence if run in sent else known.get(run, 0),
            "frame": base64.b64encode(pictures[run].content).decode() if run in sent else None,
        }
        for run in record.runs
    ]
    return {
        "group": {
            "id": group,
            "state": record.state,
            "handled": record.handled,
            "pending": runner.pending(group),
            "step": record.step,
            "steps": record.steps,
            "seconds_left": record.seconds_left,
            "rate": record.step / record.seconds if record.seconds else None,
        },
        "members": members,
        "more": len(fresh) > len(sent),
        **(_snapshots(store, diverged, steps) if record.kind == "compare" else {}),
    }


def _snapshots(
    store: RunStore, diverged: Mapping[str, bool], steps: Sequence[int]
) -> dict[str, Any]:
    """Return the steps of the snapshots that all runs have, and those asked for, one of each run.

    ``diverged`` says of each run whether it did; such a one has none of later steps: None.
    """
    runs = list(diverged)
    kept = [store.frame_steps(run) for run in runs]
    whole = [found for run, found in zip(runs, kept, strict=True) if not diverged[run]]
    wanted = set(steps[: max(1, MOST_FRAMES // max(1, len(runs)))])
    known = sorted(wanted & set().union(*kept))
    sets: dict[int, list[str | None]] = {step: [None] * len(runs) for step in known}
    for place, run in enumerate(runs):
        there = sorted(wanted & set(kept[place]))
        for step, frame in zip(there, store.frames(run, there), strict=True):
            sets[step][place] = base64.b64encode(frame).decode()
    return {
        # While they train, one run may have written what the others are about to.
        "timeline": min(whole, key=len) if whole else max(kept, key=len, default=[]),
        "snapshots": [{"step": step, "frames": frames} for step, frames in sets.items()],
    }


def columns_of(record: RunRecord, reports: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return the columns that a run's live charts draw, as its family has them."""
    if record.family == "images":
        return image_columns(reports, record.image_settings)
    if record.family == "toy":
        return row_columns(reports)
    return density_columns(reports)


def density_columns(reports: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return every figure of a run on known distributions; each game's have its name behind."""
    flat = [
        {name: value for name, value in report.items() if name != "games"}
        | {
            f"{name}_{game}": value
            for game, figures in report.get("games", {}).items()
            for name, value in figures.items()
        }
        for report in thinned_rows(reports)
    ]
    names = flat[0] if flat else ["step"]
    return {name: [row.get(name) for row in flat] for name in names}


def image_columns(reports: list[dict[str, Any]], settings: ImageSettings) -> dict[str, list[Any]]:
    """Return step, diversity, each loss and distance of a run on pictures, None where unknown."""
    kept = thinned_rows(reports)
    terms = FAMILIES[settings.kind].loss_terms
    columns = {name: [report["losses"].get(name) for report in kept] for name in terms}
    if settings.progressive:
        levels = {level for report in kept for level in report.get("swd", ())}
        columns |= {f"swd_{n}": [r.get("swd", {}).get(n) for r in kept] for n in sorted(levels)}
    return {name: [r[name] for r in kept] for name in ("step", "diversity")} | columns


def _pack_frame(content: bytes) -> str | dict[str, Any]:
    return base64.b64encode(content).decode()


def _pack_sheet(content: bytes) -> str | dict[str, Any]:
    return {"report": unpack_report(content), "png": base64.b64encode(content).decode()}
