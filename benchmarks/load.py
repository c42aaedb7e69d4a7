"""A class on one machine: many visitors who look and train at once, everything measured.

    python -m benchmarks.load --visitors 30            # all press Start in the same second
    python -m benchmarks.load --visitors 100 --train 10 --seconds 20
    python -m benchmarks.load --visitors 30 --dask 2         # two Dask workers are the crew

Starts the app's server on a folder of its own, opens raw sessions (``raw_session``), and prints one
JSON object. Speed is compared with the same runs while nobody watches them, in the same minute.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from benchmarks.local_dask import local_dask
from benchmarks.raw_session import RawSession
from gan_core.runs.store import RunStore

ROOT = Path(__file__).resolve().parents[1]
PAGE = "25_Gaussians"
RUN = {"preset": "wgan-gp", "hidden_g": "128", "hidden_d": "128", "epochs": "64"}
"""What each trains: WGAN-GP on batches of 256 with networks of 128 hidden units, 24,960 steps."""

SLIDER_MODEL, SLIDER_LATENTS = "vae-mnist-10d", 10
SETTLE = 3.0


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(home: Path, scheduler: str = "") -> Iterator[tuple[str, psutil.Process]]:
    """Run the app's server; yields its address and process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    log = (home / "server.log").open("w")
    server = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ | {"GAN_EXPLORER_HOME": str(home), "GAN_SCHEDULER": scheduler},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        until = time.monotonic() + 60
        while True:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
                break
            if time.monotonic() > until:
                raise TimeoutError("the server did not answer in a minute")
            time.sleep(0.1)
        yield f"127.0.0.1:{port}", psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def memory(process: psutil.Process) -> int:
    """Return the proportional set size of a process and its children, in bytes."""
    total = 0
    for each in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += each.memory_full_info().pss
    return total


def spread(values: list[float]) -> dict[str, float]:
    """Return median, 95th percentile and greatest of some seconds."""
    ordered = sorted(values)
    place = min(len(ordered) - 1, int(0.95 * len(ordered)))
    return {"p50": statistics.median(ordered), "p95": ordered[place], "most": ordered[-1]}


class Class:
    """The visitors of one measurement, and what is asked of them together."""

    def __init__(self, host: str, store: RunStore, visitors: int, train: int) -> None:
        self.host, self.store = host, store
        self.sessions = [
            RawSession(host, PAGE, RUN | {"seed": str(seed)}) for seed in range(visitors)
        ]
        self.training = self.sessions[:train]
        self.watching = True

    async def enter(self) -> None:
        """Open all pages, a few at a time as a class does."""
        gate = asyncio.Semaphore(8)

        async def one(session: RawSession) -> None:
            async with gate:
                await session.open()
            session.watch(hidden=lambda: not self.watching)

        await asyncio.gather(*map(one, self.sessions))

    async def start(self) -> list[float]:
        """Press Start everywhere in the same second; seconds until each first live picture."""
        started = time.perf_counter()

        async def one(session: RawSession) -> float:
            await session.run(press="Start")
            while (
                not session.last.get("run") or session.state == "ready" or not self._moved(session)
            ):
                if time.perf_counter() - started > 60:
                    session.errors.append(
                        f"no picture: {session.state}, {session.component['run']}"
                    )
                    return float("inf")
                await asyncio.sleep(0.02)
            return time.perf_counter() - started

        return await asyncio.gather(*map(one, self.training))

    @staticmethod
    def _moved(session: RawSession) -> bool:
        return session.state in ("running", "finished") and session.pictures > 1

    def steps(self) -> int:
        """Return the steps of all runs together."""
        return sum(self.store.get(session.run_name).step for session in self.training)

    async def speed(self, seconds: float) -> tuple[float, float]:
        """Return steps a second of all runs together, and pictures a second of one."""
        before, pictures = self.steps(), sum(session.pictures for session in self.training)
        started = time.perf_counter()
        await asyncio.sleep(seconds)
        took = time.perf_counter() - started
        shown = sum(session.pictures for session in self.training) - pictures
        return (self.steps() - before) / took, shown / took / len(self.training)

    async def rerun(self) -> list[float]:
        """Run all pages' scripts again, within two seconds; seconds of each."""

        async def one(session: RawSession) -> float:
            await asyncio.sleep(random.uniform(0, 2))
            return await session.run()

        return await asyncio.gather(*map(one, self.sessions))

    async def pause(self) -> list[float]:
        """Press Pause everywhere within two seconds; seconds until each page shows it."""

        async def one(session: RawSession) -> float:
            await asyncio.sleep(random.uniform(0, 2))
            started = time.perf_counter()
            pressed = asyncio.create_task(session.run(press="Pause"))
            # Shown is what the page's component hears, whatever the page draws after it.
            while session.component["run"]["state"] != "paused" and session.state != "paused":
                if time.perf_counter() - started > 30:
                    return float("inf")
                await asyncio.sleep(0.01)
            shown = time.perf_counter() - started
            await pressed
            return shown

        return await asyncio.gather(*map(one, self.training))

    async def slide(self, count: int) -> list[float]:
        """Ask for pictures of a latent as a slider does; seconds of each answer."""
        host, _, port = self.host.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        took = []
        for _ in range(count):
            latent = [[round(random.gauss(0, 1), 3) for _ in range(SLIDER_LATENTS)]]
            body = json.dumps({"latents": latent}).encode()
            started = time.perf_counter()
            writer.write(
                f"POST /models/{SLIDER_MODEL}/pictures HTTP/1.1\r\nHost: {self.host}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(head.split("content-length:")[1].split("\r\n")[0])
            await reader.readexactly(length)
            took.append(time.perf_counter() - started)
            await asyncio.sleep(0.05)
        writer.close()
        return took


async def measure(host: str, server: psutil.Process, home: Path, wanted: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return all figures of one class."""
    store = RunStore(home)
    crowd = Class(host, store, wanted.visitors, wanted.train or wanted.visitors)
    await crowd.enter()
    await asyncio.sleep(SETTLE)
    first = await crowd.start()
    await asyncio.sleep(SETTLE)
    crowd_steps, pictures = await crowd.speed(wanted.seconds)
    reruns = await crowd.rerun()
    slides = await crowd.slide(20)
    pss = memory(server)
    crowd.watching = False
    await asyncio.sleep(5.0)
    alone_steps, _ = await crowd.speed(wanted.seconds)
    crowd.watching = True
    await asyncio.sleep(SETTLE)
    pauses = await crowd.pause()
    exceptions = [text for session in crowd.sessions for text in session.exceptions]
    errors = [text for session in crowd.sessions for text in session.errors]
    await asyncio.gather(*(session.close() for session in crowd.sessions))
    await asyncio.sleep(3.0)
    store.close()
    return {
        "visitors": wanted.visitors,
        "training": len(crowd.training),
        "exceptions": len(exceptions),
        "refusals": len(errors),
        "first_picture_s": spread(first),
        "steps_per_s_watched": crowd_steps,
        "steps_per_s_unwatched": alone_steps,
        "watched_over_unwatched": crowd_steps / alone_steps if alone_steps else None,
        "pictures_per_s_each": pictures,
        "rerun_s": spread(reruns),
        "pause_shown_s": spread(pauses),
        "slider_s": spread(slides),
        "pss_mb": pss / 1e6,
        "processes_after": len(server.children(recursive=True)),
        "said": sorted({*exceptions, *errors})[:5],
    }


def main() -> None:
    """Measure a class of the size that the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=8)
    parser.add_argument("--train", type=int, default=0, help="how many of them train; all without")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each measurement of speed")
    parser.add_argument("--dask", type=int, default=0, help="Dask workers here that train")
    wanted = parser.parse_args()
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scheduler = stack.enter_context(local_dask(wanted.dask)).address if wanted.dask else ""
        host, server = stack.enter_context(served(home, scheduler))
        time.sleep(20 if wanted.dask else 6)
        result = asyncio.run(measure(host, server, home, wanted))
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
