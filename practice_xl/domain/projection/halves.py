"""The two halves: sessions a week as a level that drifts, and as clients who start, stay and end.

Beside them how sessions and bookings scatter.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import NamedTuple

import numpy as np

from practice_xl.domain.cleaning import CLIENT_COMES
from practice_xl.domain.middle import Flags, Numbers, median
from practice_xl.domain.projection.draws import WOBBLE_MEMORY, Draws, Paths, beta, gamma, poisson
from practice_xl.domain.projection.history import FILLED, PRIOR_ENDED, REPLACED, History

# How much a level of 40 sessions drifts a week, and how likely each is before looking: most
# practices move 4 to 7 % a week, few jump, few stand still for years. Clients come and go one by
# one, and who has 3 of them moves by a third when one does: variance goes with 1 / level.
DRIFTS = (0.003, 0.01, 0.02, 0.04, 0.07, 0.11, 0.16)
DRIFT_PRIOR = (0.03, 0.04, 0.11, 0.32, 0.28, 0.16, 0.06)
DRIFT_LEVEL, MOST_DRIFT = 40.0, 0.5
# In the weeks to come clients start and end in runs, not one by one: a tenth more this week means
# more next week too (0.6 of it), and who has few clients sees it most, for variance goes with
# 1 / level squared. Who lost clients seeks new ones, who is busy closes the list: what a level
# drifted comes back, half of it in five months. Measured on real therapists of 3 sessions a week.
RUNS, RUN_LEVEL, LEAST_RUN, MOST_RUN, DRIFT_MEMORY = 0.6, 25.0, 0.5, 0.7, 0.97
# ... and sooner in a full practice, where somebody waits for each slot: half of it in two months.
WAITS = 0.05
CENSORED = 1.04  # a week kept to the last slot could have been fuller
MOST_WANTED = 1.1  # clients may want a tenth more than a week holds; who is full then stays full
# Two weeks in a row, both further off than nearly any chance (1.8 standard deviations) and to the
# same side, are a jump: what was known before counts for little. So does a change of hours.
JUMP, JUMP_FROM = 0.3, 1.8
# Sessions scatter a little more than pure counts do (1.0), worth eight weeks of evidence.
PRIOR_SCATTER, SCATTER_WEEKS = 1.15, 8
LEAST_SCATTER, MOST_SCATTER = 0.10, 6.0
FIRST_VARIANCE = 0.6  # of the first level, relative: nothing is known before the first weeks
LEAST_LEVEL, MOST_GAIN = 0.15, 0.9
MOST_SURPRISE = 2.5  # standard deviations: a week further off moves the level no more than this
MOST_GROWTH = 4.0  # no practice grew beyond four times its best level in the weeks projected
# A young practice may be on its way up or down, and a few weeks do not show it: a trend of either
# sign, 2 % a week before looking, halved by 8 open weeks, that dies away over half a year.
TREND_SD, TREND_WEEKS, TREND_LASTS = 0.02, 8, 26
# Open slots draw clients, and clients end: each week brings and takes what the caseload half
# believes before looking. So a practice fills slowly towards 0.84 of its slots kept. 10 open weeks
# below halve it, for then it may be all that is wanted.
FILLS_WEEKS = 10
COMES, GOES = CLIENT_COMES * FILLED, PRIOR_ENDED * (1 - REPLACED)
# Who comes every week is booked every week: bookings scatter half as much as pure counts do, and
# less than sessions, which are missed and cancelled besides. Some are booked alike every week.
BOOKED_SCATTER, LEAST_BOOKED_SCATTER, BOOKED_HALF_LIFE = 0.5, 0.02, 20
# Bookings of neighbouring weeks move together (a school term, a wave of illness, a busy month), so
# the difference of one week to the next shows only part of their scatter. Their correlation is a
# third, before looking, worth half a year of weeks.
TOGETHER, TOGETHER_WEEKS, MOST_TOGETHER = 0.35, 26, 0.5
MOST_BOOKED = 1.6  # slots booked for one kept; more is a slip
WEEKS_READ = 156  # three years; what is older says nothing about today's level
LONGEST_GAP = 52  # after a year without a row no more is unknown than after a year
# Sessions kept per active client and week: what is believed is worth 3 weeks of a half-full
# practice.
PRIOR_KEPT_WEEKS, KEPT_HALF_LIFE = 3, 20
KEPT_SCATTER = 1.0
KEPT_SD = 0.03  # the number itself is never known better than 3 %
# Each client comes in her own rhythm, which differs by four tenths: who has 4 clients sees it.
RHYTHM = 0.4 * (1 - WOBBLE_MEMORY**2) ** 0.5
# What is believed of ends is worth 60 client-weeks; of starts, 13 weeks.
PRIOR_ENDED_CLIENTS, ENDED_HALF_LIFE, MOST_ENDED = 60, 52, 0.6
ENDED_SCATTER = 2.0  # clients end in batches (summer, end of year)
STARTED_WEEKS, STARTED_HALF_LIFE = 13, 40
STARTED_SCATTER = 1.5
HAS_ROOM, FULL_OF_CEILING = 0.95, 0.98
STARTED_DRIFTS, STARTED_DRIFT_PRIOR = (0.02, 0.05, 0.09), (0.3, 0.4, 0.3)
ENDED_DRIFT = 0.03
STARTED_WHEN_OFF = 0.3  # some first sessions wait for the return; most of the week's are lost


class Level(NamedTuple):
    """The level as it is now, for each drift."""

    weights: Numbers  # How likely each drift is after the weeks seen; their sum is 1
    means: Numbers  # Sessions a week. [sessions]
    variances: Numbers  # Of the level, relative
    scatter: float  # Variance of a week's sessions over its mean (phi)
    largest: float  # The largest level seen. [sessions]

    def paths(self, history: History, draws: Draws) -> Paths:
        """Levels of the coming weeks, (weeks, level paths). [sessions]"""
        weeks, count = draws.weekly["level_steps"].shape
        uniform = draws.spread["drift"][-count:]
        chosen = np.minimum(np.searchsorted(np.cumsum(self.weights), uniform), len(DRIFTS) - 1)
        start = np.log(self.means)[chosen]
        start += np.sqrt(np.log1p(self.variances))[chosen] * draws.bell["level"][-count:]
        drift = np.array(DRIFTS, dtype=np.float32)[chosen]
        known = float(history.open.sum())
        trend = TREND_SD * draws.bell["trend"][-count:]
        slope = (trend / (1 + known / TREND_WEEKS)).astype(np.float32)
        unknown = history.slots_known / (1 + known / FILLS_WEEKS)
        comes, goes = np.float32(COMES * history.ceiling * unknown), np.float32(GOES * unknown)
        most = np.float32(min(MOST_WANTED * history.most, MOST_GROWTH * self.largest))
        run, lasts = np.zeros(count, dtype=np.float32), np.float32(1)
        usual, levels = np.exp(start).astype(np.float32), np.empty((weeks, count), dtype=np.float32)
        now, drifted = usual, np.zeros(count, dtype=np.float32)
        for week in range(weeks):
            run = np.float32(RUNS) * run + np.float32(1 - RUNS) * draws.weekly["level_steps"][week]
            by = drift * np.maximum(np.float32(LEAST_RUN), np.float32(RUN_LEVEL) / now)
            lasts *= np.float32(np.exp(-1 / TREND_LASTS))
            usual = usual * np.exp(slope * lasts) + np.maximum(comes - goes * usual, 0)
            full = np.minimum(now * np.float32(1 / history.ceiling), 1)
            memory = np.float32(DRIFT_MEMORY) - np.float32(WAITS) * full * full
            drifted = memory * drifted + np.minimum(by, np.float32(MOST_RUN)) * run
            now = np.maximum(usual * np.exp(drifted), np.float32(LEAST_LEVEL))
            levels[week] = now
        return np.asarray(np.minimum(levels, most, out=levels))


def scatter_of(kept: Numbers, prior: float = PRIOR_SCATTER, least: float = LEAST_SCATTER) -> float:
    """phi: variance of a week's sessions over their mean, from successive open weeks.

    ``prior`` is phi before looking, worth eight weeks; ``least`` the smallest that is believed.

    >>> round(scatter_of(np.array([20.0, 20, 20, 20, 20])), 3)  # 1.15 * 8 / (8 + 4)
    0.767
    """
    if len(kept) < 3:
        return prior
    mean = np.maximum((kept[1:] + kept[:-1]) / 2, 0.5)
    ratio = 0.5 * np.diff(kept) ** 2 / mean
    ratio = np.minimum(ratio, 6 * median(ratio) + 2)
    found = (prior * SCATTER_WEEKS + ratio.sum()) / (SCATTER_WEEKS + len(kept) - 1)
    return float(np.clip(found, least, MOST_SCATTER))


def read_level(history: History) -> Level:
    """Filter the level through the open weeks, once for each drift."""
    places = np.flatnonzero(history.open)[-WEEKS_READ:]
    kept = history.kept[places]
    scatter = scatter_of(kept)
    kept = np.where(kept >= history.slots[places], CENSORED * kept, kept)
    exposure = history.exposure[places]
    gaps = np.minimum(np.diff(places, prepend=places[:1]), LONGEST_GAP).tolist()
    start = max(float((kept / exposure)[:4].mean()), LEAST_LEVEL)
    log_weights, means, variances, largest = [], [], [], start
    changed = history.new_hours[places].tolist()
    since = int((~history.worked[places[-1] :]).sum())  # weeks off since the last open week
    for drift, prior in zip(DRIFTS, DRIFT_PRIOR, strict=True):
        m, variance, likelihood = start, FIRST_VARIANCE, log(prior)
        first, before = True, 0.0
        for s, e, gap, new in zip(kept.tolist(), exposure.tolist(), gaps, changed, strict=True):
            wide = variance + _step(drift, m) ** 2 * gap + (JUMP**2 if new else 0.0)  # R
            expected = m * e
            spread = scatter * expected + expected * expected * wide  # V
            error = s - expected
            surprise = error / sqrt(spread)
            jumped = before * surprise > 0 and min(abs(before), abs(surprise)) > JUMP_FROM
            if jumped and not first:
                wide += JUMP**2
                spread += expected * expected * JUMP**2
            before = surprise
            if not first:
                likelihood -= 0.5 * log(spread) + 0.5 * min(error * error / spread, 16.0)
                most = MOST_SURPRISE * sqrt(spread)
                error = max(-most, min(error, most))
            first = False
            gain = min(MOST_GAIN, wide / (wide + scatter / expected))
            m = max(LEAST_LEVEL, m + gain * error / e)
            variance = (1 - gain) * wide
            largest = max(largest, m)
        log_weights.append(likelihood)
        means.append(m)
        variances.append(variance + _step(drift, m) ** 2 * since)
    top = max(log_weights)
    weights = np.array([exp(value - top) for value in log_weights])
    return Level(weights / weights.sum(), np.array(means), np.array(variances), scatter, largest)


def _step(drift: float, level: float) -> float:
    """How much a level drifts in a week, relative."""
    return min(MOST_DRIFT, drift * sqrt(max(1.0, DRIFT_LEVEL / level)))


class Bookings(NamedTuple):
    """What the past says about bookings."""

    per_kept: float  # B / S, 1 to 1.6
    scatter: float  # Variance of a week's bookings over their mean
    together: float  # Correlation of neighbouring weeks' scatter, 0 to 0.5

    def share(self, wanted: Paths, noise: Paths, ceiling: float) -> Paths:
        """Share of the ceiling booked, 0 to 1, (weeks, paths), from bookings wanted and normals."""
        own = np.float32(np.sqrt(1 - self.together**2))
        moved = noise.copy()
        for week in range(1, len(moved)):
            moved[week] *= own
            moved[week] += np.float32(self.together) * moved[week - 1]
        booked = wanted + np.sqrt(np.float32(self.scatter) * wanted) * moved
        booked *= np.float32(1 / ceiling)
        share: Paths = np.clip(booked, 0, 1)
        return share


def read_bookings(history: History) -> Bookings:
    """B / S of the open weeks, recent ones weighing more, and the scatter of B."""
    w = history.weights(BOOKED_HALF_LIFE) * history.open
    kept, booked = float((w * history.kept).sum()), (w * history.booked).sum()
    per_kept = float(np.clip(booked / kept, 1.0, MOST_BOOKED)) if kept > 0 else 1.0
    weeks = (history.booked / history.exposure)[history.open]
    together = together_of(weeks)
    scatter = scatter_of(weeks, BOOKED_SCATTER, LEAST_BOOKED_SCATTER) / (1 - together)
    return Bookings(per_kept, scatter, together)


def together_of(weeks: Numbers) -> float:
    """Correlation of the bookings of neighbouring weeks, 0 to 0.5, from weeks one and two apart.

    >>> together_of(np.array([20.0]))
    0.35
    """
    if len(weeks) < 3:
        return TOGETHER
    one = float((np.diff(weeks) ** 2).mean())
    two = float(((weeks[2:] - weeks[:-2]) ** 2).mean())
    found = float(np.clip(two / one - 1, -1, 1)) if one > 0 else 0.0
    n = len(weeks) - 2
    likely = (TOGETHER_WEEKS * TOGETHER + n * found) / (TOGETHER_WEEKS + n)
    return float(np.clip(likely, 0, MOST_TOGETHER))


class Caseload(NamedTuple):
    """What the past says about clients."""

    clients: float  # A now. [clients]
    kept_per_client: float  # kappa, sessions kept per active client and week
    kept_sd: float  # Standard deviation of its logarithm
    # Standard deviation of the logarithm of slots booked per active client and week.
    booked_sd: float
    scatter: float  # phi of sessions around kappa * A
    # Parameters of the beta of delta, the share of clients who end in a week.
    ended: tuple[float, float]
    started: tuple[float, float]  # Shape and rate of the gamma of lambda, clients started a week

    def paths(
        self, bookings: Bookings, draws: Draws, quiet: Flags, most: float
    ) -> tuple[Paths, Paths, Paths]:
        """Sessions and bookings the clients of the coming weeks want, weeks off not taken out.

        ``quiet`` are the weeks off of these paths, planned or drawn; ``most`` is what a week holds.

        Returns:
            A * kappa, A * kappa * B / S, and N / A, the share of the clients who are new in the
            week, each (weeks, caseload paths). The first two follow one number of each path, but
            bookings are known more surely.
        """
        weekly, (weeks, count) = draws.weekly, draws.weekly["started"].shape
        spread = {purpose: uniform[:count] for purpose, uniform in draws.spread.items()}
        bell = draws.bell["kept_per_client"][:count]
        wobble = np.exp(np.float32(RHYTHM / max(self.clients, 1.0) ** 0.5) * weekly["wobble"])
        kappa = np.float32(self.kept_per_client) * wobble
        booked = kappa * (bookings.per_kept * np.exp(self.booked_sd * bell)).astype(np.float32)
        kappa *= np.exp(self.kept_sd * bell).astype(np.float32)
        chosen = np.searchsorted(np.cumsum(STARTED_DRIFT_PRIOR)[:-1], spread["drift"])
        drift = np.array(STARTED_DRIFTS, dtype=np.float32)[chosen]
        lam = gamma(*self.started, spread["started"]).astype(np.float32)
        lam = lam * np.exp(drift * weekly["started_walk"])
        lam[quiet] *= np.float32(STARTED_WHEN_OFF)
        delta = np.minimum(beta(*self.ended, spread["ended"]), MOST_ENDED).astype(np.float32)
        delta = np.minimum(
            delta * np.exp(np.float32(ENDED_DRIFT) * weekly["ended_walk"]), MOST_ENDED
        )
        full = np.ceil(np.float32(FULL_OF_CEILING * most) / booked)
        # Nobody starts beyond the room there is, and the room is never more than all slots.
        starts = poisson(np.minimum(lam, full), weekly["started"])

        clients = np.empty((weeks, count), dtype=np.float32)
        started = np.empty_like(clients)
        now = np.full(count, self.clients, dtype=np.float32)
        for week in range(weeks):
            ends = np.minimum(poisson(now * delta[week], weekly["ended"][week]), now)
            room = np.maximum(full[week] - now, 0)
            np.minimum(starts[week], room, out=started[week])
            now = now + started[week] - ends
            clients[week] = now
        started /= np.maximum(clients, 1)
        return clients * kappa, clients * booked, started


def read_caseload(history: History, bookings: Bookings) -> Caseload:
    """Estimate kappa, delta and lambda from the weeks so far."""
    a, n, d = history.clients, history.started, history.ended
    s, c = history.kept, history.ceiling

    w = history.weights(KEPT_HALF_LIFE) * history.open
    prior = PRIOR_KEPT_WEEKS * max(c / 2, 4.0)
    above = CLIENT_COMES * prior + float((w * s).sum())
    kappa = above / (prior + float((w * a * history.exposure).sum()))
    expected = kappa * a * history.exposure
    squares = (w * (s - expected) ** 2 / np.maximum(expected, 0.5)).sum()
    scatter = float((KEPT_SCATTER * SCATTER_WEEKS + squares) / (SCATTER_WEEKS + w.sum()))

    w = history.weights(ENDED_HALF_LIFE)
    before = np.maximum(a - (n - d), 0.0)  # A at the start of each week
    ends = PRIOR_ENDED * PRIOR_ENDED_CLIENTS + float((w * d).sum())
    at_risk = PRIOR_ENDED_CLIENTS + float((w * before).sum())
    stays = (1 - PRIOR_ENDED) * PRIOR_ENDED_CLIENTS + float((w * np.maximum(before - d, 0.0)).sum())
    delta0 = min(ends / at_risk, MOST_ENDED)

    room = history.open & ((history.booked < HAS_ROOM * history.slots) | (n > 0))
    w = history.weights(STARTED_HALF_LIFE) * room
    now = float(a[-1])
    guess = REPLACED * delta0 * now + FILLED * c
    mean = (STARTED_WEEKS * guess + float((w * n).sum())) / (STARTED_WEEKS + float(w.sum()))
    squares = (w * (n - mean) ** 2 / max(mean, 0.05)).sum()
    batches = STARTED_SCATTER * SCATTER_WEEKS + squares
    batches = max(1.0, float(batches / (SCATTER_WEEKS + w.sum())))
    weight = (STARTED_WEEKS + float(w.sum())) / batches
    kept_sd = float(np.sqrt(scatter / above + KEPT_SD**2))
    booked_sd = float(np.sqrt(bookings.scatter / above + KEPT_SD**2))
    ended = ends / ENDED_SCATTER, stays / ENDED_SCATTER
    started = max(mean, 1e-3) * weight, weight
    return Caseload(now, kappa, kept_sd, booked_sd, scatter, ended, started)
