"""Leases in the run store: what stops when nobody renews them, and what does not."""

import time

import pytest

from gan_core.runs.groups import GroupPlan

SOON = 15.0


@pytest.fixture
def finished_group(store, small):
    """A sweep of two runs that has ended."""
    plan = GroupPlan("sweep", (small(seed=0), small(seed=1)), ("a", "b"), "cpu", 100)
    store.create_group("group", ["first", "second"], plan)
    store.groups.update("group", state="finished")
    store.groups.update_runs("group", state="finished")
    return "group"


def claim(store, run):
    store.queue.enqueue(run, grouped=False, intent="resume")
    epoch = store.queue.claim(run, grouped=False, holder="here", until=time.time() + SOON)
    store.update(run, state="running")
    return epoch


def test_a_run_of_a_finished_group_that_trains_alone_goes_on(store, finished_group):
    assert claim(store, "first") == 1
    assert store.queue.stop_orphans("lost") == []
    assert store.get("first").state == "running"


def test_what_nobody_renews_stops_and_says_why(store, small, finished_group):
    store.create("alone", small(), steps=None, device="cpu")
    claim(store, "alone")
    store.queue.renew("here", time.time() - 1)
    assert store.queue.stop_orphans("lost") == ["alone"]
    assert (store.get("alone").state, store.get("alone").message) == ("stopped", "lost")


def test_a_run_that_its_ended_group_left_active_stops(store, finished_group):
    store.update("second", state="running")
    store.queue.stop_orphans("lost")
    assert store.get("second").state == "stopped"
