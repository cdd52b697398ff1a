"""The twelve sheets in the order of their tabs."""

from __future__ import annotations

from practice_xl.schema.parts import Role, Sheet

START = Sheet(
    "Start",
    "Your practice on one page. Type in Weekly, click Recalculate, read it here.",
    (2, 43, 2, 43, 2, 43, 2),
    printed="B27:F43",
    landscape=False,
)
WEEKLY_SHEET = Sheet(
    "Weekly",
    "You type here: one row a week, thirteen numbers, under three minutes. "
    "A blank cell means not recorded; it never counts as zero.",
    (
        2,
        12.5,
        11,
        9,
        9,
        10.5,
        11.5,
        10,
        10.5,
        9.5,
        10,
        9,
        11,
        8,
        8,
        9,
        8,
        10,
        9,
        11,
        9,
        9,
        8,
        9,
        24,
    ),
    role=Role.TYPED,
)
SCORECARD = Sheet(
    "Scorecard",
    "One week read twice. Both are needed; neither is better. It is a coaching prompt, not a test.",
    (2, 27, 9, *([6.7] * 13), 9, 9, 10, 10.5),
    printed="A1:T75",
    landscape=False,
)
LEVERS_SHEET = Sheet(
    "Levers",
    "More income without one new client, from your own last 13 open weeks. "
    "You type in the yellow cells; Python fills in the grey ones.",
    (2, 24.5, 6, 24, 9, 14.5, 21.5, 8, 11.5, 9.5, 38.5, 3, 28, 18, 16, 3, 34, 12),
    printed="A1:K57",
    pages=2,
)
INCOME = Sheet(
    "Income",
    "What came in, what is likely to come in, and how sure that is.",
    (2, 36, *([12.5] * 16)),
    printed="A1:I87",
    landscape=False,
    breaks=(43,),
    scale=70,
)
CAPACITY = Sheet(
    "Capacity",
    "How full the practice is, and when it is likely to be full.",
    (2, 36, *([12.5] * 9)),
    printed="A1:I59",
    landscape=False,
)
ACTIONS_SHEET = Sheet(
    "Actions",
    "You type here: what you decided to do, and the result each should create. "
    "Python says beside it whether the result came closer.",
    (2, 26, 12.5, 27, 25, 36, 36, 11, 12.5, 9, 12.5, 8),
    role=Role.TYPED,
)
MONTHLY_SHEET = Sheet(
    "Monthly",
    "You type here, once a month, when you have the figures. Everything works without it.",
    (2, 13, 13, 13, 13, 14, 14),
    landscape=False,
    role=Role.TYPED,
)
PLAN_SHEET = Sheet(
    "Plan",
    "You type here. The first five are all that is needed; "
    "fees, days off and clinicians stand to the right.",
    (2, 36, 20, 17, 52, 3, 17, 10, 10, 10, 3, 12.5, 12.5, 3, 17, 11),
    role=Role.TYPED,
)
COACH = Sheet(
    "Coach",
    "Your coach's notes. They are typed in the coach copy and come back by merge.",
    (2, 8, 12.5, 22, 46, 40, 12.5, 10),
    role=Role.TYPED,
)
CHECKS = Sheet(
    "Checks",
    "Everything that needs a look: where, what was found, what to do. What you typed stays.",
    (2, 11, 9, 30, 36, 34, 62),
)
WORDS = Sheet(
    "Words",
    "One word for each thing, and what it means.",
    (2, 34, 20, 78, 11),
    landscape=False,
    role=Role.FIXED,
)

SHEETS: tuple[Sheet, ...] = (
    START,
    WEEKLY_SHEET,
    SCORECARD,
    LEVERS_SHEET,
    INCOME,
    CAPACITY,
    ACTIONS_SHEET,
    MONTHLY_SHEET,
    PLAN_SHEET,
    COACH,
    CHECKS,
    WORDS,
)
SHEET_BY_NAME = {sheet.name: sheet for sheet in SHEETS}
