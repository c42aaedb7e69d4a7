"""Somebody else's run: watched by whoever has its link, steered by nobody but its owner."""

import pytest

from gan_core.crew.runner import OTHER, RunnerError
from gan_core.runs.groups import GroupPlan
from gan_core.settings.images import ImageSettings
from gan_core.settings.toy import ToySettings
from tests.crew.waiting import wait_for
from tests.ui.pages import open_page
from ui.compare.group_session import GroupSession
from ui.run.image_session import StudioSession
from ui.shared.visitor import owner_of
from ui.toy.session import ToySession

LAB, COMPARE, LEARNS = (
    "pages/1_25_Gaussians.py", "pages/2_Compare.py", "pages/8_What_D_learns.py",
)  # fmt: skip
LINK = {"hidden": "16", "batch_size": "64", "samples_per_mode": "40", "epochs": "1000"}
SMALL = ToySettings().replace(**{name: int(value) for name, value in LINK.items()})
ANNE, BEN = owner_of("anne"), owner_of("ben")


def keys(test):
    return {button.key for button in test.button}


def test_the_page_of_somebody_elses_run_offers_a_copy_and_nothing_else(services):
    run = services.submit(SMALL, device="cpu", owner=ANNE)
    wait_for(lambda: services.status(run).step > 5, "steps")
    test = open_page(LAB, run=run, preset="", **LINK)
    assert not test.exception
    assert {key for key in keys(test) if "-do-" in (key or "")} == {"toy-do-copy"}
    assert any("Somebody else's" in caption.value for caption in test.caption)
    test.run()
    assert (services.status(run).state, services.status(run).changes) == ("running", [])

    test.button(key="toy-do-copy").click().run()
    assert "toy-do-start" in keys(test)
    test.button(key="toy-do-start").click().run()
    mine = wait_for(lambda: test.run().query_params.get("run"), "the copy's address")
    copy = services.status(mine)
    assert mine != run
    assert copy.settings == SMALL
    assert copy.owner not in ("", ANNE)
    # Another visitor's run goes on beside it.
    assert services.status(run).state == "running"


def test_a_link_with_nothing_but_a_stopped_run_opens_it(services):
    run = services.submit(SMALL, device="cpu")
    wait_for(lambda: services.status(run).step > 5, "steps")
    services.stop(run)
    step = wait_for(
        lambda: not services.status(run).active and services.status(run).step, "its end"
    )
    test = open_page(LAB, run=run)
    assert not test.exception
    assert test.query_params["run"] == run
    assert test.query_params["hidden_g"] == "16"
    test.button(key="toy-do-start").click().run()
    wait_for(lambda: services.status(run).step > step, "more steps")


@pytest.mark.long
def test_a_session_neither_steers_nor_leaves_what_is_somebody_elses(services):
    run = services.submit(SMALL, device="cpu", owner=ANNE)
    wait_for(lambda: services.status(run).step > 5, "steps")
    session = ToySession(services, BEN)
    assert session.adopt(run, "auto") is not None
    session.prepare(SMALL, "auto")
    session.set_pace(1.0, slow=False)
    for act in (session.start, lambda: session.step("both")):
        with pytest.raises(RunnerError, match="somebody else's"):
            act()
    session.close()
    assert run not in services.scheduler.leaving
    step = services.status(run).step
    wait_for(lambda: services.status(run).step > step + 20, "steps at full pace")

    session.adopt(run, "auto")
    session.prepare(SMALL, "auto")
    session.prepare(SMALL.replace(lr_d=1e-3), "auto")
    assert session.run != run
    assert services.status(session.run).owner == BEN
    assert services.status(run).changes == []


@pytest.mark.long
def test_the_owner_comes_back_and_old_runs_are_anybodys(services):
    mine, old = (services.open(SMALL, device="cpu", owner=owner) for owner in (ANNE, ""))
    session = ToySession(services, ANNE)
    for run in (mine, old):
        session.adopt(run, "auto")
        session.prepare(SMALL, "auto")
        session.start()
        wait_for(lambda run=run: services.status(run).step > 5, "steps")
    session.close()


def test_one_visitor_trains_one_thing_across_pages_and_each_page_says_why(services):
    plan = GroupPlan("sweep", (SMALL, SMALL.replace(seed=1)), ("ns", "ns"), "cpu", 100_000)
    lab, sweep = ToySession(services, ANNE), GroupSession(services, "sweep", ANNE)
    lab.prepare(SMALL, "auto")
    lab.start()
    wait_for(lambda: services.status(lab.run).step > 5, "steps")
    sweep.renew(plan)
    sweep.start()
    wait_for(lambda: services.status(lab.run).state == "stopped", "the run to be put to rest")
    assert services.status(lab.run).message == OTHER
    wait_for(lambda: services.group_status(sweep.group).step > 5, "steps of the sweep")
    # The runs of the sweep belong to its owner and do not put it to rest.
    assert {run.owner for run in services.store.runs(group=sweep.group)} == {ANNE}

    lab.start()
    wait_for(lambda: services.group_status(sweep.group).state == "stopped", "the sweep to rest")
    assert services.group_status(sweep.group).message == OTHER
    test = open_page(LAB, run=lab.run, preset="", **LINK)
    assert not test.exception
    images = StudioSession(services, ANNE)
    images.prepare(ImageSettings().replace(dataset="digits", width=16, batch_size=16), "auto")
    images.start()
    wait_for(lambda: services.status(lab.run).state == "stopped", "the run to rest again")


@pytest.mark.long
def test_what_is_only_prepared_elsewhere_is_left_alone(services):
    drawn, trained = ToySession(services, ANNE), ToySession(services, ANNE)
    drawn.prepare(SMALL, "auto")
    trained.prepare(SMALL.replace(seed=3), "auto")
    trained.start()
    wait_for(lambda: services.status(trained.run).step > 5, "steps")
    record = drawn.record()
    assert record is None or record.message == ""


@pytest.mark.long
def test_a_refused_start_puts_nothing_to_rest(services):
    plan = GroupPlan("sweep", (SMALL, SMALL.replace(seed=1)), ("ns", "ns"), "cpu", 100_000)
    sweep = GroupSession(services, "sweep", ANNE)
    sweep.renew(plan)
    sweep.start()
    wait_for(lambda: services.group_status(sweep.group).step > 5, "steps")
    member = services.group_status(sweep.group).runs[0]
    with pytest.raises(RunnerError, match="belongs to a comparison"):
        services.resume(member)
    assert services.group_status(sweep.group).state == "running"


@pytest.mark.long
def test_somebody_elses_groups_are_watched_and_listed_nowhere(services):
    link = {"view": "side", "batch": "64", "a_set": "hidden=16", "b_set": "hidden=16"}
    test = open_page(COMPARE, steps="5000", **link)
    assert not test.exception
    drafts = services.drafts.store
    mine = drafts.groups.all("compare")[0]
    runs = drafts.runs(group=mine.id)
    plan = GroupPlan("compare", tuple(r.settings for r in runs), mine.labels, "cpu", 5000)
    theirs = services.submit_group(plan, owner=ANNE)
    wait_for(lambda: services.group_status(theirs).step > 5, "steps")
    test.run()
    assert "compare-earlier-open" not in keys(test)

    test = open_page(COMPARE, steps="5000", group=theirs, **link)
    assert "compare-do-copy" in keys(test)
    assert not {"compare-pause", "compare-reset"} & keys(test)
    for act in (lambda s: s.start(), lambda s: s.pause(), lambda s: s.stop()):
        session = GroupSession(services, "compare", BEN)
        session.adopt(theirs, "cpu")
        with pytest.raises(RunnerError, match="somebody else's"):
            act(session)
    test.button(key="compare-do-copy").click().run()
    assert not test.exception
    assert "compare-start" in keys(test)
    assert services.group_status(theirs).state == "running"


def test_the_theory_page_too_offers_a_copy(services):
    quick = {"batch_size": "16", "width": "4", "steps": "20", "held_out": "100"}
    test = open_page(LEARNS, learns="ratio", **quick)
    run = services.drafts.store.runs(family="ratio")[0]
    theirs = services.open(run.given, device="cpu", owner=ANNE)
    test = open_page(LEARNS, learns="ratio", run=theirs, **quick)
    assert not test.exception
    assert "learns-ratio-do-copy" in keys(test)
    assert "learns-ratio-do-start" not in keys(test)
