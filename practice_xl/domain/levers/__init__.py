"""More income without one new client: thirteen levers costed from the practice's own weeks.

* :mod:`~practice_xl.domain.levers.state`: a usual week, what the levers start from
* :mod:`~practice_xl.domain.levers.usual_week`: reading it from the last 13 open weeks
* :mod:`~practice_xl.domain.levers.choices`: which levers are on, with what numbers
* :mod:`~practice_xl.domain.levers.defaults`: the numbers when the owner typed none
* :mod:`~practice_xl.domain.levers.effect`: the income of a year, all chosen levers together
* :mod:`~practice_xl.domain.levers.shares`: fair shares of a joint result
* :mod:`~practice_xl.domain.levers.reasons`: what each rests on, and why one is worth nothing
* :mod:`~practice_xl.domain.levers.words`: amounts and notes in words
* :mod:`~practice_xl.domain.levers.results`: all of it together, ready for the sheet
"""

from practice_xl.domain.levers.choices import Choice, LeverInput, choose
from practice_xl.domain.levers.effect import Yearly, annual_income
from practice_xl.domain.levers.results import (
    LeverResult,
    LeversResult,
    cost_levers,
    evaluate,
    what_if,
)
from practice_xl.domain.levers.shares import fair_shares
from practice_xl.domain.levers.state import State, Tier
from practice_xl.domain.levers.usual_week import state_of

__all__ = [
    "Choice",
    "LeverInput",
    "LeverResult",
    "LeversResult",
    "State",
    "Tier",
    "Yearly",
    "annual_income",
    "choose",
    "cost_levers",
    "evaluate",
    "fair_shares",
    "state_of",
    "what_if",
]
