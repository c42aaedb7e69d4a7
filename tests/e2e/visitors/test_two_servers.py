"""Two servers at one folder of runs, behind nginx that keeps each visitor at one of them."""

import socket
import sqlite3
import time

import pytest

from tests.e2e.facts import wait_for_facts
from tests.e2e.lab import READY, Lab
from tests.e2e.server import ROOT, App
from tests.e2e.visitors.nginx import page_status, start_nginx
from tests.e2e.visitors.test_classroom import CLASSROOM, CODE, QUICK

pytestmark = [pytest.mark.e2e, pytest.mark.long, pytest.mark.slow]


class Pair:
    """The servers, the address in front of them, and who trains at which."""

    def __init__(self, folder):
        home = folder / "home"
        self.servers = []
        for name in ("first", "second"):
            (folder / name).mkdir()
            codes = CLASSROOM | {"GAN_EXPLORER_TEACHER_CODE": "one-for-both-servers-42"}
            self.servers.append(App(folder / name, GAN_EXPLORER_HOME=str(home), **codes))
        self.home = home
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        sample = (ROOT / "deploy" / "nginx-two.conf").read_text()
        listens = ("80;", *(f"127.0.0.1:{port} " for port in (8501, 8502)))
        now = (f"127.0.0.1:{self.port};", *(f"127.0.0.1:{app.port} " for app in self.servers))
        for old, new in zip(listens, now, strict=True):
            assert old in sample
            sample = sample.replace(old, new)
        self.nginx = start_nginx(folder / "nginx", sample)
        until = time.monotonic() + 10
        while page_status(self.port, "/_stcore/health") != 200:
            assert time.monotonic() < until
            time.sleep(0.1)

    def process_of(self, run):
        """The process that trains a run."""
        with sqlite3.connect(self.home / "runs.sqlite") as store:
            (pid,) = store.execute("SELECT pid FROM runs WHERE id = ?", (run,)).fetchone()
        store.close()
        return pid

    def server_of(self, run):
        """The server whose crew trains a run."""
        pid = self.process_of(run)
        return next(server for server in self.servers if pid in server.workers())

    def stop(self):
        self.nginx.terminate()
        self.nginx.wait(10)
        for server in self.servers:
            server.stop()
            assert "Traceback" not in server.log.read_text()


@pytest.fixture
def pair(tmp_path):
    found = Pair(tmp_path)
    yield found
    found.stop()


def joined(browser, pair):
    """A visitor of their own who has given the code."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{pair.url}/join?code={CODE}")
    page.get_by_role("heading", name="GAN Explorer").wait_for()
    return page


def trains_at(browser, pair, wanted):
    """A visitor whom nginx keeps at a server, and the laboratory where a run of theirs trains."""
    for _ in range(20):
        page = joined(browser, pair)
        lab = Lab(page, pair, QUICK)
        lab.press("Start")
        lab.wait(lambda lab=lab: lab.run and lab.number("live-step") > 50, 90)
        found = pair.server_of(lab.run)
        if wanted is None or found is wanted:
            return page, lab, found
        page.context.close()
    raise AssertionError("twenty visitors at one server")


def test_visitors_of_both_train_watch_each_other_and_outlive_a_server(pair, browser):
    page, lab, first = trains_at(browser, pair, None)
    second = next(server for server in pair.servers if server is not first)
    other, other_lab, _ = trains_at(browser, pair, second)

    # A run of one server is watched at the other one, and only its owner pauses it.
    watcher = other.context.new_page()
    watcher.goto(f"{pair.url}/25_Gaussians?run={lab.run}")
    watcher.wait_for_selector(READY)
    wait_for_facts(watcher, ".ganlab-root", state="running")
    watching = Lab.__new__(Lab)
    watching.page = watcher
    seen = watching.number("live-step")
    watching.wait(lambda: watching.number("live-step") > seen, 30)
    assert watcher.get_by_role("button", name="Pause", exact=True).count() == 0
    watcher.close()

    # One server goes; its visitor comes to the other with the next page and trains on there.
    run, step, address = lab.run, lab.number("live-step"), page.url
    first.process.kill()
    first.process.wait()
    page.goto(address)
    page.wait_for_selector(READY)
    lab.wait(lambda: lab.read("state") in ("stopped", "paused", "failed"), 60)
    lab.press("Resume")
    lab.wait(lambda: pair.process_of(run) in second.workers(), 60)
    lab.wait(lambda: lab.number("live-step") > step, 60)
    assert other_lab.read("state") == "running"
    for each in (page, other):
        each.context.close()
