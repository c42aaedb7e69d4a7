"""Rows of a newer version, or with content that is none, are hidden alone; all else works."""

import json

import pytest

from gan_core.runs.groups import GroupPlan, UnknownGroupError
from gan_core.runs.opening import open_store
from gan_core.runs.overview import at_work, expected_wait
from gan_core.runs.run_record import UnknownRunError
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings

NEWER = json.dumps(ToySettings().as_dict() | {"momentum_of_the_future": 0.5})
RUN_CHANGES = {
    "settings of a newer version": ("settings", NEWER),
    "settings out of range": ("settings", json.dumps(ToySettings().as_dict() | {"hidden": -1})),
    "settings that are no JSON": ("settings", '{"hidden": 16'),
    "settings that are a list": ("settings", "[1, 2]"),
    "changes that are no JSON": ("changes", "["),
    "changes that are a number": ("changes", "3"),
    "a family of a newer version": ("family", "diffusion"),
    "a state of a newer version": ("state", "dreaming"),
}


@pytest.fixture
def stored(tmp_path):
    store = RunStore(tmp_path)
    for name in ("good", "odd"):
        store.create(name, ToySettings(), steps=None, device="cpu")
        store.add_report(name, {"step": 0})
    for name in ("whole", "strange"):
        plan = GroupPlan("compare", (ToySettings(), ToySettings(seed=1)), ("a", "b"), "cpu", 10)
        store.create_group(name, [f"{name}-a", f"{name}-b"], plan)
    yield store
    store.close()


@pytest.mark.parametrize("crc", ["as it was", None])
@pytest.mark.parametrize("kind", RUN_CHANGES)
def test_a_run_that_cannot_be_read_is_hidden_alone(stored, tmp_path, kind, crc):
    column, value = RUN_CHANGES[kind]
    stored.rows(f"UPDATE runs SET {column} = ? WHERE id = 'odd'", (value,))
    if crc is None:
        stored.rows("UPDATE runs SET crc = NULL WHERE id = 'odd'")
    store, notice = open_store(tmp_path)
    assert notice == (
        "1 run or group is not shown: written by a newer version of GAN Explorer, or damaged. "
        "They stay in the store."
    )
    assert [run.id for run in store.runs()] == ["good"]
    with pytest.raises(UnknownRunError):
        store.get("odd")
    assert "odd" not in [run.id for run in store.active_runs()]
    store.create("new", ToySettings(), steps=None, device="cpu")
    assert store.queue.enqueue("good", grouped=False, intent="resume")
    assert [name for name, _ in store.queue.names()] == ["good"]
    assert store.rows("SELECT COUNT(*) FROM runs WHERE id = 'odd'")[0][0] == 1
    store.close()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("content", '{"runs": ["a"]'),
        ("content", '{"runs": ["a"], "labels": []}'),
        ("content", "7"),
        ("kind", "tournament"),
        ("state", "dreaming"),
    ],
)
def test_a_group_that_cannot_be_read_is_hidden_alone(stored, tmp_path, column, value):
    stored.rows(f"UPDATE groups SET {column} = ?, crc = NULL WHERE id = 'strange'", (value,))
    store, notice = open_store(tmp_path)
    assert notice.startswith("1 run or group is not shown")
    assert [group.id for group in store.groups.all()] == ["whole"]
    with pytest.raises(UnknownGroupError):
        store.groups.get("strange")
    assert expected_wait(store, 1) is None
    store.close()


def test_what_is_hidden_and_waits_keeps_nobody_else_from_the_list(stored):
    stored.queue.enqueue("odd", grouped=False, intent="resume")
    stored.queue.enqueue("good", grouped=False, intent="resume")
    stored.rows("UPDATE runs SET settings = ? WHERE id = 'odd'", (NEWER,))
    assert [one.id for one in at_work(stored)] == ["good"]


def test_columns_and_tables_of_a_newer_version_are_left_alone(stored, tmp_path):
    stored.rows("ALTER TABLE runs ADD COLUMN mood TEXT NOT NULL DEFAULT 'glad'")
    stored.rows("ALTER TABLE groups ADD COLUMN mood TEXT NOT NULL DEFAULT 'glad'")
    stored.rows("CREATE TABLE moods (id TEXT PRIMARY KEY)")
    store, notice = open_store(tmp_path)
    assert notice == ""
    assert {run.id for run in store.runs()} == {"good", "odd"}
    assert {group.id for group in store.groups.all()} == {"whole", "strange"}
    store.create("new", ToySettings(), steps=None, device="cpu")
    assert store.rows("SELECT mood FROM runs WHERE id = 'new'")[0][0] == "glad"
    store.close()


def test_a_row_of_metrics_that_is_no_json_is_left_out(stored):
    for step, text in ((1, '{"step": 1'), (2, "[]"), (3, '{"step": 3}')):
        stored.rows("INSERT INTO metrics VALUES ('good', ?, ?, NULL)", (step, text))
    assert stored.reports("good") == [{"step": 0}, {"step": 3}]
    stored.rows("INSERT INTO metrics VALUES ('whole-a', 1, 'x', NULL)")
    stored.add_report("whole-a", {"step": 2})
    assert stored.groups.reports("whole") == {"whole-a": [{"step": 2}]}
