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


def test_where_no_folder_can_be_made_is_one_line(started, monkeypatch, capsys):
    def full():
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("ui.launch.home_folder", lambda: None)
    monkeypatch.setattr("ui.launch.temporary_folder", full)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "No usable temporary directory" in err
    assert started == []


@pytest.fixture
def no_classroom(monkeypatch):
    """None of the classroom's variables, nor what the command makes of them afterwards."""
    for name in ("CLASSROOM", "JOIN_CODE", "TEACHER_CODE", "URL"):
        # Set first, so that monkeypatch takes away what the command sets.
        monkeypatch.setenv(f"GAN_EXPLORER_{name}", "")
        monkeypatch.delenv(f"GAN_EXPLORER_{name}")
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)


def test_a_classroom_listens_on_the_network(started, no_classroom):
    main(["--classroom", "--join-code", "KLASSE9A", "--server.port", "8600"])
    (arguments,) = started
    assert arguments[arguments.index("--server.address") + 1] == "0.0.0.0"
    assert arguments[-2:] == ["--server.port", "8600"]
    assert "KLASSE9A" not in arguments
    assert os.environ["GAN_EXPLORER_CLASSROOM"] == "1"
    assert os.environ["GAN_EXPLORER_JOIN_CODE"] == "KLASSE9A"


def test_an_address_that_is_given_stays(started, no_classroom, monkeypatch):
    main(["--classroom", "--server.address=127.0.0.1"])
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "10.0.0.5")
    main(["--classroom"])
    assert all("0.0.0.0" not in arguments for arguments in started)


def test_sites_that_are_none_are_one_line(started, no_classroom, monkeypatch, capsys):
    monkeypatch.setenv("GAN_EXPLORER_FRAME_ANCESTORS", "moodle.example")
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "GAN_EXPLORER_FRAME_ANCESTORS has 'moodle.example'" in said
    assert started == []


def test_a_code_that_is_no_good_is_one_line(started, no_classroom, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--classroom", "--join-code", "no"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert started == []
