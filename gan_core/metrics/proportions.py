"""How sure a success rate is: the interval of a proportion seen in a few trials."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""The normal distribution's 97.5 % quantile."""


def wilson_interval(successes: int, trials: int, *, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion, as two shares in [0, 1].

    (p + z^2/2n +- z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n), by default at 95 %. Unlike the
    usual p +- z sqrt(p (1 - p)/n) it stays inside [0, 1] and is no point at 0 or n successes.
    Raises ``ValueError`` unless 0 <= successes <= trials and trials >= 1.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22
    (1927); without continuity correction (method 3 of R. G. Newcombe, Statistics in Medicine 17
    (1998), 857-872).
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no proportion; accepted: 0 to n of n >= 1")
    share = successes / trials
    extra = z * z / trials
    middle = share + extra / 2
    reach = z * math.sqrt(share * (1 - share) / trials + extra / (4 * trials))
    low, high = (middle - reach) / (1 + extra), (middle + reach) / (1 + extra)
    # Rounding may step over the ends by 1e-17.
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


def binomial_interval(trials: int, share: float) -> tuple[int, int]:
    """Return between which counts chance stays in at least 95 of 100 cases, both included.

    The 2.5 % and 97.5 % quantiles of a binomial distribution, trials >= 1 and 0 < share < 1.
    """
    if trials < 1 or not 0 < share < 1:
        raise ValueError(f"{trials} trials of {share}; accepted: from 1, a share between 0 and 1")
    log_odds = math.log(share) - math.log1p(-share)
    # Logarithms, since (1 - share)^trials is 0 in doubles for many trials.
    log_chance = trials * math.log1p(-share)
    total, low = 0.0, None
    for count in range(trials + 1):
        total += math.exp(log_chance)
        if low is None and total >= 0.025:
            low = count
        if total >= 0.975:
            return (low or 0), count
        log_chance += log_odds + math.log((trials - count) / (count + 1))
    return (low or 0), trials


def beta_binomial_interval(trials: int, hits: int, misses: int) -> tuple[int, int]:
    """Return between which counts chance stays in at least 95 of 100 cases, both included.

    As ``binomial_interval``, for a share that is itself drawn from Beta(hits, misses), as the
    share beyond thresholds that were set with a sample: trials, hits and misses >= 1.
    """
    if min(trials, hits, misses) < 1:
        raise ValueError(f"{trials} trials, Beta({hits}, {misses}); accepted: whole numbers from 1")

    def log_beta(a: int, b: int) -> float:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    log_choose = 0.0
    total, low = 0.0, None
    for count in range(trials + 1):
        inside = log_beta(count + hits, trials - count + misses) - log_beta(hits, misses)
        total += math.exp(log_choose + inside)
        if low is None and total >= 0.025:
            low = count
        if total >= 0.975:
            return (low or 0), count
        log_choose += math.log((trials - count) / (count + 1))
    return (low or 0), trials
