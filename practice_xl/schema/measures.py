"""All measures, and who shows them: rates over windows, the scorecard's grid, the eight pairs."""

from __future__ import annotations

from practice_xl.schema.measure import Measure
from practice_xl.schema.measures_of_practice import MEASURES_OF_PRACTICE
from practice_xl.schema.measures_of_sessions import MEASURES_OF_SESSIONS
from practice_xl.schema.parts import Setting

WINDOWS = (4, 13, 52)  # open recorded weeks
MONTH_WINDOWS = (1, 3, 12)  # closed months
FEWEST_FOR_STATUS = 4  # usable weeks before a status word is given
SCORING_VERSION = 2

PAIRS = ("Clients", "Notes", "Billing", "Referrals", "Capacity", "Income", "Time", "Review")

MEASURES: tuple[Measure, ...] = (*MEASURES_OF_SESSIONS, *MEASURES_OF_PRACTICE)
MEASURE_BY_KEY = {measure.key: measure for measure in MEASURES}
MEASURABLES = tuple(measure for measure in MEASURES if measure.good)  # the rows of the grid
CAPACITY_RATES = tuple(measure for measure in MEASURES if measure.rates == "Capacity")
INCOME_RATES = tuple(measure for measure in MEASURES if measure.rates == "Income")
MONTH_RATES = tuple(measure for measure in MEASURES if measure.rates == "months")
GOALS = tuple(m.goal for m in MEASURES if isinstance(m.goal, Setting))  # in Plan, in this order
