"""One process of the crew and its pipes: commands go in, answers come out, as JSON lines."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

EXIT_SECONDS = 5.0
VISIBLE = "CUDA_VISIBLE_DEVICES"

Message = dict[str, Any]


def child_environment(accelerator: str = "") -> dict[str, str]:
    """Return an environment in which a child finds this package, wherever it is started.

    Of several GPUs it sees the one that ``accelerator`` names (``cuda:1``), and calls it ``cuda``.
    """
    root = Path(__file__).resolve().parents[2]
    paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    kind, _colon, number = accelerator.partition(":")
    if kind == "cuda":
        visible = [one for one in os.environ.get(VISIBLE, "").split(",") if one]
        environment[VISIBLE] = visible[int(number)] if visible else number
    return environment


class CrewProcess:
    """A worker process; ``on_message`` is called for each answer and ``on_end`` once it has ended.

    Both are called on a thread of this object's own. ``accelerator`` is the one whose runs it
    trains, empty for the processor's.
    """

    budget = 0

    def __init__(
        self,
        folder: Path,
        *,
        accelerator: str = "",
        on_message: Callable[[CrewProcess, Message], None],
        on_end: Callable[[CrewProcess], None],
    ) -> None:
        self.accelerator = accelerator
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gan_core.crew.worker_process", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(accelerator),
            text=True,
            # Its own session: a Ctrl-C meant for the app reaches it as the end of its input.
            start_new_session=True,
        )
        self.hello: Message | None = None
        self.turn_path = folder / "turns" / str(self.process.pid)
        self._on_message, self._on_end = on_message, on_end
        self._writing = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = json.loads(line)
            if "torch" in message:
                self.hello = message
            self._on_message(self, message)
        self.process.wait()
        self._on_end(self)

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid

    def takes(self, kind: str) -> bool:
        """Whether runs for this kind of accelerator train here, empty for the processor."""
        return self.alive and self.accelerator.partition(":")[0] == kind

    @property
    def turn(self) -> str:
        """Name of the run whose turn it was when the process wrote last; empty for none."""
        try:
            return self.turn_path.read_text("utf-8").strip()
        except OSError:
            return ""

    def send(self, message: Message) -> bool:
        """Send one command; False if the process has ended."""
        with self._writing:
            try:
                assert self.process.stdin is not None
                self.process.stdin.write(json.dumps(message) + "\n")
                self.process.stdin.flush()
            except (BrokenPipeError, ValueError):
                return False
        return True

    def close_input(self) -> None:
        """Close its input: it saves what it holds and ends; returns at once."""
        with contextlib.suppress(OSError, ValueError), self._writing:
            assert self.process.stdin is not None
            self.process.stdin.close()

    def kill(self) -> None:
        """End it without saving."""
        self.process.kill()

    def end(self) -> None:
        """Close its input and see that it goes."""
        self.close_input()
        try:
            self.process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if threading.current_thread() is not self._reader:
            self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.turn_path.unlink(missing_ok=True)
