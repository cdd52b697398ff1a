"""Money: what is collected for each kept session, and how surely that is known.

Collected, not charged: cash lags sessions, and the lag is inside the number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from practice_xl.domain.plan import Plan
from practice_xl.domain.projection.draws import SPREADS, Draws, Numbers, Paths
from practice_xl.domain.projection.history import Flags, History

HALF_LIFE = 26
FEE_SD = 0.03  # contracts and sliding places change; no history knows it better than 3 %
LAG = 0.4  # weeks' money still on its way, or paid for sessions before the first row
FEE_DRIFT = 0.006  # a week: about 4 % in a year, a rise of fees more or less
NOISE, NOISE_WEEKS = 0.12, 4  # a week's money scatters by an eighth around its sessions
MOST_NOISE = 2.0
BLOCK = 4  # weeks; payers who pay once a month even out over four weeks


@dataclass(frozen=True)
class PerSession:
    """Money collected for each kept session.

    Attributes:
        mean: f. [currency]
        sd: Standard deviation of its logarithm.
        noise: sw, of a week's money relative to what its sessions bring.
        from_fees: True when no money is recorded yet and f is the mean of Fees, or the full fee.
    """

    mean: float
    sd: float
    noise: float
    from_fees: bool = False


def read_per_session(history: History, plan: Plan | None) -> PerSession | None:
    """Money per session, f, with its uncertainty; None when neither money nor a fee is known."""
    known = (history.open | history.off) & ~np.isnan(history.collected)
    w = history.weights(HALF_LIFE) * known
    money = np.where(known, history.collected, 0.0)
    sessions = float((w * history.kept).sum())
    if sessions <= 0 or float((w * money).sum()) <= 0:
        fee = (plan.mean_fee or plan.full_fee) if plan is not None else None
        if not fee or known.any():
            return None
        return PerSession(fee, float(np.hypot(NOISE, FEE_SD)), NOISE, from_fees=True)
    f = float((w * money).sum()) / sessions
    noise = _noise(money, f * history.kept, known)
    share = w / w.sum()
    weeks = 1 / float((share**2).sum())  # n_eff
    variance = noise**2 / weeks + FEE_SD**2 + (LAG / weeks) ** 2
    return PerSession(f, float(np.sqrt(variance)), noise)


def _noise(money: Numbers, expected: Numbers, known: Flags) -> float:
    """sw: from sums of four weeks, so that a payer who pays once a month is not noise."""
    left = (money - expected)[known]
    usual = float(expected[known & (expected > 0)].mean())
    if len(left) >= 2 * BLOCK:
        total = np.convolve(left, np.ones(BLOCK), "valid")
        squares, count = float((total**2).mean()) / BLOCK, len(left)
    else:
        squares, count = float((left**2).mean()), len(left)
    variance = (NOISE_WEEKS * NOISE**2 + count * squares / usual**2) / (NOISE_WEEKS + count)
    return min(math.sqrt(variance), MOST_NOISE)


def per_session_paths(per_session: PerSession, draws: Draws) -> Paths:
    """Money collected for each kept session of the coming weeks.

    Args:
        per_session: f now.
        draws: The random numbers.

    Returns:
        f times noise of mean 1, (weeks, paths), never below 0. [currency]
    """
    bell = draws.bell[SPREADS.index("fee")]
    start = np.log(per_session.mean) + per_session.sd * bell - per_session.sd**2 / 2
    variance = np.log1p(per_session.noise**2)
    exponent = start.astype(np.float32) + np.float32(FEE_DRIFT) * draws.fee_walk
    exponent += np.float32(np.sqrt(variance)) * draws.fee_noise
    exponent -= np.float32(variance / 2)
    money: Paths = np.exp(exponent, out=exponent)
    return money
