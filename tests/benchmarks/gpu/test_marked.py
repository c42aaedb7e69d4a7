"""Tests marked ``gpu`` are found by their text, run by pytest and told one by one."""

from pathlib import Path

from benchmarks.gpu import marked
from benchmarks.gpu.plan import FAILED, LEFT_OUT, OK

ROOT = Path(__file__).parents[3]


MADE_UP = """
import pytest

{mark}
def test_right():
    pass

{mark}
def test_wrong():
    assert 1 == 2, "one is | not two"

{mark}
@pytest.mark.skip("nothing to see")
def test_skipped():
    pass

def test_not_of_a_gpu():
    assert False
"""


def test_marked_tests_are_found_run_and_told_one_by_one(tmp_path):
    tests = tmp_path / "tests"
    tests.mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = gpu: x\n")
    mark = "on_cuda = pytest.mark.gpu\n\n@on_cuda"
    (tests / "test_made_up.py").write_text(MADE_UP.format(mark=mark))
    (tests / "test_other.py").write_text("import nothing_that_is_there  # no @on_cuda\n")
    files = marked.marked_files(tmp_path)
    assert [path.name for path in files] == ["test_made_up.py"]
    checks = marked.run_tests(files, root=tmp_path)
    found = {check.name.split("::")[1]: (check.state, check.says) for check in checks}
    assert found["test_right"] == (OK, "")
    assert found["test_skipped"] == (LEFT_OUT, "nothing to see")
    assert found["test_wrong"][0] == FAILED
    assert "one is | not two" in found["test_wrong"][1]
    assert len(found) == 3


def test_no_test_at_all_is_a_failure(tmp_path):
    (tmp_path / "test_none.py").write_text("")
    (check,) = marked.run_tests([tmp_path / "test_none.py"], root=tmp_path)
    assert check.state == FAILED
    assert check.says.startswith("exit 5: ")


def test_every_test_of_a_gpu_is_found():
    """By the decorator that its file is found by, and in no other way."""
    texts = {path: path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")}
    own = {ROOT / "tests" / "cuda.py", Path(__file__)}
    assert [path for path in texts if "mark.gpu" in texts[path] and path not in own] == []
    found = set(marked.marked_files())
    assert {path for path in texts if f"\n{marked.MARK}\n" in texts[path]} - own == found - own
    assert len(found) >= 8
