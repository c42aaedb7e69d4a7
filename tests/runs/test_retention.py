"""A store keeps so many runs of all owners: what is oldest and rests makes place."""

import pytest

from gan_core.runs.groups import GroupPlan
from gan_core.runs.retention import REST_SECONDS, make_place
from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings

SETTINGS = ToySettings().replace(hidden=16, batch_size=64)
DAY_LATER = 2e9 + REST_SECONDS


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path)
    yield store
    store.close()


def add(store, name, created, state="stopped", owner="anne"):
    store.create(name, SETTINGS, steps=None, device="cpu", owner=owner)
    store.update(name, created=created, state=state)


def names(store):
    return {row["id"] for row in store.rows("SELECT id FROM runs")}


def test_with_place_nothing_is_deleted(store):
    add(store, "a", 1.0)
    assert make_place(store, most=2, now=DAY_LATER)
    assert names(store) == {"a"}


def test_the_oldest_that_rest_go_whoever_began_them(store):
    for number, owner in enumerate(("anne", "ben", "", "ben")):
        add(store, f"run{number}", 1e9 + number, owner=owner)
    assert make_place(store, most=3, now=DAY_LATER)
    assert names(store) == {"run2", "run3"}


@pytest.mark.parametrize("state", ["running", "paused", "queued"])
def test_what_trains_or_waits_stays(store, state):
    add(store, "old", 1.0, state=state)
    add(store, "rests", 2.0)
    assert make_place(store, most=2, now=DAY_LATER)
    assert names(store) == {"old"}


def test_what_was_begun_within_a_day_stays_and_there_is_no_place(store):
    add(store, "new", 2e9)
    assert not make_place(store, most=1, now=DAY_LATER - 1)
    assert names(store) == {"new"}
    assert make_place(store, most=1, now=DAY_LATER + 1)


def test_a_group_goes_with_its_runs_and_counts_for_all_of_them(store):
    plan = GroupPlan("sweep", (SETTINGS, SETTINGS), ("a", "b"), "cpu", 100)
    store.create_group("group", ["g1", "g2"], plan)
    store.groups.update("group", created=1.0, state="stopped")
    add(store, "younger", 5.0)
    assert make_place(store, most=2, now=DAY_LATER)
    assert names(store) == {"younger"}
