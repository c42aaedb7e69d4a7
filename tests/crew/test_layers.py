"""Who computes what hidden units respond to: the process that holds a run, or the server."""

from gan_core.crew import layers
from gan_core.runs.live.layers import has_layers
from tests.crew.waiting import wait_for


def shown(bench, run):
    live = bench.runner.store_of(run).live(run)
    return live is not None and has_layers(live.content)


def test_a_draft_shows_them_and_begins_without(bench):
    run = bench.runner.open(bench.small(seed=5), device="cpu")
    bench.runner.drafts.draw(run)
    assert not shown(bench, run)
    bench.runner.show_layers(run)
    assert shown(bench, run)
    bench.runner.show_layers("nobody")


def test_the_process_that_holds_a_run_shows_them_and_no_button_was_pressed(bench, monkeypatch):
    monkeypatch.setattr(layers, "APART", 0.0)
    run = bench.runner.open(bench.small(seed=6), device="cpu")
    bench.runner.step(run, "both")
    wait_for(lambda: bench.runner.status(run).step == 1, "the step")
    handled = bench.runner.status(run).handled
    bench.runner.show_layers(run)
    wait_for(lambda: shown(bench, run), "the layers")
    record = bench.runner.status(run)
    assert (record.handled, record.state) == (handled, "paused")
    assert not bench.runner.pending(run)
    # Put down, it is in no process: what is shown then comes from its checkpoint.
    bench.runner.stop(run)
    wait_for(lambda: not bench.runner.crew.holds(run), "its place")
    wait_for(lambda: bench.runner.status(run).state == "stopped", "its rest")
    bench.runner.show_layers(run)
    assert shown(bench, run)
