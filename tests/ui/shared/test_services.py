"""The server's start: where runs are kept elsewhere, or nowhere, its terminal says so in a line."""

import asyncio
import os
import sqlite3
from types import SimpleNamespace

import pytest

from ui.shared import services as module


async def started():
    async with module.server_lifespan(None):
        pass


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(module, "_import_models", lambda: None)
    before = os.umask(0o022)
    yield
    # What a server starts writes for its user alone; the tests go on as they were.
    assert os.umask(before) == 0o077


def test_a_notice_is_told_in_the_terminal(quiet, monkeypatch, capsys):
    runner = SimpleNamespace(close=lambda: None)
    found = module.Services(runner, "Runs are kept elsewhere.")
    monkeypatch.setattr(module, "services", lambda: found)
    asyncio.run(started())
    assert capsys.readouterr().err == "Runs are kept elsewhere.\n"


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("database is locked"), OSError(28, "No space left")]
)
def test_a_store_that_does_not_open_is_one_line(error, quiet, monkeypatch, capsys, tmp_path):
    def fail():
        raise error

    def leave(status):
        raise SystemExit(status)

    monkeypatch.setenv("GAN_EXPLORER_HOME", str(tmp_path))
    monkeypatch.setattr(module, "services", fail)
    monkeypatch.setattr(module.os, "_exit", leave)
    with pytest.raises(SystemExit) as ended:
        asyncio.run(started())
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        f"gan-explorer: runs cannot be kept in {tmp_path}: {error}; GAN_EXPLORER_HOME names "
        "another folder.\n"
    )
