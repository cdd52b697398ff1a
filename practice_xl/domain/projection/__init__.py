"""Projection: 2,000 simulated futures of a practice, half by its clients, half by its sessions.

The method, its priors and how it is judged stand in the README, "How the numbers are worked
out"; ``scripts/evaluate_projection.py`` judges it. What each module holds:

- ``history`` and ``clients``: the weeks so far in the symbols of the method, the ceiling;
- ``days_off``: weeks off to come;
- ``level`` and ``caseload``: the two halves; ``bookings``: slots booked for sessions kept;
- ``money``: money for each session kept;
- ``draws``: the random numbers all of them share;
- ``futures``: all together; ``full``, ``likely``, ``chart``, ``promise``: what is shown of it.
"""

from practice_xl.domain.projection.chart import IncomeChart
from practice_xl.domain.projection.full import FullBy
from practice_xl.domain.projection.futures import Futures, simulate
from practice_xl.domain.projection.likely import LikelyIncome, MonthAhead, YearAhead
from practice_xl.domain.projection.promise import PromiseCheck, promise_check
from practice_xl.domain.projection.results import Projection, project, project_weeks
from practice_xl.domain.projection.words import Band, Enough

__all__ = [
    "Band",
    "Enough",
    "FullBy",
    "Futures",
    "IncomeChart",
    "LikelyIncome",
    "MonthAhead",
    "Projection",
    "PromiseCheck",
    "YearAhead",
    "project",
    "project_weeks",
    "promise_check",
    "simulate",
]
