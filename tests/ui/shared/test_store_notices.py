"""What keeps runs from being kept is one line on every page, and no traceback."""

import json
import sqlite3
import time

import pytest
from starlette.requests import Request

from gan_core.runs.groups import GroupPlan
from gan_core.runs.integrity.trouble import DAMAGED, FULL
from gan_core.runs.store import RunStore
from tests.ui.pages import open_page
from ui.http import feed


def warnings(test):
    assert not test.exception
    return [warning.value for warning in test.warning]


def test_a_page_tells_of_a_full_disk_while_it_is_full(services):
    assert warnings(open_page("app.py")) == []
    services.store.full_at = time.monotonic()
    assert warnings(open_page("app.py")) == [FULL]


@pytest.mark.parametrize("teacher", [True, False])
def test_only_who_sits_at_the_machine_sees_where_its_folder_is(services, monkeypatch, teacher):
    folder = services.store.folder
    services.scheduler.notice = f"It was set aside as {folder}/runs.damaged-1.sqlite."
    monkeypatch.setattr("ui.shared.shell.is_teacher", lambda: teacher)
    place = f"{folder}/" if teacher else ""
    assert warnings(open_page("app.py")) == [f"It was set aside as {place}runs.damaged-1.sqlite."]


def test_a_page_of_a_damaged_store_is_that_line(services, monkeypatch):
    services.scheduler._open = False  # it would mend the store at once
    services.store.damaged = True
    with monkeypatch.context() as patch:
        patch.setattr(RunStore, "rows", damaged)
        assert warnings(open_page("pages/1_25_Gaussians.py")) == [DAMAGED]


def damaged(store, query, values=()):
    raise sqlite3.DatabaseError("database disk image is malformed")


@pytest.mark.parametrize(("answer", "name"), [(feed.answer, "run"), (feed.answer_group, "group")])
def test_the_feed_says_so_and_can_be_asked_again(services, monkeypatch, answer, name):
    services.store.full_at = time.monotonic()
    scope = {"type": "http", "query_string": b"", "path_params": {name: "anything"}}
    with monkeypatch.context() as patch:
        patch.setattr(RunStore, "rows", damaged)
        found = answer(Request(scope))
    assert (found.status_code, json.loads(found.body)) == (503, {"error": FULL})


def test_a_comparison_shows_the_runs_that_can_be_read(services, small):
    plan = GroupPlan("compare", (small(), small(seed=1)), ("wgan-success", "ns"), "cpu", 40)
    services.store.create_group("group", ["first", "second"], plan, owner="somebody else")
    services.store.groups.update("group", state="stopped", step=7)
    services.store.rows("UPDATE runs SET settings = '{' WHERE id = 'first'")
    test = open_page("pages/2_Compare.py", view="side", group="group")
    assert not test.exception
    assert test.query_params["group"] == "group"
    assert [run.id for run in services.store.runs(group="group")] == ["second"]
