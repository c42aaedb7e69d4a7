"""What watching a run costs: speed with and without the page, delays, memory, idle CPU.

Run from the project's folder: ``python -m benchmarks.speed.live``. Prints one JSON object.
The same run trains in turn with no page open and with the page watching it, so that a noisy
machine is noisy for both.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from gan_core.crew.runner import LocalRunner
from gan_core.recipes.toy import toy_preset
from gan_core.runs.opening import open_store
from tests.e2e.conftest import App, chromium_path
from tests.e2e.lab import Lab

ROUNDS = 3
SECONDS = 8.0
PRESET = "wgan-success"


def headless_rate(folder: Path) -> float:
    """Return the steps per second of a worker that nobody watches."""
    store, _ = open_store(folder)
    runner = LocalRunner(store)
    run = runner.submit(toy_preset(PRESET).settings(), device="cpu")
    while runner.status(run).state != "running":
        time.sleep(0.05)
    time.sleep(2.0)
    first, since = runner.status(run).step, time.perf_counter()
    time.sleep(SECONDS)
    rate = (runner.status(run).step - first) / (time.perf_counter() - since)
    runner.close()
    store.close()
    return rate


def watched(page: Page, app: App) -> dict[str, float]:
    """Speed, updates and delays of a run on the page."""
    lab = Lab(page, app, f"?preset={PRESET}")
    worker = psutil.Process(next(iter(app.workers())))
    processes = [psutil.Process(app.process.pid), worker]
    before, since = [sum(p.cpu_times()[:2]) for p in processes], time.perf_counter()
    page.wait_for_timeout(4000)
    spent = sum(sum(p.cpu_times()[:2]) for p in processes) - sum(before)
    idle = spent / (time.perf_counter() - since)
    started = time.perf_counter()
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 0)
    first_picture = time.perf_counter() - started
    page.wait_for_timeout(2000)
    step, updates, since = lab.number("live-step"), lab.number("updates"), time.perf_counter()
    page.wait_for_timeout(SECONDS * 1000)
    elapsed = time.perf_counter() - since
    rate = (lab.number("live-step") - step) / elapsed
    update_rate = (lab.number("updates") - updates) / elapsed
    shown = page.locator(".ganlab-number-speed").inner_text()
    memory = worker.memory_info().rss
    since = time.perf_counter()
    # The event itself: Playwright's own click first waits until nothing moves.
    button = page.get_by_role("button", name="Pause", exact=True)
    button.evaluate("node => node.click()")
    lab.wait(lambda: lab.read("state") == "paused")
    pause = time.perf_counter() - since
    return {
        "steps_per_s": rate,
        "shown": float("".join(c for c in shown if c.isdigit() or c == ".") or "nan"),
        "updates_per_s": update_rate,
        "first_picture_s": first_picture,
        "pause_s": pause,
        "idle_cpu_share": idle,
        "worker_mb": memory / 1e6,
    }


def torch_megabytes() -> float:
    """Resident memory of a process that has only imported torch."""
    code = "import torch, psutil; print(psutil.Process().memory_info().rss / 1e6)"
    return float(subprocess.check_output([sys.executable, "-c", code], text=True))


def main() -> None:
    """Measure in turn and print."""
    headless, live = [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as other:
                headless.append(headless_rate(Path(other)))
            page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
            live.append(watched(page, app))
            page.close()
            time.sleep(2.5)
        browser.close()
        app.stop()
    medians = {name: statistics.median(one[name] for one in live) for name in live[0]}
    shares = [one["steps_per_s"] / alone for one, alone in zip(live, headless, strict=True)]
    result = {
        "headless_steps_per_s": statistics.median(headless),
        **medians,
        "share_of_headless": statistics.median(shares),
        "share_of_headless_rounds": shares,
        "torch_import_mb": torch_megabytes(),
    }
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
