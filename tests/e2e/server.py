"""A server of the app in a process of its own, and where the browser is."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class App:
    """A running app: its address, its store and its processes."""

    def __init__(self, folder, **environment):
        self.home = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.port", str(self.port), "--server.headless", "true"]
        self.log = folder / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | {"GAN_EXPLORER_HOME": str(folder)} | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_until_up()

    def wait_until_up(self):
        for _ in range(600):
            if self.is_up():
                return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def is_up(self):
        """Whether the server answers; the socket is closed whatever happens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/_stcore/health")
            with connection.getresponse() as response:
                return response.status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def workers(self):
        """Process ids of the app's training processes."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        found = set()
        for child in children:
            # A process may go while one looks at it, and leaves a zombie for a moment.
            with contextlib.suppress(psutil.NoSuchProcess):
                if "gan_core.crew.worker" in " ".join(child.cmdline()):
                    found.add(child.pid)
        return found

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def chromium_path():
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "no Chromium here; `make test` installs one"
    return path
