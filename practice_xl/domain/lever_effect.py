"""What the levers change in the projection: the same futures, with and without them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from practice_xl.domain.amounts import money
from practice_xl.domain.levers import Choice, LeversResult, gain_per_path
from practice_xl.domain.projection import Band, Projection
from practice_xl.domain.projection.words import amount
from practice_xl.domain.weeks import Numbers

YEAR = 52


@dataclass(frozen=True)
class LeverEffect:
    """The next 52 weeks with levers, by the same random numbers as without.

    Attributes:
        chosen: Income with every lever that is on. [currency]
        best_three: Income with the combination of at most three worth most; None without one.
        gain: What the chosen levers add, path by path.
        words: The best three beside the projection and the goal, as a sentence.
    """

    chosen: Band
    best_three: Band | None
    gain: Band
    words: str


def lever_effect(projection: Projection, levers: LeversResult) -> LeverEffect | None:
    """Run the levers through the simulated futures; None where there is no projection of money.

    Args:
        projection: Its futures cover 52 weeks or more.
        levers: The levers, their numbers, and which three are worth most.
    """
    futures = projection.long_futures
    if futures is None or futures.per_session is None or "52" not in projection.likely.totals:
        return None
    income = futures.money_between(0, YEAR)
    kept = futures.kept[:, :YEAR].astype(np.float64)
    opened = futures.open_share[:YEAR]

    def added(choices: dict[str, Choice]) -> Numbers:
        return np.asarray(gain_per_path(levers.state, choices, kept, opened).sum(axis=1))

    chosen = dict(levers.choices)
    gain = added(chosen)
    three = None
    words = ""
    if levers.best_three:
        keys = levers.best_three.keys
        only = {key: replace(choice, on=key in keys) for key, choice in chosen.items()}
        three = Band.of(income + added(only))
        words = _words(projection, three, len(keys))
    return LeverEffect(Band.of(income + gain), three, Band.of(gain), words)


def _words(projection: Projection, three: Band, count: int) -> str:
    likely, currency = projection.likely, projection.weeks.plan.currency
    these = {1: "With this one", 2: "With these two"}.get(count, "With these three")
    before, after = likely.totals["52"].p50, three.p50
    said = f"{these}, likely {amount(after, currency)} instead of {amount(before, currency)}"
    if likely.goal is not None:
        said += f"; the goal is {money(likely.goal, currency)}"
    return said + "."
