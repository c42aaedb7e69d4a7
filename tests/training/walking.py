"""Moving trainers and comparing where they are."""

import numpy as np


def walk(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


def assert_same_state(first, second):
    arrays, facts = first.state()
    other_arrays, other_facts = second.state()
    assert arrays.keys() == other_arrays.keys()
    assert [name for name in arrays if not np.array_equal(arrays[name], other_arrays[name])] == []
    assert facts == other_facts
