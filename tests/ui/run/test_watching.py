"""Who presses Start watches the run, before the browser has asked for it once."""

import pytest

from gan_core.runs.groups import GroupPlan
from gan_core.settings.toy import ToySettings
from gan_core.storage.serialization import unpack_frame
from tests.crew.waiting import PATIENCE, wait_for
from tests.long import mostly_long
from ui.compare.group_session import GroupSession
from ui.toy.session import ToySession

SMALL = ToySettings().replace(hidden=16, batch_size=64, samples_per_mode=40, epochs=10_000)


def started_run(runner):
    session = ToySession(runner)
    session.prepare(SMALL, "cpu")
    session.start()
    return session.run, session.run


def started_group(runner):
    session = GroupSession(runner, "compare")
    session.prepare(GroupPlan("compare", (SMALL, SMALL), ("A", "B"), "cpu", 1_000_000))
    session.start()
    return session.group, runner.group_status(session.group).runs[0]


@pytest.mark.crew
@pytest.mark.slow
@pytest.mark.parametrize("started", mostly_long([started_run, started_group], started_group))
def test_pictures_come_before_anybody_asks(services, started, monkeypatch):
    for place in ("run.session", "compare.group_session"):
        # A process that starts on a busy machine may take longer than a browser between two looks.
        monkeypatch.setattr(f"ui.{place}.WATCHED_SECONDS", PATIENCE)
    name, run = started(services)
    assert name in services.scheduler.watched

    def trained():
        live = services.store.live(run)
        return live is not None and unpack_frame(live.content)[0]["step"] > 0

    wait_for(trained, "a picture of a step")
