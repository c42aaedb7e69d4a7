"""``record``: train a preset to its last epoch and write the run as a small replay file."""

from __future__ import annotations

import argparse
import sqlite3
from typing import TYPE_CHECKING, Any

from gan_core.cli.output import (
    FailedError,
    UsageError,
    add_output,
    interruptible,
    lower_rate,
    show,
    writing,
)
from gan_core.cli.terminal import Progress, tell
from gan_core.cli.toy import toy_settings

if TYPE_CHECKING:
    from pathlib import Path

    from gan_core.runs.run_record import RunRecord
    from gan_core.runs.store import RunStore
    from gan_core.settings.toy import ToySettings


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add ``record`` to the command line."""
    parser = commands.add_parser("record", help="train a preset and keep the run as a replay file")
    parser.add_argument("--preset", default="wgan-success", metavar="NAME")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--seed", metavar="N")
    add_output(parser, "--out", suffixes=(".safetensors",), required=True)
    add_output(
        parser,
        "--store",
        help="folder of the unfinished run, which the same command resumes; "
        "the laboratory's own if left out",
    )
    parser.add_argument(
        "--threads", type=int, metavar="N", help="processor threads; all if left out"
    )
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Carry out ``record``."""
    settings = toy_settings(arguments.preset, arguments.set, arguments.seed)
    import torch

    from gan_core.storage.devices import resolve_device

    try:
        device = str(resolve_device(arguments.device))
    except ValueError as error:
        raise UsageError(str(error)) from None
    if arguments.threads is not None:
        if not 1 <= arguments.threads <= 64:
            raise UsageError(f"--threads {arguments.threads} is out of range; accepted: 1 to 64")
        torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    store, notice = _open_store(arguments.store)
    try:
        record = _record(store, settings, device, arguments)
    finally:
        store.close()
    content = {
        "preset": arguments.preset,
        "run": record.id,
        "state": record.state,
        "steps": record.step,
        "seconds": record.seconds,
        "out": str(arguments.out),
        "bytes": arguments.out.stat().st_size,
        # People have read it above.
        **({"notice": notice} if notice and arguments.json else {}),
    }
    if record.state == "failed":
        raise FailedError(
            f"{record.message} {arguments.out} has the run up to there; {lower_rate(settings)}",
            content,
        )
    if record.message:
        # Such as that it resumed from an earlier checkpoint.
        tell(record.message)
    show(content, as_json=arguments.json)


def _open_store(folder: Path | None) -> tuple[RunStore, str]:
    """Return the store and what is to be told of it; people read that at once."""
    from gan_core.runs.opening import open_default_store, open_store

    try:
        store, notice = open_store(folder) if folder else open_default_store()
    except (OSError, sqlite3.OperationalError) as error:
        raise UsageError(
            f"no store of runs can be kept in {folder or 'the folder of runs'}: {error}; --store "
            "names another"
        ) from None
    if notice:
        tell(notice)
    return store, notice


def _record(
    store: RunStore, settings: ToySettings, device: str, arguments: argparse.Namespace
) -> RunRecord:
    """Train the run, or resume it, and write the replay."""
    from gan_core.runs.record import record_run
    from gan_core.runs.replays import ReplayError, save_replay
    from gan_core.storage.checkpoint_file import LostCheckpointError

    bar = Progress(settings.last_step)

    def saved() -> str:
        # By itself the next one may look elsewhere, where this user has no lasting home.
        again = "" if arguments.store else f" with --store {store.folder}"
        return f"{store.folder} keeps the run as far as it came; the same command{again} resumes it"

    try:
        with interruptible(saved):
            name = record_run(
                store,
                settings,
                device=device,
                progress=lambda step, _, seconds: bar.show(step, seconds, ""),
            )
        with writing("--out", arguments.out):
            save_replay(arguments.out, store, name)
    except LostCheckpointError as error:
        raise FailedError(f"{error} Give another --store for that.") from None
    except ReplayError as error:
        raise FailedError(str(error)) from None
    finally:
        bar.end()
    return store.get(name)
