"""What the pages make of stored groups: names, links, costs, results, the feed."""

import base64
import csv
import io
import json
import time

import pytest

import ui.http.feed
from gan_core.crew.runner import LocalRunner
from gan_core.metrics.success import Criterion
from gan_core.recipes.toy import toy_preset
from gan_core.runs.groups import GroupPlan, UnknownGroupError
from gan_core.runs.store import RunStore
from ui.compare.cost import cost_text, expected_seconds
from ui.compare.export import results_csv, results_json
from ui.compare.group_session import GroupSession
from ui.compare.kept_groups import group_link_state, group_name, run_link
from ui.compare.link_state import CompareChoice, CompareLinkState, sweep_settings
from ui.compare.results import ended_runs, tallies
from ui.http.feed import group_news
from ui.shared.duration import duration

LINK_STATE = CompareLinkState(
    CompareChoice(view="sweep", first=1, last=2, each_steps=100),
    {"each": "hidden_g=16"},
    ("ns", "hinge"),
)


@pytest.fixture
def session(tmp_path):
    """A visitor's session with a finished sweep of two presets and two seeds in the store."""
    store = RunStore(tmp_path)
    planned = sweep_settings(LINK_STATE)
    labels, settings = zip(*planned, strict=True)
    names = [f"r{i}" for i in range(len(planned))]
    store.create_group("g", names, GroupPlan("sweep", settings, labels, "cpu", 100))
    for i, (modes, quality) in enumerate(((25, 90.0), (20, 80.0), (25, 61.0), (25, 10.0))):
        scores = dict.fromkeys(("reverse_kl", "sigma", "js", "swd", "d_min", "d_max"), 0.1)
        for step in (0, 100):
            row = {"step": step, "modes": modes if step else 1, "high_quality": quality, **scores}
            store.add_report(f"r{i}", row)
        store.update(f"r{i}", state="finished", step=100, seconds=2.0 if i < 2 else 4.0)
        store.set_live(f"r{i}", b"picture")
    store.update("r3", state="failed", message="D's loss became NaN")
    store.groups.update("g", state="finished", step=100, seconds=15.0)
    runner = LocalRunner(store)
    yield GroupSession(runner, "sweep")
    runner.crew.kill()
    runner.close()
    store.close()


def test_a_stored_group_comes_back_as_what_was_asked_for(session):
    record = session.store.groups.get("g")
    assert group_link_state(session.store, record, CompareLinkState()) == LINK_STATE
    assert "Non-saturating, Hinge · 4 runs · step 100 of 100 · finished" in group_name(record)


def test_a_stored_comparison_comes_back_too(session):
    state = CompareLinkState(
        CompareChoice(count=3, a="wgan-gp", b="ns", c="hinge", seed=4, steps=50, batch=32),
        {"b": "lr_d=0.5 beta1=0.1"},
    )
    from ui.compare.link_state import side_settings
    from ui.compare.side_by_side import column_labels

    named = {f"c{letter}": settings for letter, settings in side_settings(state)}
    plan = GroupPlan("compare", tuple(named.values()), tuple(column_labels(state)), "cpu", 50)
    session.store.create_group("c", list(named), plan)
    record = session.store.groups.get("c")
    assert record.labels == ("A wgan-gp", "B ns*", "C hinge")
    assert group_link_state(session.store, record, CompareLinkState()) == state
    assert run_link("cb", named["cb"], "B ns*")["preset"] == "ns"
    assert run_link("cb", named["cb"], "B ns*")["run"] == "cb"


def test_adopting_is_for_groups_of_the_kind(session):
    assert not session.adopt("nobody", "auto")
    assert session.adopt("g", "auto")
    assert session.record().id == "g"
    labels, settings = zip(*sweep_settings(LINK_STATE), strict=True)
    assert session.made == GroupPlan("sweep", settings, labels, "auto", 100)
    other = GroupSession(session.runner, "compare")
    assert not other.adopt("g", "auto")
    session.close()
    assert session.record().state == "finished"


def test_costs_come_from_what_was_timed(session):
    known = toy_preset("ns").settings().replace(hidden_g=16, lr_d=1e-5, seed=8)
    seconds, unknown = expected_seconds(session.store, [known] * 3, steps=1000, device="auto")
    # 2 s in 100 steps, and 15 s of the group for 8 s of its runs' own (one broke at the end).
    assert unknown == []
    assert seconds == pytest.approx(3 * 1000 * 0.02 * 15 / 12)
    other = known.replace(hidden_g=64)
    seconds, unknown = expected_seconds(session.store, [known, other], steps=10, device="auto")
    assert unknown == [other]
    assert expected_seconds(session.store, [known], steps=10, device="cuda")[1] == [known]
    assert "unknown" in cost_text(0, ["ns", "ns"], 2)
    assert cost_text(200, [], 2) == "2 runs, about 3 min, by the speed of earlier ones here."
    assert [duration(s) for s in (0.2, 89, 3000, 7500)] == ["1 s", "89 s", "50 min", "2 h 5 min"]


def test_results(session):
    record = session.store.groups.get("g")
    ended = ended_runs(session, record)
    ns, hinge = tallies(ended, Criterion())
    assert (ns.label, ns.successes, ns.runs, ns.diverged) == ("ns", 1, 2, 0)
    assert (hinge.label, hinge.successes, hinge.runs, hinge.diverged) == ("hinge", 1, 2, 1)
    content = json.loads(results_json(record, ended, [ns, hinge], Criterion()))
    assert content["presets"][0]["rate"] == 0.5
    assert content["presets"][0]["interval"] == pytest.approx([0.0945, 0.9055], abs=1e-4)
    assert content["criterion"] == {"modes": 25, "high_quality": 60.0, "reverse_kl": None}
    assert [run["success"] for run in content["runs"]] == [True, False, True, False]
    assert content["runs"][2]["settings"]["loss"] == "hinge"
    rows = list(csv.DictReader(io.StringIO(results_csv(ended, Criterion()))))
    assert [(row["preset"], row["seed"]) for row in rows] == [
        ("ns", "1"), ("ns", "2"), ("hinge", "1"), ("hinge", "2"),
    ]  # fmt: skip


def test_the_feed_of_a_group_sends_what_is_new(session, monkeypatch):
    services = type("S", (), {"runner": session.runner})()
    monkeypatch.setattr(ui.http.feed, "services", lambda: services)
    first = group_news("g", after=[])
    assert [member["sequence"] for member in first["members"]] == [1, 1, 1, 1]
    assert all(member["frame"] for member in first["members"])
    assert first["members"][3]["state"] == "failed"
    assert first["group"]["step"] == 100
    assert not first["more"]
    session.store.set_live("r2", b"next")
    second = group_news("g", after=[1, 1, 1, 1])
    assert [bool(member["frame"]) for member in second["members"]] == [False, False, True, False]
    assert [member["sequence"] for member in second["members"]] == [1, 1, 2, 1]
    monkeypatch.setattr(ui.http.feed, "MOST_FRAMES", 3)
    third = group_news("g", after=[0, 0, 0, 0])
    assert third["more"]
    assert [member["sequence"] for member in third["members"]] == [1, 1, 2, 0]
    with pytest.raises(UnknownGroupError):
        group_news("nobody", after=[])


def test_the_feed_of_a_comparison_sends_snapshots_of_all_runs(session, monkeypatch):
    services = type("S", (), {"runner": session.runner})()
    monkeypatch.setattr(ui.http.feed, "services", lambda: services)
    store, settings = session.store, toy_preset("ns").settings()
    plan = GroupPlan("compare", (settings, settings), ("A", "B"), "cpu", 100)
    store.create_group("pair", ["left", "right"], plan)
    store.groups.update("pair", state="stopped")
    for step in (0, 25, 50):
        store.add_frame("left", step, b"l%d" % step, milestone=False)
        if step < 50:
            store.add_frame("right", step, b"r%d" % step, milestone=False)
    answer = group_news("pair", after=[])
    assert answer["timeline"] == [0, 25]
    assert answer["snapshots"] == []
    store.update("right", state="failed")
    assert group_news("pair", after=[])["timeline"] == [0, 25, 50]
    store.update("left", state="failed")
    assert group_news("pair", after=[])["timeline"] == [0, 25, 50]
    asked = group_news("pair", after=[], steps=[50, 25, 7])["snapshots"]
    texts = [[f and base64.b64decode(f) for f in one["frames"]] for one in asked]
    assert [one["step"] for one in asked] == [25, 50]
    assert texts == [[b"l25", b"r25"], [b"l50", None]]
    monkeypatch.setattr(ui.http.feed, "MOST_FRAMES", 4)
    assert len(group_news("pair", after=[], steps=[0, 25, 50])["snapshots"]) == 2
    assert "timeline" not in group_news("g", after=[])


def test_a_gallery_of_eighty_is_answered_quickly(session, monkeypatch):
    services = type("S", (), {"runner": session.runner})()
    monkeypatch.setattr(ui.http.feed, "services", lambda: services)
    store, settings = session.store, toy_preset("ns").settings()
    named = {f"m{i}": settings.replace(seed=i) for i in range(80)}
    plan = GroupPlan("sweep", tuple(named.values()), ("ns",) * 80, "cpu", 10)
    store.create_group("many", list(named), plan)
    store.groups.update("many", state="stopped")
    for run in named:
        store.set_live(run, b"x" * 11_000)
    answer = group_news("many", after=[])
    assert answer["more"]
    started = time.perf_counter()
    for _ in range(5):
        group_news("many", after=[1] * 80)
    assert (time.perf_counter() - started) / 5 < 0.1
