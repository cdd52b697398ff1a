"""Money that lags: what a session brings, told apart from when it is paid.

For each lag of 0 to 8 weeks the sessions of so many weeks ago explain the money collected since,
better or worse; lags are weighted by how well they do, and where money and sessions are too few to
tell, by what is common: within a week. The rate is money over the sessions that brought it. So cash
that arrives late does not make a growing practice look cheap, an insurer's monthly lump does not
swing it, and a new fee counts from the week it began.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from practice_xl.domain.cell_values import in_words
from practice_xl.domain.weeks import Numbers, Weeks
from practice_xl.domain.windows import Figure, last_open_weeks
from practice_xl.domain.wording import money

LONGEST = 8  # weeks; what is paid later than two months is a debt to chase, not a lag
# How common each lag is before looking: most clients pay within the week.
LAG_PRIOR = np.array([0.42, 0.26, 0.09, 0.06, 0.05, 0.04, 0.03, 0.03, 0.02])
# What is tried: paid so many weeks later, or half of it a week later still.
_EVERY = np.eye(LONGEST + 1)
KERNELS = np.concatenate([_EVERY, (_EVERY[:-1] + _EVERY[1:]) / 2])
WEEKS_READ = 104  # two years: payers and fees of before say nothing about today's
SCATTER, SCATTER_WEEKS = 0.10, 1.0  # a week's money around its sessions, before looking
LUMP = 4  # weeks between the payments of who pays once a month
STEADIER = 0.5  # four weeks together scatter half as much as four single weeks would: lumps
EARLIEST_STEP, LATEST_STEP = 6, 4  # weeks needed before and after a change of fee
LEAST_STEP, MOST_STEP = 0.06, 0.75  # smaller is drift, larger is no change of fee
MOSTLY = 0.5
CLEAR = 18.0  # twice the log likelihood a step must gain, for one more rate and its week


class MoneyLag(NamedTuple):
    """What a session brings and when it is paid."""

    rate: float  # Money for each session kept now. [currency]
    lags: Numbers  # How likely each lag is, 0 to 8 weeks; their sum is 1
    step: int | None  # Position of the first week at today's rate; None when no change is clear
    before: float | None  # The rate before the step. [currency]
    block: int  # Weeks taken together: 4 where payers pay in monthly lumps, else 1. [weeks]

    def change(self, starts: Sequence[date], currency: str) -> str:
        """The last clear change of what a session brings, as a sentence; empty without one.

        >>> MoneyLag(159.6, np.eye(9)[0], 0, 121.0, 1).change([date(2026, 10, 5)], "$")
        'Since 5 October 2026 each session brings about $160; before, $121.'
        """
        if self.step is None or self.before is None:
            return ""
        now, before = (money(round(rate), currency) for rate in (self.rate, self.before))
        since = in_words(starts[self.step])
        return f"Since {since} each session brings about {now}; before, {before}."


def read_money_lag(collected: Numbers, kept: Numbers) -> MoneyLag | None:
    """Estimate the rate and its lag together; None where no money, or no session, is recorded.

    Args:
        collected: Money of each calendar week, nan where unknown. [currency]
        kept: Sessions kept, 0 in a week off, nan where unknown. [sessions]

    >>> kept = np.rint(np.linspace(4, 16, 21))
    >>> collected = np.concatenate([np.zeros(6), 150 * kept[:-6]])  # paid six weeks late
    >>> found = read_money_lag(collected, kept)
    >>> round(found.rate), int(found.lags.argmax())
    (150, 6)
    """
    return _read(collected.tobytes(), kept.tobytes())


@lru_cache(maxsize=64)  # a report asks for the same weeks in several windows
def _read(collected_: bytes, kept_: bytes) -> MoneyLag | None:
    collected, kept = (np.frombuffer(each)[-WEEKS_READ:] for each in (collected_, kept_))
    if not np.nansum(collected) > 0 or not np.nansum(kept) > 0:
        return None
    block = min(LUMP, len(kept)) if _in_lumps(collected) else 1
    lagged = _lagged(kept, collected)
    common = min(LONGEST, len(kept) // 3)
    fits, evidence = [], []
    for kernel in KERNELS:
        paid_for = np.asarray(sum(kernel[lag] * lagged[lag] for lag in np.flatnonzero(kernel)))
        brought, paid = _summed(paid_for, collected, block)
        longest = int(np.flatnonzero(kernel)[-1])
        if longest <= common and np.nansum(brought[common:]) > 0:
            fits.append((kernel, _fit(brought, paid, kernel, block, common)))
            evidence.append(float(np.log(kernel @ LAG_PRIOR)) + fits[-1][1].likelihood)
    if not fits:
        return None
    weights = np.exp(np.array(evidence) - max(evidence))
    weights /= weights.sum()
    lags = np.asarray(sum(w * kernel for w, (kernel, _) in zip(weights, fits, strict=True)))
    best = fits[int(weights.argmax())][1]
    stepped = sum(w for w, (_, fit) in zip(weights, fits, strict=True) if fit.step is not None)
    if best.step is None or stepped <= 0.5:
        rate = sum(w * fit.whole for w, (_, fit) in zip(weights, fits, strict=True))
        return MoneyLag(float(rate), lags, None, None, block)
    rate = sum(w * fit.now for w, (_, fit) in zip(weights, fits, strict=True))
    step = len(kept_) // collected.itemsize - len(kept) + best.step
    return MoneyLag(float(rate), lags, step, best.before, block)


class _Rates(NamedTuple):
    """The rates at one lag: over all weeks, and before and since the last clear step."""

    whole: float
    now: float
    before: float | None
    step: int | None
    likelihood: float


def _fit(brought: Numbers, paid: Numbers, kernel: Numbers, block: int, common: int) -> _Rates:
    known = np.flatnonzero(~np.isnan(brought))
    x, y = brought[known], paid[known]
    usual = abs(float(y.mean())) or 1.0
    whole = now = _over(y, x)
    first, before = 0, None
    errors = (y - whole * x) ** 2 / usual**2
    while (step := _last_step(x[first:], y[first:], usual, block)) is not None:
        earlier = slice(first, first + step)
        first += step
        before, now = _over(y[earlier], x[earlier]), _over(y[first:], x[first:])
        errors[earlier] = (y[earlier] - before * x[earlier]) ** 2 / usual**2
        errors[first:] = (y[first:] - now * x[first:]) ** 2 / usual**2
    judged = errors[known >= common]
    likelihood = -0.5 * _cost(float(judged.sum()), len(judged), block)
    if before is None:
        return _Rates(whole, whole, None, None, likelihood)
    began = max(0, int(known[first]) - int(np.flatnonzero(kernel)[0]))
    return _Rates(whole, now, before, began, likelihood - CLEAR / 4)


def _last_step(x: Numbers, y: Numbers, usual: float, block: int) -> int | None:
    """Where one change of the rate explains money clearly better than none."""
    n = len(x)
    if n < EARLIEST_STEP + LATEST_STEP:
        return None
    squares = float(((y - _over(y, x) * x) ** 2).sum()) / usual**2
    places = np.arange(EARLIEST_STEP, n - LATEST_STEP + 1)
    sums = np.cumsum([x, y, x * x, x * y, y * y], axis=1)
    left = sums[:, places - 1]
    right = sums[:, -1:] - left
    before, since = (part[1] / np.maximum(part[0], 1e-9) for part in (left, right))
    split = left[4] - 2 * before * left[3] + before**2 * left[2]
    split = split + (right[4] - 2 * since * right[3] + since**2 * right[2])
    change = np.abs(np.log(np.maximum(since, 1e-9) / np.maximum(before, 1e-9)))
    allowed = (left[0] > 0) & (right[0] > 0) & (change >= LEAST_STEP) & (change <= MOST_STEP)
    if not allowed.any():
        return None
    costs = np.where(allowed, np.maximum(split, 0.0) / usual**2, np.inf)
    at = int(costs.argmin())
    gain = _cost(squares, n, block) - _cost(float(costs[at]), n, block)
    return int(places[at]) if gain >= CLEAR else None


def _cost(squares: float, n: int, block: int) -> float:
    """Minus twice the log likelihood, the scatter integrated out over its prior."""
    spread = SCATTER_WEEKS * SCATTER**2 + squares / block
    return (SCATTER_WEEKS + n / block) * float(np.log(spread))


def _over(y: Numbers, x: Numbers) -> float:
    return float(y.sum()) / max(float(x.sum()), 1e-9)


def _in_lumps(collected: Numbers) -> bool:
    """Whether four weeks of money together scatter far less than single weeks say they should."""
    single = collected[~np.isnan(collected)]
    if len(single) < 3 * LUMP:
        return len(single) > 2 and bool((single > 0).mean() < 0.5)
    together = np.convolve(single, np.ones(LUMP), "valid")
    return bool(together.var() < STEADIER * LUMP * single.var())


def _lagged(kept: Numbers, collected: Numbers) -> list[Numbers]:
    """Sessions of 0 to 8 weeks before each week; before the first, none in a new practice.

    Where the first weeks brought nothing, nothing was earned before them.
    """
    new = len(collected) > 1 and bool((collected[:2] == 0).all())
    padded = np.concatenate([np.full(LONGEST, 0.0 if new else np.nan), kept])
    return [padded[LONGEST - lag : len(padded) - lag] for lag in range(LONGEST + 1)]


def _summed(brought: Numbers, paid: Numbers, block: int) -> tuple[Numbers, Numbers]:
    """Sums of ``block`` weeks ending in each; weeks with either unknown are in neither."""
    known = ~(np.isnan(brought) | np.isnan(paid))
    x, y = np.where(known, brought, 0.0), np.where(known, paid, 0.0)
    if block > 1:
        count, x, y = (np.convolve(each, np.ones(block))[: len(each)] for each in (known, x, y))
        known = count == block
    return np.where(known, x, np.nan), np.where(known, y, np.nan)


def money_lag(weeks: Weeks) -> MoneyLag | None:
    """The rate and its lag from all weeks up to the week read; None without money."""
    return read_money_lag(weeks["collected"], _sessions(weeks))


def earned_rate(weeks: Weeks, size: int) -> Figure:
    """Money for each session kept, all in, over the sessions that brought it. [currency a session]

    That of the last ``size`` open recorded weeks (4, 13 or 52), at the lag that fits all weeks
    best, weeks off included because money arrives on them too. Since a clear change of fee, the
    rate since then, and ``why`` says so. None without money.

    Source: docs/scoring.md.
    """
    window, found = last_open_weeks(weeks, size), money_lag(weeks)
    n = int((~np.isnan(window.values("collected"))).sum())
    if n == 0 or found is None:
        return Figure(None, n, "nothing collected yet" if n else "not recorded")
    first, step = int(window.places[0]), found.step
    if step is not None and step > first:
        day = in_words(weeks.starts[step])
        return Figure(found.rate, n, f"since {day}, when what a session brings changed")
    brought, paid = brought_and_paid(weeks["collected"], _sessions(weeks), found)
    if not np.nansum(brought[first:]) > 0:
        return Figure(found.rate, n)
    return Figure(float(np.nansum(paid[first:]) / np.nansum(brought[first:])), n)


def brought_and_paid(collected: Numbers, kept: Numbers, found: MoneyLag) -> tuple[Numbers, Numbers]:
    """The sessions that brought each week's money, and that money; nan where either is unknown.

    Where payers pay in lumps, both are sums of four weeks.
    """
    lagged = np.array(_lagged(kept, collected))
    known = ~np.isnan(lagged)
    weights = found.lags[:, None] * known
    share = weights.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        brought = (weights * np.where(known, lagged, 0.0)).sum(axis=0) / share
    # Sessions before the first row are unknown: what most of the money was paid for must be known.
    return _summed(np.where(share >= MOSTLY, brought, np.nan), collected, found.block)


def _sessions(weeks: Weeks) -> Numbers:
    """Sessions kept, none in a week off, nan where unknown."""
    return np.where(weeks.off, 0.0, weeks["sessions_kept"])
