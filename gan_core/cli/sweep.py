"""``sweep``: presets times seeds in worker processes, stacked where shapes agree."""

from __future__ import annotations

import argparse
import time
from typing import Any

from gan_core.cli.inputs import add_scheduler, open_scheduler
from gan_core.cli.output import FailedError, UsageError, lower_rate, show
from gan_core.cli.terminal import Progress
from gan_core.cli.toy import toy_settings, whole_steps
from gan_core.recipes.toy import toy_preset
from gan_core.runs.sweep import WORKERS_LIMIT, SweepError, sweep

RUNS_LIMIT = 1000


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add ``sweep`` to the command line."""
    parser = commands.add_parser("sweep", help="train presets times seeds, many at once")
    parser.add_argument("--presets", required=True, metavar="A,B,...")
    parser.add_argument("--seeds", default="0-9", metavar="0-9", help="such as 0-9 or 0,3,5-7")
    parser.add_argument("--steps", metavar="N", help="D-and-G updates of each run")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change a setting in all"
    )
    parser.add_argument("--workers", metavar="N", help="processes; one per processor if left out")
    add_scheduler(parser)
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def parse_seeds(text: str) -> list[int]:
    """Return the numbers in ``0-9`` or ``0,3,5-7``."""
    seeds: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise UsageError(
                f"--seeds {text} is no list of seeds; accepted: such as 0-9 or 0,3,5-7"
            )
        low, high = int(first), int(last or first)
        if high < low or high - low >= RUNS_LIMIT:
            raise UsageError(
                f"--seeds {text}: {part} is out of order or has over {RUNS_LIMIT} seeds"
            )
        seeds += range(low, high + 1)
    return seeds


def parse_workers(text: str | None) -> int | None:
    """Return the number in ``--workers``; None if it is left out."""
    if text is None:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= WORKERS_LIMIT:
        raise UsageError(f"--workers {text} is out of range; accepted: 1 to {WORKERS_LIMIT}")
    return int(text)


def run(arguments: argparse.Namespace) -> None:
    """Carry out ``sweep``."""
    presets = arguments.presets.split(",")
    for name in presets:
        toy_preset(name)
    seeds = parse_seeds(arguments.seeds)
    if len(presets) * len(seeds) > RUNS_LIMIT:
        raise UsageError(
            f"{len(presets) * len(seeds)} runs are too many; accepted: up to {RUNS_LIMIT}"
        )
    plan = [
        (name, toy_settings(name, arguments.set, str(seed))) for name in presets for seed in seeds
    ]
    steps = None if arguments.steps is None else whole_steps(arguments.steps)
    workers = parse_workers(arguments.workers)
    total = sum(steps or each.last_step for _, each in plan)
    bar, started = Progress(total), time.monotonic()
    try:
        results = sweep(
            [settings for _, settings in plan],
            device=arguments.device,
            steps=steps,
            workers=workers,
            scheduler=open_scheduler(arguments),
            progress=lambda done: bar.show(done, time.monotonic() - started, f"{len(plan)} runs"),
        )
    except (ValueError, SweepError) as error:
        raise UsageError(str(error)) from None
    bar.end()
    rows = [{"preset": name, **result} for (name, _), result in zip(plan, results, strict=True)]
    broken = [row for row in rows if row["diverged"]]
    failed = ""
    if broken:
        first = broken[0]
        settings = plan[rows.index(first)][1]
        failed = (
            f"{len(broken)} of {len(rows)} runs diverged, the first {first['preset']} of seed "
            f"{first['seed']}: {first['message']}; {lower_rate(settings)}"
        )
    if arguments.json:
        show({"runs": rows}, as_json=True, failed=failed)
    else:
        for row in rows:
            show({"run": {name: _short(row[name]) for name in COLUMNS}}, as_json=False)
    if failed:
        raise FailedError(failed)


COLUMNS = ("preset", "seed", "steps", "modes", "high_quality", "reverse_kl", "seconds", "diverged")


def _short(value: object) -> object:
    return f"{value:.4g}" if isinstance(value, float) else value
