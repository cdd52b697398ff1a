"""The sheets of a copy, in the order of their tabs."""

from __future__ import annotations

from practice_xl.schema.parts import Role, Sheet
from practice_xl.schema.sheets import CAPACITY, INCOME, LEVERS_SHEET, SCORECARD, START

START_COPY = START._replace(
    purpose="The practice on one page, for a talk with the coach.",
)
LEVERS_COPY = LEVERS_SHEET._replace(
    purpose="More income without one new client, from the practice's own last 13 open weeks.",
)
CONVERSATION = Sheet(
    "Conversation",
    "What to talk about: what matters first, what changed, what was promised, three questions.",
    (2, 70, 30, 12, 56),
)
WEEKLY_TOTALS = Sheet(
    "Weekly totals",
    "Totals of the whole practice in the last 52 weeks.",
    (2, 13, *([10.5] * 22)),
)
COACH_SHEET = Sheet(
    "Coach",
    "Type here, save, and send the file back: your notes are merged into the tracker.",
    (2, 15, 12.5, 22, 46, 40, 12.5, 10, 10),
    role=Role.TYPED,
)
TABS: tuple[Sheet, ...] = (
    START_COPY,
    CONVERSATION,
    SCORECARD,
    LEVERS_COPY,
    INCOME,
    CAPACITY,
    WEEKLY_TOTALS,
    COACH_SHEET,
)
