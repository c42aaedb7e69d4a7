"""``record``: train a preset to its last epoch and write the run as a small replay file."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from typing import Any

from gan_core.cli.inputs import path_option
from gan_core.cli.output import Progress, UsageError, show
from gan_core.cli.toy import toy_settings


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add ``record`` to the command line."""
    parser = commands.add_parser("record", help="train a preset and keep the run as a replay file")
    parser.add_argument("--preset", default="wgan-success", metavar="NAME")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--seed", metavar="N")
    parser.add_argument("--out", type=path_option, required=True, metavar="FILE.safetensors")
    parser.add_argument(
        "--store",
        type=path_option,
        metavar="DIR",
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

    from gan_core.runs.record import record_run
    from gan_core.runs.replays import save_replay
    from gan_core.runs.store import open_default_store, open_store
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
        sys.stderr.write(notice + "\n")
    bar = Progress(settings.last_step)
    name = record_run(
        store,
        settings,
        device=device,
        progress=lambda step, _, seconds: bar.show(step, seconds, ""),
    )
    bar.end()
    save_replay(arguments.out, store, name)
    record = store.get(name)
    show(
        {
            "preset": arguments.preset,
            "run": name,
            "state": record.state,
            "steps": record.step,
            "seconds": record.seconds,
            "out": str(arguments.out),
            "bytes": arguments.out.stat().st_size,
            **({"notice": notice} if notice else {}),
        },
        as_json=arguments.json,
    )
    store.close()
