"""Which cases of a parametrised test are in ``make test``, which in ``make long-test`` alone."""

import pytest


def mostly_long(cases, *short):
    """Return cases for ``parametrize``: all but those in ``short`` are marked ``long``.

    What is checked at length is one behaviour; the short ones are enough to see it break. Cases of
    several arguments are tuples.
    """
    cases = list(cases)
    missing = [case for case in short if case not in cases]
    assert not missing, f"no such case: {missing}"
    return [
        case if case in short
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.long)
        for case in cases
    ]  # fmt: skip
