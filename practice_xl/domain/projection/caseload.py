"""The caseload half: clients start, stay and end, and each comes so many times a week."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from practice_xl.domain.cleaning import CLIENT_COMES
from practice_xl.domain.middle import Flags
from practice_xl.domain.projection.draws import WOBBLE_MEMORY, Draws, Paths, beta, gamma, poisson
from practice_xl.domain.projection.history import FILLED, PRIOR_ENDED, REPLACED, History
from practice_xl.domain.projection.level import Bookings

# Sessions kept per active client and week: what is believed is worth 3 weeks of a half-full
# practice.
PRIOR_KEPT_WEEKS, KEPT_HALF_LIFE = 3, 20
SCATTER, SCATTER_WEEKS = 1.0, 8
KEPT_SD = 0.03  # the number itself is never known better than 3 %
# Each client comes in her own rhythm, which differs by four tenths: who has 4 clients sees it.
RHYTHM = 0.4 * (1 - WOBBLE_MEMORY**2) ** 0.5
# What is believed of ends is worth 60 client-weeks; of starts, 13 weeks.
PRIOR_ENDED_CLIENTS, ENDED_HALF_LIFE, MOST_ENDED = 60, 52, 0.6
ENDED_SCATTER = 2.0  # clients end in batches (summer, end of year)
STARTED_WEEKS, STARTED_HALF_LIFE = 13, 40
STARTED_SCATTER, STARTED_SCATTER_WEEKS = 1.5, 8
HAS_ROOM, FULL_OF_CEILING = 0.95, 0.98
STARTED_DRIFTS, STARTED_DRIFT_PRIOR = (0.02, 0.05, 0.09), (0.3, 0.4, 0.3)
ENDED_DRIFT = 0.03
STARTED_WHEN_OFF = 0.3  # some first sessions wait for the return; most of the week's are lost


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
        weeks, count = draws.started.shape
        spread = {purpose: uniform[:count] for purpose, uniform in draws.spread.items()}
        bell = draws.bell["kept_per_client"][:count]
        wobble = np.exp(np.float32(RHYTHM / max(self.clients, 1.0) ** 0.5) * draws.wobble)
        kappa = np.float32(self.kept_per_client) * wobble
        booked = kappa * (bookings.per_kept * np.exp(self.booked_sd * bell)).astype(np.float32)
        kappa *= np.exp(self.kept_sd * bell).astype(np.float32)
        chosen = np.searchsorted(np.cumsum(STARTED_DRIFT_PRIOR)[:-1], spread["drift"])
        drift = np.array(STARTED_DRIFTS, dtype=np.float32)[chosen]
        lam = gamma(*self.started, spread["started"]).astype(np.float32)
        lam = lam * np.exp(drift * draws.started_walk)
        lam[quiet] *= np.float32(STARTED_WHEN_OFF)
        delta = np.minimum(beta(*self.ended, spread["ended"]), MOST_ENDED).astype(np.float32)
        delta = np.minimum(delta * np.exp(np.float32(ENDED_DRIFT) * draws.ended_walk), MOST_ENDED)
        full = np.ceil(np.float32(FULL_OF_CEILING * most) / booked)
        # Nobody starts beyond the room there is, and the room is never more than all slots.
        starts = poisson(np.minimum(lam, full), draws.started)

        clients = np.empty((weeks, count), dtype=np.float32)
        started = np.empty_like(clients)
        now = np.full(count, self.clients, dtype=np.float32)
        for week in range(weeks):
            ends = np.minimum(poisson(now * delta[week], draws.ended[week]), now)
            room = np.maximum(full[week] - now, 0)
            np.minimum(starts[week], room, out=started[week])
            now = now + started[week] - ends
            clients[week] = now
        started /= np.maximum(clients, 1)
        return clients * kappa, clients * booked, started


def read_caseload(history: History, bookings: Bookings) -> Caseload:
    """Estimate kappa, delta and lambda from the weeks so far."""
    a, before, s, c = history.clients, history.clients_before, history.kept, history.ceiling

    w = history.weights(KEPT_HALF_LIFE) * history.open
    prior = PRIOR_KEPT_WEEKS * max(c / 2, 4.0)
    above = CLIENT_COMES * prior + float((w * s).sum())
    kappa = above / (prior + float((w * a * history.exposure).sum()))
    expected = kappa * a * history.exposure
    squares = (w * (s - expected) ** 2 / np.maximum(expected, 0.5)).sum()
    scatter = float((SCATTER * SCATTER_WEEKS + squares) / (SCATTER_WEEKS + w.sum()))

    w = history.weights(ENDED_HALF_LIFE)
    n, d = history.started, history.ended
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
    batches = STARTED_SCATTER * STARTED_SCATTER_WEEKS + squares
    batches = max(1.0, float(batches / (STARTED_SCATTER_WEEKS + w.sum())))
    weight = (STARTED_WEEKS + float(w.sum())) / batches
    return Caseload(
        clients=now,
        kept_per_client=kappa,
        kept_sd=float(np.sqrt(scatter / above + KEPT_SD**2)),
        booked_sd=float(np.sqrt(bookings.scatter / above + KEPT_SD**2)),
        scatter=scatter,
        ended=(ends / ENDED_SCATTER, stays / ENDED_SCATTER),
        started=(max(mean, 1e-3) * weight, weight),
    )
