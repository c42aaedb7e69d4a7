"""A ``~`` that no shell replaced stands for the home folder wherever a path is given."""

import argparse
import ast
from pathlib import Path

import pytest

from gan_core.cli.main import main, make_parser
from gan_core.cli.paths import model_option, path_option
from gan_core.storage.folders import PLACES, named_folder

ROOT = Path(__file__).resolve().parents[2]
PATH_WORDS = {"HOME", "DATA", "CACHE", "DIR", "FOLDER", "PATH", "FILE", "STORE"}
"""A variable whose name ends in one of these is a path."""

READING = {"os.environ.get", "os.getenv", "environment.get", "is_on"}


def parsers(parser):
    """Yield the parser of each command and action."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


def options():
    found = {}
    for parser in parsers(make_parser()):
        for action in parser._actions:
            if isinstance(action.metavar, str) and action.nargs != argparse.PARSER:
                words = action.metavar.replace("|", " ").split()
                if any(word in {"DIR", "MODEL"} or word.startswith("FILE") for word in words):
                    name = " ".join([*parser.prog.split()[3:], action.dest])
                    found[name] = action
    return found


OPTIONS = options()


def test_all_commands_with_files_are_looked_at():
    commands = {name.split()[0] for name in OPTIONS}
    assert commands >= {"toy", "record", "train", "evaluate", "sample", "encode", "reconstruct",
                        "latent-statistics", "elbo", "faces", "convert"}  # fmt: skip
    assert {"faces place reference", "faces fit data", "record store", "toy frames"} <= set(OPTIONS)


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_that_is_a_path_knows_the_home_folder(name, monkeypatch):
    monkeypatch.setenv("HOME", "/home/ö x")
    assert str(OPTIONS[name].type("~/a b/c.npz")) == "/home/ö x/a b/c.npz"
    assert str(OPTIONS[name].type("a/~/c.npz")) == "a/~/c.npz"


def test_no_option_takes_a_path_as_it_is():
    for parser in parsers(make_parser()):
        assert not [action.dest for action in parser._actions if action.type is Path]


def test_a_models_name_stays_a_name():
    assert model_option("vae-mnist-2d") == "vae-mnist-2d"
    assert model_option("./vae/") == "./vae/"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("~nobody-has-this-name/x", ["--data", "'~nobody-has-this-name/x'", "accepted"]),
        ("", ["--data", "empty", "accepted"]),
    ],
)
def test_a_path_that_cannot_be_is_one_line(capsys, given, words):
    with pytest.raises(SystemExit) as ended:
        main(["encode", "vae-mnist-2d", f"--data={given}", "--out", "c.npz"])
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert all(word in err for word in words)


def test_a_result_is_written_into_the_home_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    command = ["sample", "vae-mnist-2d", "--n", "2", "--out=~/two.npz", "--device", "cpu"]
    assert main(command) == 0
    assert (tmp_path / "home" / "two.npz").is_file()
    assert list((tmp_path / "work").iterdir()) == []


def variables():
    """Return the variables that the code asks ``named_folder`` for, and those it reads itself."""
    named, read = set(), set()
    for path in [*(ROOT / "gan_core").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        constants = {
            ast.unparse(node.targets[0]): node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = ast.unparse(node.func)
            first = constants.get(ast.unparse(node.args[0]), node.args[0])
            if isinstance(first, ast.Constant) and called.endswith("named_folder"):
                named.add(first.value)
            elif isinstance(first, ast.Constant) and called in READING:
                read.add(first.value)
    return named | {place[0] for kinds in PLACES.values() for place in kinds.values()}, read


NAMED, READ = variables()


def test_no_variable_that_is_a_path_is_read_elsewhere():
    assert {"GAN_EXPLORER_HOME", "GAN_DATA", "GAN_CACHE", "XDG_DATA_HOME"} <= NAMED
    assert {"GAN_EXPLORER_CREW", "GAN_EXPLORER_DEBUG", "GAN_EXPLORER_LOGIN"} <= READ
    assert not [name for name in READ if name.split("_")[-1] in PATH_WORDS]


@pytest.mark.parametrize("variable", sorted(NAMED))
def test_every_variable_that_is_a_path_knows_the_home_folder(variable, monkeypatch):
    monkeypatch.setenv("HOME", "/home/ö x")
    monkeypatch.setenv(variable, "~/data of mine")
    assert named_folder(variable) == Path("/home/ö x/data of mine")


def test_a_home_of_another_user_is_found_or_refused():
    assert path_option("~root") == Path("~root").expanduser() != Path("~root")
    with pytest.raises(argparse.ArgumentTypeError, match="no home folder is known"):
        path_option("~nobody-has-this-name")
