"""Kills at any moment: of the processes that train, of all of them, of the server with them.

What must hold: the store is whole, no run is lost, nobody goes back behind the checkpoint that was
on disk, all train on by themselves, and a run that was killed often equals the run that was not.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch

from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings
from gan_core.storage.checkpoint_file import CheckpointFile
from gan_core.storage.serialization import load_state
from gan_core.training.toy.trainer import ToyTrainer

PATIENCE = 60.0
MOST_WAIT = 8.0
"""A kill comes within so many seconds of training, where a checkpoint comes every five."""

RUNS = 3
BLOCK = 10
"""Kills of the same runs, after which they are compared with runs that nobody killed."""

KINDS = {"worker": 14, "crew": 3, "server": 3}
"""What is killed, and how often in 20."""


@dataclass
class Tally:
    """What a soak of kills has found.

    ``store_whole`` should be ``kills``, ``equal`` be ``compared``; ``runs_lost``, ``steps_lost``
    and ``not_resumed`` 0. ``put_aside`` counts runs in whose turn two kills came before they were
    saved again, which a visitor has to resume.
    """

    kills: int = 0
    store_whole: int = 0
    runs_lost: int = 0
    steps_lost: int = 0
    not_resumed: int = 0
    put_aside: int = 0
    compared: int = 0
    equal: int = 0
    seconds_to_train_on: list[float] = field(default_factory=list)
    by_kind: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Server:
    """The engine as a process, with its crew."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.soak.engine", str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.notice: str = self.answer()["notice"]

    def answer(self) -> dict[str, Any]:
        """Return the next answer."""
        assert self.process.stdout is not None
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def ask(self, *command: object) -> None:
        """Have a method of the runner called, and wait for it."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        self.answer()

    def close(self) -> None:
        """End it as a server ends; one that was killed has ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def kill(self, kind: str, chance: random.Random) -> None:
        """Kill what ``kind`` names, all in the same moment."""
        server = psutil.Process(self.process.pid)
        targets = server.children()
        if kind == "worker":
            targets = [chance.choice(targets)]
        if kind == "server":
            targets.append(server)
        for process in targets:
            process.kill()
        if kind == "server":
            self.close()


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait until something holds; False when it does not in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


def saved_step(store: RunStore, run: str) -> int:
    """Return the step from which a run would resume, 0 before the first checkpoint."""
    state = CheckpointFile(store.checkpoint_path(run)).load()
    return int(state[1]["steps_done"]) if state else 0


def settings_of(seed: int) -> ToySettings:
    """Return settings of the size of a class's runs, which never end by themselves."""
    return ToySettings().replace(
        hidden=64, batch_size=128, samples_per_mode=200, epochs=100_000, seed=seed
    )


def soak_kills(folder: Path, kills: int, *, seed: int, tell: Callable[[str], None]) -> Tally:
    """Kill so many times and return what was found."""
    chance, tally = random.Random(seed), Tally()
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    block = 0
    while tally.kills < kills:
        wanted = min(BLOCK, kills - tally.kills)
        plan = [chance.choice(kinds) for _ in range(wanted)]
        soak_block(folder / str(block), plan, chance, tally)
        block += 1
        tell(f"{tally.kills} kills, {tally.equal} of {tally.compared} runs equal")
    return tally


def soak_block(folder: Path, plan: list[str], chance: random.Random, tally: Tally) -> None:
    """Train some runs, kill as planned, and compare them with runs that nobody killed."""
    folder.mkdir(parents=True)
    server, store = Server(folder), RunStore(folder)
    settings = {f"run-{number}": settings_of(chance.randrange(1000)) for number in range(RUNS)}
    for run, given in settings.items():
        store.create(run, given, steps=None, device="cpu")
        server.ask("resume", run)
    for kind in plan:
        time.sleep(chance.uniform(0.1, MOST_WAIT))
        before = {run: saved_step(store, run) for run in settings}
        server.kill(kind, chance)
        killed = time.monotonic()
        tally.kills += 1
        tally.by_kind[kind] = tally.by_kind.get(kind, 0) + 1
        if kind == "server":
            store.close()
            server, store = Server(folder), RunStore(folder)
            # The dead server's lease ends by itself; then their visitors go on.
            wait_for_state(store, list(settings), "stopped", "failed")
            killed = time.monotonic()
            for run in settings:
                server.ask("resume", run)
        check(server, store, before, tally, kind)
        tally.seconds_to_train_on.append(time.monotonic() - killed)
    for run in settings:
        server.ask("pause", run)
    wait_for_state(store, list(settings), "paused")
    server.close()
    # One of them: it takes as long again as its training took.
    run = chance.choice(list(settings))
    compare(store, run, settings[run], tally)
    store.close()


def check(server: Server, store: RunStore, before: dict[str, int], tally: Tally, kind: str) -> None:
    """See that the store is whole and that every run trains on from where it was saved."""
    tally.store_whole += store.rows("PRAGMA integrity_check")[0][0] == "ok"
    for run, saved in before.items():
        try:
            if saved_step(store, run) < saved:
                tally.steps_lost += 1
                tally.faults.append(f"{run}: the checkpoint of step {saved} is gone ({kind})")
            step = store.get(run).step
            moved = train_on(store, run, step)
            if store.get(run).state == "failed":
                tally.put_aside += 1
                server.ask("resume", run)
                moved = train_on(store, run, step)
            if not moved:
                tally.not_resumed += 1
                tally.faults.append(f"{run} does not train on ({kind})")
        except KeyError:
            tally.runs_lost += 1
            tally.faults.append(f"{run} is gone ({kind})")


def train_on(store: RunStore, run: str, step: int) -> bool:
    """Wait until a run is beyond a step, or put aside; whether it is beyond."""
    wait_for(lambda: store.get(run).step > step or store.get(run).state == "failed")
    return store.get(run).step > step


def wait_for_state(store: RunStore, runs: list[str], *states: str) -> bool:
    """Wait until all of the runs are in one of these states."""
    return wait_for(lambda: all(store.get(run).state in states for run in runs))


def compare(store: RunStore, run: str, given: ToySettings, tally: Tally) -> None:
    """Train a run anew, without a kill, to the step of its checkpoint; all bits must agree."""
    arrays, facts = load_state(store.checkpoint_path(run))
    alone = ToyTrainer(given, device=torch.device("cpu"))
    for _ in range(facts["steps_done"]):
        alone.step()
    expected, _facts = alone.state()
    same = all(np.array_equal(arrays[name], expected[name]) for name in expected)
    tally.compared += 1
    tally.equal += same
    if not same:
        tally.faults.append(f"{run} differs from the run without a kill")
