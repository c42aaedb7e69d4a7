"""How many threads a run takes: one as it begins, then whatever is quicker on this machine."""

import pytest
import torch

from gan_core.training import threads as module
from gan_core.training.threads import ThreadGovernor


@pytest.fixture
def threads_after(monkeypatch):
    """Return the numbers of threads of a run's steps, which take these seconds by threads."""
    before = torch.get_num_threads()

    def steps(seconds, *, count=400, free=True):
        now = [0.0]
        monkeypatch.setattr(module.time, "perf_counter", lambda: now[0])
        governor = ThreadGovernor(free=free, most=2)
        seen = []
        for _ in range(count):
            seen.append(torch.get_num_threads())
            now[0] += seconds[seen[-1]]
            governor.took(seconds[seen[-1]])
        return seen

    yield steps
    torch.set_num_threads(before)


@pytest.mark.parametrize(("two", "kept"), [(0.0015, 2), (0.050, 1)])
def test_it_begins_with_one_thread_and_keeps_to_what_is_quicker(threads_after, two, kept):
    seen = threads_after({1: 0.0025, 2: two})
    assert set(seen[:40]) == {1}
    assert set(seen) == {1, 2}
    assert seen[150:].count(kept) > 0.9 * len(seen[150:])


def test_a_run_whose_bits_depend_on_it_keeps_one_thread(threads_after):
    assert set(threads_after({1: 0.0025, 2: 0.0015}, free=False)) == {1}
