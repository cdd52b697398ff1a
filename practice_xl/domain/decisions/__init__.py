"""Decisions with a date: what if, from when?

Levers say what a change is worth in a year; a decision begins on a day. It is played on the same
simulated futures as the projection, so the difference has a range. What each module holds:

- ``course``: what comes week by week in each future;
- ``kinds``: the six kinds, each a function from a course and numbers to a changed course;
- ``results``: each alone and all together, beside the course without them; ``words``: sentences.
"""

from practice_xl.domain.decisions.course import Course, read_course
from practice_xl.domain.decisions.kinds import Played, apply_all, numbers_of
from practice_xl.domain.decisions.results import DecisionResult, DecisionsResult, decide

__all__ = [
    "Course",
    "DecisionResult",
    "DecisionsResult",
    "Played",
    "apply_all",
    "decide",
    "numbers_of",
    "read_course",
]
