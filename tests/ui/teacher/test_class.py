"""The teacher's page: what it tells of a class, what its buttons do, who may see it."""

import json
import subprocess
import sys

import pytest

import ui.teacher.page
from gan_core.crew.classroom import STOPPED, clear_class, stop_all
from gan_core.crew.tasks import Task
from gan_core.recipes.toy import toy_preset
from gan_core.runs.groups import GroupPlan
from gan_core.runs.overview import at_work
from gan_core.settings.images import ImageSettings
from gan_core.settings.toy import ToySettings
from gan_core.theory.settings import RatioSettings
from tests.crew.waiting import wait_for
from tests.ui.pages import open_page
from ui.run.toy_link_state import read_toy
from ui.shared.visitor import owner_of
from ui.teacher.class_rows import class_rows, settings_name
from ui.teacher.links import page_of
from ui.teacher.load import LoadMeter

CLASS = "pages/90_Class.py"
SMALL = ToySettings().replace(hidden=16, batch_size=64, samples_per_mode=40, epochs=1000)
ANNE, BEN, TEACHER = owner_of("anne"), owner_of("ben"), owner_of("teacher")
PLAN = GroupPlan("sweep", (SMALL, SMALL.replace(seed=1)), ("ns", "ns"), "cpu", 100_000)


@pytest.fixture
def teacher(monkeypatch):
    monkeypatch.setattr(ui.teacher.page, "is_teacher", lambda: True)


def training(services, owner, **changes):
    run = services.submit(SMALL.replace(**changes), device="cpu", owner=owner)
    wait_for(lambda: services.status(run).step > 5, "steps")
    return run


def test_only_the_teacher_sees_the_class(services):
    services.store.create("annes", SMALL, steps=None, device="cpu", owner=ANNE)
    test = open_page(CLASS)
    assert not test.exception
    assert "the teacher's" in test.warning[0].value
    assert not [button for button in test.button if (button.key or "").startswith("class")]


def test_the_page_tells_who_trains_what_and_stops_one(services, teacher):
    run, other = training(services, ANNE), training(services, BEN)
    services.open(SMALL.replace(seed=9), device="cpu", owner=BEN)
    test = open_page(CLASS)
    assert not test.exception
    texts = [text.value for text in test.markdown if text.value.startswith("**Visitor")]
    assert len(texts) == 2
    assert "25 Gaussians" in texts[0]
    assert "CPU" in texts[0]
    assert "training" in texts[0]
    assert "steps/s" in texts[0]
    assert any("In the queue: 0" in caption.value for caption in test.caption)
    assert [button.label for button in test.button if not button.help] == []
    test.button(key=f"class-stop-{run}").click().run()
    wait_for(lambda: services.status(run).state == "stopped", "the run to stop")
    assert services.status(run).message == STOPPED
    assert services.status(other).state == "running"


def test_a_fit_that_waits_has_its_line_and_ends_with_stop_all(services, teacher, monkeypatch):
    monkeypatch.setattr(services.tasks, "_places", lambda: 0)
    fit = Task("faces fit", ["true"], owner=ANNE, on_begin=print, on_line=print)
    other = Task("faces fit", ["true"], owner=BEN, on_begin=print, on_line=print)
    services.tasks.submit(fit)
    services.tasks.submit(other)
    test = open_page(CLASS)
    texts = [text.value for text in test.markdown if "faces fit" in text.value]
    assert "waiting, number 1" in texts[0]
    assert "waiting, number 2" in texts[1]
    test.button(key="class-stop-task-0").click().run()
    assert fit.state == "stopped"
    assert other.state == "waiting"
    test.button(key="class-stop-all").click().run()
    assert other.state == "stopped"
    assert services.tasks.under_way() == []


def test_stop_all_and_clear_asks_once_more(services, teacher):
    runs = [training(services, ANNE), training(services, BEN)]
    old = training(services, "")
    test = open_page(CLASS)
    test.button(key="class-stop-all").click().run()
    for run in (*runs, old):
        wait_for(lambda run=run: services.status(run).state == "stopped", "all to stop")
    test.button(key="class-clear").click().run()
    assert len(services.store.runs()) >= 3
    test.button(key="class-clear-no").click().run()
    assert len(services.store.runs()) >= 3
    test.button(key="class-clear").click().run()
    test.button(key="class-clear-yes").click().run()
    assert not test.exception
    assert [run.id for run in services.store.runs() if run.step] == [old]


@pytest.mark.long
def test_what_waits_has_a_place_and_never_begins_after_stop_all(services, monkeypatch):
    first = training(services, ANNE)
    monkeypatch.setattr(services.crew, "budget", 1)
    second = services.submit(SMALL, device="cpu", owner=BEN)
    third = services.submit_group(PLAN, owner=TEACHER)
    rows = class_rows(at_work(services.store), TEACHER)
    assert [row.id for row in rows] == [first, second, third]
    assert "waiting, number 1" in rows[1].text
    assert "waiting, number 2" in rows[2].text
    assert rows[2].who == "You"
    assert stop_all(services) == 3
    wait_for(lambda: not services.crew.holds(first), "the run to be put down")
    assert at_work(services.store) == []


@pytest.mark.long
def test_clearing_takes_groups_too_and_keeps_the_teachers_own(services):
    group, run = services.submit_group(PLAN, owner=ANNE), training(services, TEACHER)
    wait_for(lambda: services.group_status(group).step > 5, "steps")
    assert clear_class(services, keep=TEACHER) == (1, 0)
    assert services.store.groups.all() == []
    wait_for(lambda: services.status(run).state == "stopped", "the teacher's own run to stop")


def test_settings_are_called_by_the_nearest_preset():
    ns = toy_preset("ns").settings()
    assert settings_name("toy", json.dumps(ns.replace(seed=7).as_dict())) == "ns"
    changed = ns.replace(lr_d=0.5, seed=7)
    assert settings_name("toy", json.dumps(changed.as_dict())) == "ns, 1 change"
    labels = json.dumps({"runs": ["a", "b"], "labels": ["ns", "ns"]})
    assert settings_name("sweep", labels) == "2 x ns"
    ratio = RatioSettings()
    assert settings_name("ratio", json.dumps(ratio.as_dict())) == f"{ratio.p} and {ratio.q}"


def test_each_family_has_a_page_where_it_is_shown_large(store):
    store.create("toy", SMALL, steps=None, device="cpu")
    page, query = page_of(store, "toy", grouped=False)
    link = read_toy(query)
    assert (link.run, link.settings) == ("toy", SMALL)
    store.create("digits", ImageSettings().replace(dataset="digits"), steps=None, device="cpu")
    store.create("ratio", RatioSettings(), steps=None, device="cpu")
    store.create_group("group", ["r0", "r1"], PLAN)
    pages = [
        page,
        page_of(store, "digits", grouped=False)[0],
        page_of(store, "ratio", grouped=False)[0],
        page_of(store, "group", grouped=True)[0],
    ]
    assert [int(page.removeprefix("pages/")[0]) for page in pages] == [1, 3, 8, 2]


def test_the_load_is_measured_of_processes_that_are_there():
    load = LoadMeter().read([2**22 + 1])
    assert load.server.bytes > 1e6
    assert load.crew.bytes == 0


def test_the_page_needs_no_torch_to_be_drawn():
    code = "import sys, ui.teacher.page; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
