"""``record``: train a preset to its last epoch and write the run as a small replay file."""

from __future__ import annotations

import argparse
import sqlite3
from typing import Any

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

    from gan_core.runs.opening import open_default_store, open_store
    from gan_core.runs.record import RecordError, record_run
    from gan_core.runs.replays import ReplayError, save_replay
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
    try:
        store, notice = open_store(arguments.store) if arguments.store else open_default_store()
    except (OSError, sqlite3.OperationalError) as error:
        raise UsageError(
            f"no store of runs can be kept in {arguments.store or 'the temporary folder'}: {error}"
        ) from None
    if notice:
        tell(notice)
    bar = Progress(settings.last_step)

    def saved() -> str:
        return f"the run as far as it came is kept in {store.folder}; the same command resumes it"

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
        record = store.get(name)
    except (RecordError, ReplayError) as error:
        raise FailedError(str(error)) from None
    finally:
        bar.end()
        store.close()
    content = {
        "preset": arguments.preset,
        "run": name,
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
    show(content, as_json=arguments.json)
