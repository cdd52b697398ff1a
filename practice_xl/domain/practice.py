"""A practice as its owner typed it: the Plan, the weeks, the months, the actions, the levers."""

from __future__ import annotations

from typing import NamedTuple

from practice_xl.domain.levers import LeverInput
from practice_xl.domain.plan import Plan
from practice_xl.domain.records import Action, Decided, DecisionInput, Month, Result
from practice_xl.domain.sources import Arrival, Referrals, Source
from practice_xl.domain.weeks import Weeks


class Practice(NamedTuple):
    """Everything typed, cleaned."""

    plan: Plan
    weeks: Weeks
    months: tuple[Month, ...] = ()
    actions: tuple[Action, ...] = ()
    lever_inputs: tuple[LeverInput, ...] = ()
    sources: tuple[Source, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    quarter: tuple[Result, ...] = ()
    decisions: tuple[Decided, ...] = ()
    decision_inputs: tuple[DecisionInput, ...] = ()

    @property
    def referrals(self) -> Referrals:
        """Both tables of the sheet Referrals."""
        return Referrals(self.sources, self.arrivals)
