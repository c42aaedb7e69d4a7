"""What reaches a terminal, and what happens where nothing can be written to it."""

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from gan_core import cli
from gan_core.cli import terminal
from gan_core.cli import toy as toy_command
from gan_core.cli.main import main
from gan_core.cli.terminal import Progress, printable, say, tell

COMMAND = [sys.executable, "-m", "gan_core"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mred\x1b[0m", r"a\x1b[31mred\x1b[0m"),
        ("title\x1b]0;x\x07", r"title\x1b]0;x\x07"),
        ("two\nlines\r\t", r"two\nlines\r\t"),
        ("\x9b2J\x7f\x00", r"\x9b2J\x7f\x00"),
        ("cod\u202egnp.exe", r"cod\u202egnp.exe"),
        ("\u2028", r"\u2028"),
        ("\udcff", r"\udcff"),
        ("Größe 数 🙂 a b", "Größe 数 🙂 a b"),
    ],
)
def test_what_is_no_letter_is_spelt_out(text, expected):
    assert printable(text) == expected


def test_all_that_is_written_is_spelt_out(capsys, monkeypatch):
    say("a\x1bb")
    tell("c\x1bd")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    bar = Progress(2)
    bar.show(1, 1.0, "e\x1bf")
    # A line begins below the bar.
    tell("g")
    out, err = capsys.readouterr()
    assert out == "a\\x1bb\n"
    first, bar_line, last, nothing = err.split("\n")
    assert (first, last, nothing) == (r"c\x1bd", "g", "")
    assert r"e\x1bf" in bar_line
    assert bar_line.startswith("\r[###############     ")


def test_nothing_else_writes_to_the_streams():
    """Each file of the command line but one leaves standard output and error alone."""
    written = set()
    for path in Path(cli.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            streams = isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr")
            if streams or (isinstance(node, ast.Name) and node.id == "print"):
                written.add(path.name)
    assert written == {"terminal.py"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["toy", "--preset", "a\x1b[2Jb\n"],
        ["toy", "\x1b[2J\n"],
        ["\x1b[2J"],
        ["sample", "m\x1b[2J", "--out", "a.png"],
        ["sample", "m", "--out", "/proc/\x1b[2J\n.png"],
        ["sample", "m", "--out", "a\x1b[2J"],
        ["sample", "vae-mnist-2d", "--latents", "\x1b[2J", "--out", "a.png"],
        ["convert", "\x1b[2J\n", "--from", "csinva-vae", "--out", "a.safetensors"],
        ["convert", "a", "--from", "\x1b[2J", "--out", "a.safetensors"],
        ["train", "vae-mnist-2d", "--set", "\x1b[2J=1"],
        ["divergence", "--p", "\x1b[2J:1", "--q", "point:0"],
        ["encode", "vae-mnist-2d", "--data", "/no/\x1b[2J\n", "--out", "a.npz"],
        ["sweep", "--presets", "\x1b[2J", "--seeds", "\x1b"],
    ],
    ids=lambda arguments: arguments[0].encode("unicode_escape").decode(),
)
def test_no_argument_reaches_the_terminal_as_it_is(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try:
        status = main(arguments)
    except SystemExit as ended:
        status = ended.code
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert "x1b[2J" in err
    assert err.count("\n") == 1
    assert err.removesuffix("\n").isprintable()


def test_a_stream_that_lacks_letters_gets_them_spelt_out():
    done = subprocess.run(
        [*COMMAND, "toy", "--preset", "größe"],
        capture_output=True, env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 2
    assert rb"gr\xf6\xdfe" in done.stderr
    assert b"Traceback" not in done.stderr


def on_stream(stdout, *arguments):
    """Run a command whose standard output is given; returns its status and what it told."""
    done = subprocess.run([*COMMAND, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", [["toy", "--list", "--json"], ["toy", "--list"], ["--help"]])
def test_who_stops_reading_is_not_told_so(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert on_stream(writing, *arguments) == (141, "")
    finally:
        os.close(writing)


@pytest.mark.parametrize("arguments", [["toy", "--list", "--json"], ["toy", "--list"], ["--help"]])
def test_a_full_disk_under_standard_output_is_one_line(arguments):
    with Path("/dev/full").open("w") as full:
        status, told = on_stream(full, *arguments)
    assert status == 1
    assert told == (
        "python -m gan_core: standard output cannot be written: No space left on device\n"
    )


def test_streams_that_are_closed(capsys, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(terminal.sys, "stdout", None)
        assert main(["toy", "--list"]) == 1
        patch.setattr(terminal.sys, "stderr", None)
        assert main(["toy", "--preset", "nope"]) == 2
    assert "standard output cannot be written: it is closed" in capsys.readouterr().err


UNFORESEEN = [
    (OSError(5, "Input/output error", "/a/\x1bb"), r"/a/\x1bb: Input/output error"),
    (MemoryError(), "memory ran out: less may be asked for at a time"),
    (
        RuntimeError("[enforce] DefaultCPUAllocator: can't allocate memory: 9 bytes"),
        "memory ran out",
    ),
    (RecursionError("maximum recursion depth exceeded"), "something is nested too deeply"),
    (KeyError("a\nb"), r"unexpected KeyError: 'a\nb'"),
    (ValueError("first\nsecond"), "unexpected ValueError: first second"),
]


@pytest.mark.parametrize(("error", "words"), UNFORESEEN, ids=lambda value: type(value).__name__)
def test_what_nobody_foresaw_is_one_line(error, words, capsys, monkeypatch):
    def fail(_):
        raise error

    monkeypatch.setattr(toy_command, "toy_preset", fail)
    monkeypatch.delenv("GAN_EXPLORER_DEBUG", raising=False)
    assert main(["toy", "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err
    assert err.endswith("; GAN_EXPLORER_DEBUG=1 shows where\n")
    monkeypatch.setenv("GAN_EXPLORER_DEBUG", "1")
    assert main(["toy", "--json"]) == 1
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "in toy_settings" in err


def test_ctrl_c_is_one_line(capsys, monkeypatch, tmp_path):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(toy_command, "train_run", interrupted)
    assert main(["toy", "--json"]) == 130
    out, err = capsys.readouterr()
    assert (out, err) == ("", "python -m gan_core toy: stopped; nothing is saved\n")
    assert main(["toy", "--frames", str(tmp_path)]) == 130
    assert f"stopped; {tmp_path} has the pictures so far" in capsys.readouterr().err
    monkeypatch.setattr(toy_command, "toy_preset", interrupted)
    assert main(["toy"]) == 130
    assert capsys.readouterr().err == "python -m gan_core: stopped; nothing was saved\n"


@pytest.mark.long
def test_ctrl_c_reaches_the_processes_of_a_sweep_in_silence():
    with subprocess.Popen(
        [*COMMAND, "sweep", "--presets", "wgan-success", "--seeds", "0-1", "--workers", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        # Whoever runs these tests in the background has it ignored, and a child takes that over.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:  # fmt: skip
        while len(psutil.Process(process.pid).children()) < 2:
            assert process.poll() is None
            time.sleep(0.01)
        # As a terminal does: to all processes of the group.
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert err == "python -m gan_core: stopped; nothing was saved\n"


def test_warnings_of_libraries_are_one_line(capsys, monkeypatch):
    def warn(_):
        import warnings

        warnings.simplefilter("always")
        warnings.warn("old\x1b\nthing", UserWarning, stacklevel=1)
        raise KeyboardInterrupt

    monkeypatch.setattr(toy_command, "toy_preset", warn)
    main(["toy"])
    assert capsys.readouterr().err.startswith("warning: old\\x1b thing\n")
