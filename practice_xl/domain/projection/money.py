"""Money: what each kept session brings, how surely that is known, and when it is paid.

Collected, not charged. The rate and its lag are read by :mod:`practice_xl.domain.money_lag`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from practice_xl.domain.middle import Numbers
from practice_xl.domain.money_lag import LONGEST, LUMP, brought_and_paid, read_money_lag
from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.draws import Draws, Paths
from practice_xl.domain.projection.history import History

HALF_LIFE = 26
FEE_SD = 0.03  # contracts and sliding places change; no history knows it better than 3 %
LAG = 0.3  # weeks' money that may have been paid for other sessions than the lag says
FEE_DRIFT = 0.006  # a week: about 4 % in a year, a rise of fees more or less
NOISE, NOISE_WEEKS = 0.12, 4  # a week's money scatters by an eighth around its sessions
MOST_NOISE = 2.0
MONEY_WEEKS = 13  # until then the table Fees speaks too


class PerSession(NamedTuple):
    """Money collected for each kept session."""

    mean: float  # f. [currency]
    sd: float  # Standard deviation of its logarithm
    noise: float  # sw, of a week's money relative to what its sessions bring
    owed: Numbers  # What the sessions of each of the last 8 weeks brought, oldest first. [currency]
    lags: Numbers  # Share of it that is paid 0 to 8 weeks later; their sum is 1
    # True when no money is recorded yet and f is the mean of Fees, or the full fee.
    from_fees: bool = False

    def paths(self, draws: Draws) -> Paths:
        """Money for each session to come: f times noise of mean 1, (weeks, paths). [currency]"""
        start = np.log(self.mean) + self.sd * draws.bell["fee"] - self.sd**2 / 2
        variance = np.log1p(self.noise**2)
        exponent = start.astype(np.float32) + np.float32(FEE_DRIFT) * draws.weekly["fee_walk"]
        exponent += np.float32(np.sqrt(variance)) * draws.weekly["fee_noise"]
        exponent -= np.float32(variance / 2)
        money: Paths = np.exp(exponent, out=exponent)
        return money

    def collected(self, earned: Paths, draws: Draws) -> Paths:
        """Money as it arrives, from what is earned and still owed, (weeks, paths). [currency]"""
        lags = self.lags.astype(np.float32)
        if lags[0] == 1:
            return earned
        noise = 1 + np.float32(self.noise) * draws.weekly["fee_noise"][:LONGEST]
        owed = np.maximum(noise[::-1], 0) * self.owed.astype(np.float32)[-len(noise) :, None]
        every = np.concatenate([owed, earned])
        weeks, begin = len(earned), len(owed)
        money: Paths = np.zeros_like(earned)
        for lag in np.flatnonzero(lags > 0.005).tolist():
            first = max(0, lag - begin)
            money[first:] += lags[lag] * every[begin - lag + first : begin - lag + weeks]
        money /= lags[lags > 0.005].sum()
        return money


def read_per_session(history: History, plan: Plan | None) -> PerSession | None:
    """Money per session, f, with its uncertainty; None when neither money nor a fee is known."""
    known = (history.worked | history.off) & ~np.isnan(history.collected)
    money = np.where(known, history.collected, np.nan)
    kept = np.where(history.worked | history.off, history.kept, np.nan)
    found = read_money_lag(money, kept)
    fee = None if plan is None else plan.mean_fee or plan.full_fee
    if found is None:
        if not fee or (known & (history.collected != 0)).any():
            return None
        sd, at_once = float(np.hypot(NOISE, FEE_SD)), np.eye(LONGEST + 1)[0]
        return PerSession(fee, sd, NOISE, np.zeros(LONGEST), at_once, from_fees=True)
    brought, paid = brought_and_paid(money, kept, found)
    used = ~np.isnan(brought)
    since = np.arange(len(kept)) >= (found.step or 0)
    w = history.weights(HALF_LIFE) * used * since
    total = float((w * np.where(used, brought, 0.0)).sum())
    rate = float((w * np.where(used, paid, 0.0)).sum()) / total if total > 0 else found.rate
    if found.step is not None or rate <= 0:
        rate = found.rate
    months = int(known.sum())
    if fee and plan is not None and plan.mean_fee and months < MONEY_WEEKS:
        rate += (fee - rate) * (1 - months / MONEY_WEEKS)
    rates = np.where(since, rate, rate if found.before is None else found.before)
    noise = _noise(paid[used] - (rates * brought)[used], rates[used] * brought[used], found.block)
    share = w / w.sum() if w.sum() > 0 else np.ones(1)
    weeks = 1 / float((share**2).sum())  # n_eff
    variance = noise**2 / weeks + FEE_SD**2 + (LAG / weeks) ** 2
    owed = np.concatenate([np.zeros(LONGEST), np.nan_to_num(rates * kept)])[-LONGEST:]
    return PerSession(rate, float(np.sqrt(variance)), noise, owed, found.lags)


def _noise(left: Numbers, expected: Numbers, block: int) -> float:
    """sw: from sums of four weeks, so that a payer who pays once a month is not noise."""
    count = len(left)
    usual = float(expected[expected > 0].mean()) / block if (expected > 0).any() else 1.0
    if block == 1 and len(left) >= 2 * LUMP:
        left, block = np.convolve(left, np.ones(LUMP), "valid"), LUMP
    squares = float((left**2).mean()) / block if len(left) else 0.0
    variance = (NOISE_WEEKS * NOISE**2 + count * squares / usual**2) / (NOISE_WEEKS + count)
    return min(math.sqrt(variance), MOST_NOISE)
