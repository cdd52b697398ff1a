"""What may not leave, decided before any sentence, chart or total is made.

A count that can point at one person leaves only as a figure of 4 weeks or longer, and money of a
week with few sessions is withheld. Both also in every rate, total and point that rests on them:
:mod:`~practice_xl.sharing.counts` and :mod:`~practice_xl.sharing.small_weeks` hold the figures to
that, :mod:`~practice_xl.sharing.longer` the scorecard, :mod:`~practice_xl.sharing.breakdowns` what
stands beside a total.

The projection, the date of being full and the year with the levers weigh all the weeks recorded
together. They leave as figures of the whole history, as the tracker has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from practice_xl.domain.levers import State
from practice_xl.domain.practice import Practice
from practice_xl.sharing.breakdowns import (
    other_weeks,
    withheld_clinicians,
    withheld_levers,
    withheld_tiers,
)
from practice_xl.sharing.counts import Figure, Places, read_counts
from practice_xl.sharing.small_weeks import withheld_money


@dataclass(frozen=True)
class Withheld:
    """What may not leave in one copy.

    Attributes:
        figures: Figures, by key and window: rates, totals, months.
        spread: For each column of counts, the weeks over which its sums are spread.
        money_weeks: Positions of the weeks whose money is withheld.
        clinicians: Names of clinicians whose row is withheld; in a copy, their other names.
        clinicians_4: Names whose figures of 4 weeks are withheld, the others not.
        clinicians_fill: Names and windows whose % full is withheld: it is of other weeks than the
            practice's, and the difference would be of fewer than 4.
        tiers: Positions of fees whose sessions are withheld.
        levers: Keys of levers whose worth is withheld, as it would give one of these away.
    """

    figures: frozenset[Figure] = frozenset()
    spread: Mapping[str, tuple[Places, ...]] = field(default_factory=dict)
    money_weeks: Places = frozenset()
    clinicians: frozenset[str] = frozenset()
    clinicians_4: frozenset[str] = frozenset()
    clinicians_fill: frozenset[tuple[str, int]] = frozenset()
    tiers: Places = frozenset()
    levers: frozenset[str] = frozenset()


def what_to_withhold(practice: Practice, state: State) -> Withheld:
    """Everything that may not leave, for a practice and its usual week."""
    weeks, small = practice.weeks, practice.plan.small_cell
    counts = read_counts(weeks)
    money_weeks, totals = withheld_money(practice)
    figures = counts.withheld | totals
    clinicians, only_4 = withheld_clinicians(weeks)
    tiers = withheld_tiers(state, small)
    return Withheld(
        figures,
        counts.spread,
        money_weeks,
        clinicians,
        only_4,
        other_weeks(weeks),
        tiers,
        withheld_levers(state, small, tiers, figures),
    )
