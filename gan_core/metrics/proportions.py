"""Intervals of proportions and of counts, by ``scipy.stats``, which takes 0.6 s to import."""

from __future__ import annotations


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion at 95 %, as two shares in [0, 1].

    (p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n), z = 1.96. Unlike the usual
    p +- z sqrt(p (1 - p)/n) it stays inside [0, 1] and is no point at 0 or n successes.
    Raises ``ValueError`` unless 0 <= successes <= trials and trials >= 1.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22
    (1927); without continuity correction (method 3 of R. G. Newcombe, Statistics in Medicine 17
    (1998), 857-872).
    """
    from scipy.stats import binomtest

    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no proportion; accepted: 0 to n of n >= 1")
    found = binomtest(successes, trials).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def compared(mine: tuple[float, float], theirs: tuple[float, float]) -> str:
    """Return whether an interval lies above another, "more", below it, "fewer", or "neither"."""
    if mine[0] > theirs[1]:
        return "more"
    return "fewer" if mine[1] < theirs[0] else "neither"


def binomial_interval(trials: int, share: float) -> tuple[int, int]:
    """Return the 2.5 % and 97.5 % quantiles of a binomial distribution.

    A count stays between them, both included, in at least 95 of 100 cases. Raises ``ValueError``
    unless trials >= 1 and 0 < share < 1.
    """
    from scipy.stats import binom

    if trials < 1 or not 0 < share < 1:
        raise ValueError(f"{trials} trials of {share}; accepted: from 1, a share between 0 and 1")
    low, high = binom.ppf([0.025, 0.975], trials, share)
    return int(low), int(high)


def beta_binomial_interval(trials: int, hits: int, misses: int) -> tuple[int, int]:
    """Return the 2.5 % and 97.5 % quantiles of a beta-binomial distribution.

    As ``binomial_interval``, for a share that is itself drawn from Beta(hits, misses), as the
    share beyond thresholds that were set with a sample. Raises ``ValueError`` unless trials, hits
    and misses are at least 1.
    """
    from scipy.stats import betabinom

    if min(trials, hits, misses) < 1:
        raise ValueError(f"{trials} trials, Beta({hits}, {misses}); accepted: whole numbers from 1")
    low, high = betabinom.ppf([0.025, 0.975], trials, hits, misses)
    return int(low), int(high)
