"""What lives as long as the server: the run store and the runner."""

from __future__ import annotations

import importlib
import os
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from gan_core.cluster.connection import ClusterError, scheduler_address
from gan_core.crew.machines import machines_at
from gan_core.crew.runner import LocalRunner
from gan_core.runs.opening import open_default_store
from gan_core.storage.folders import wanted_folder
from gan_core.storage.private import UMASK


@dataclass(frozen=True)
class Services:
    """One runner for all visitors; ``notice`` tells of a store set aside or elsewhere."""

    runner: LocalRunner
    notice: str

    @property
    def notices(self) -> list[str]:
        """What is to be told of the store now: at its opening, since then, and at this moment."""
        lines = [self.notice, self.runner.scheduler.notice, self.runner.trouble]
        return [line for line in lines if line]


_opening = threading.Lock()


def services() -> Services:
    """Return the server's runner; the first call opens the store and starts the crew.

    Raises ``ClusterError`` where ``GAN_SCHEDULER`` names a scheduler that does not answer.
    """
    with _opening:
        return _open_services()


@cache
def _open_services() -> Services:
    machines = machines_at(scheduler_address())
    store, notice = open_default_store()
    runner = LocalRunner(store, machines=machines)
    return Services(runner, notice)


def _import_models() -> None:
    """Import what pages of trained models need; it takes seconds, which a visitor would wait."""
    importlib.import_module("ui.models.shown_models")


def _end(line: str) -> NoReturn:
    sys.stderr.write(f"gan-explorer: {line}\n")
    sys.stderr.flush()
    # Raised, it would be a page of traceback; nothing has been started yet.
    os._exit(1)


@asynccontextmanager
async def server_lifespan(_app: object) -> AsyncIterator[None]:
    """Have the crew and torch warm before the first visitor comes; end the crew with the server."""
    # What this process and its children write is for this user alone.
    os.umask(UMASK)
    try:
        notice = services().notice
    except ClusterError as error:
        _end(str(error))
    except (OSError, sqlite3.Error) as error:
        folder = wanted_folder() or "a temporary folder"
        _end(f"runs cannot be kept in {folder}: {error}; GAN_EXPLORER_HOME names another folder.")
    if notice:
        # Who starts a server reads its terminal, and may never open a page.
        sys.stderr.write(notice + "\n")
    threading.Thread(target=_import_models, daemon=True).start()
    yield
    services().runner.close()
