"""The command ``gan-explorer`` before it hands over to Streamlit."""

import os
from pathlib import Path

import pytest
from streamlit.web import cli

import gan_core
from gan_core.storage.folders import folder_notice, temporary_folder
from ui.launch import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def started(monkeypatch):
    """Arguments that Streamlit was started with, one list a start."""
    starts = []
    monkeypatch.setattr(cli, "main", lambda arguments, **_: starts.append(arguments))
    return starts


def test_options_are_passed_on(started, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    main(["--server.port", "8600", "--server.headless=true"])
    app = str(ROOT / "app.py")
    assert started == [["run", app, "--server.port", "8600", "--server.headless=true"]]


@pytest.mark.parametrize(
    ("option", "said"), [("--help", "--server.port"), ("--version", gan_core.__version__)]
)
def test_questions_are_answered_without_starting(started, capsys, option, said):
    main([option])
    assert said in capsys.readouterr().out
    assert started == []


def test_a_user_without_home_gets_a_temporary_one(started, monkeypatch, capsys):
    def unknown(_):
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setenv("HOME", "")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    main([])
    assert len(started) == 1
    assert os.environ["HOME"] == str(temporary_folder())
    assert capsys.readouterr().err.count("\n") == 1
    for name in ("GAN_EXPLORER_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    # Pages tell it too.
    assert "no home" in folder_notice()
