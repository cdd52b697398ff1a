"""The blocks that Python writes: where each stands, its rows and columns, its share rule.

Every block keeps its place and size, so that charts and a coach's eye find it again. A block is
found by its defined name, so rows inserted above it do no harm.
"""

from __future__ import annotations

from practice_xl.schema.beside import (
    ALIASES,
    CLOSER,
    DECISION_BLOCKS,
    HEADLINES,
    QUARTER_RESULTS,
    REFERRALS,
    STATUSES,
)
from practice_xl.schema.levers import LEVER_NUMBERS, LEVERS
from practice_xl.schema.measures import (
    CAPACITY_RATES,
    INCOME_RATES,
    MEASURABLES,
    MONTH_RATES,
    MONTH_WINDOWS,
    PAIRS,
    WINDOWS,
)
from practice_xl.schema.parts import Block, Column, Kind, Share, shown
from practice_xl.schema.start_page import START_PAGE

WEEKS_PAST, WEEKS_AHEAD = 26, 52
WEEKS_CHARTED = WEEKS_PAST + WEEKS_AHEAD
MONTHS_PAST, MONTHS_AHEAD = 12, 13  # the month in progress is the first of those ahead
MONTHS_SHOWN, MONTH_COLUMNS = MONTHS_PAST + MONTHS_AHEAD, 7
GRID_WEEKS = 13
_NARROW = 6.7  # width of a week of the grid [characters]
CHECKS_SHOWN = 200
LEVER_ROWS = len(LEVER_NUMBERS)


def _columns(*each: tuple[str, str, Kind]) -> tuple[Column, ...]:
    return tuple(shown(*column) for column in each)


def _money(*each: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(shown(key, header, Kind.MONEY) for key, header in each)


def _blank(count: int) -> tuple[Column, ...]:
    return (shown(""),) * count


def _windowed(size: int, what: str) -> tuple[Column, Column]:
    unit = f"{size} {what}" if size > 1 else f"{size} {what.rstrip('s')}"
    return (
        shown(f"value_{size}", unit, Kind.NUMBER),
        shown(f"n_{size}", f"{what} used", Kind.COUNT),
    )


_ACROSS_TO_LEADER = 8  # columns between the manager's column and the leader's
SCORES = Block(
    "scores", "Scorecard", _blank(_ACROSS_TO_LEADER + 2), 8, headers=False, share=Share.NUMBER
)
SCORE_PLACE = (5, 0)  # the manager's score; the leader's stands in the last column
PAIR_LINES = 3  # that a pair's reasons may take
PAIR_POINTS = Block(
    "pairs",
    "Scorecard",
    (
        shown("manager", "Points", width=9),
        shown("manager_why", "Manager: is the task done?"),
        *_blank(_ACROSS_TO_LEADER - 2),
        shown("leader", "Points", width=_NARROW),
        shown("leader_why", "Leader: does the result move?"),
    ),
    PAIR_LINES * len(PAIRS),
    labels=tuple(label for pair in PAIRS for label in (pair, *[""] * (PAIR_LINES - 1))),
    share=Share.NUMBER,
)
DECISIONS = Block(
    "decisions",
    "Scorecard",
    (
        shown("measurable", "Measurable"),
        shown("lever", "Lever"),
        *_blank(3),
        shown("task", "Task, and the result it should create"),
        *_blank(10),
        shown("owner", "Owner"),
        shown("due", "Due", Kind.DATE, 10.5),
    ),
    6,
    "What a leader would decide next: three rows, ready to be typed into Actions",
    share=Share.NUMBER,
)
_GRID_KINDS = (Kind.DATE, *(measure.kind for measure in MEASURABLES), Kind.COUNT, Kind.COUNT)
SPARK_WIDTH = 21.0  # of the column in which the sparklines stand, below each other [characters]
MATTER = (
    "sessions_kept",
    "fill",
    "show_rate",
    "collected",
    "session_rate",
    "inquiries",
    "ceo_hours",
    "notes_overdue",
)  # the measures that are told first, each with its 13 weeks drawn
_MATTER = tuple(next(m for m in MEASURABLES if m.key == key) for key in MATTER)
MEASURES_NOW = Block(
    "measures_now",
    "Scorecard",
    (
        shown("mean4", "4 weeks", Kind.NUMBER, 9),
        shown("status", "How this week stands"),
        *_blank(GRID_WEEKS + 1),
        shown("drawn"),
        shown("", width=3),
        *(shown(f"week_{n}", "", Kind.NUMBER, _NARROW) for n in range(1, GRID_WEEKS + 1)),
    ),
    len(MATTER),
    "The measures that matter, and their last 13 weeks",
    labels=tuple(measure.label for measure in _MATTER),
    kinds=tuple(measure.kind for measure in _MATTER),
    share=Share.NUMBER,
)
GRID = Block(
    "grid",
    "Scorecard",
    (
        shown("goal", "Goal", Kind.NUMBER, 9),
        *(shown(f"week_{n}", "", Kind.NUMBER, _NARROW) for n in range(1, GRID_WEEKS + 1)),
        shown("mean4", "4 weeks", Kind.NUMBER, 9),
        shown("mean13", "13 weeks", Kind.NUMBER, 10.5),
        shown("status", "This week", width=SPARK_WIDTH),
    ),
    len(MEASURABLES) + 3,
    "Trailing 13 weeks; changing a goal redraws them all",
    labels=(
        "Week starting",
        *(f"{measure.label} {'↑' if measure.good == 'up' else '↓'}" for measure in MEASURABLES),
        "Manager",
        "Leader",
    ),
    kinds=_GRID_KINDS,
    share=Share.NUMBER,
)

LEVER_RESULTS = Block(
    "lever_results",
    "Levers",
    (
        shown("used", "Used", Kind.NUMBER, 8),
        shown("alone", "Alone, a year", Kind.MONEY, 11.5),
        shown("share", "Fair share", Kind.MONEY, 9.5),
        shown("why", "What it rests on", width=38.5),
    ),
    LEVER_ROWS,
    kinds=tuple(number.kind for _, number in LEVER_NUMBERS),
    share=Share.NUMBER,
)
LEVER_CHARTS = Block(
    "lever_charts",
    "Levers",
    (
        shown("lever", "Lever", width=46),
        shown("chosen", "In the total: its fair share", Kind.MONEY, 27),
        *_blank(1),
        shown("year", "A year", width=34),
        shown("amount", "Money", Kind.MONEY),
    ),
    len(LEVERS) + 2,  # two above the others: a blank one, and what they are
    "Behind the charts: what each lever brings in a year; the year without and with them",
    share=Share.NUMBER,
)
YEARS = 5  # rows of the year without and with the levers, the goal, the most when full
INCOME_NEXT = Block(
    "income_next",
    "Income",
    (
        *_money(("p10", "Low"), ("p50", "Likely"), ("p90", "High"), ("goal", "Goal")),
        shown("chance", "Chance", Kind.SHARE),
        shown("gap", "Gap to goal", Kind.MONEY),
    ),
    4,
    "What is likely to come in (8 in 10 times between low and high)",
    labels=("Next 13 weeks", "Next 26 weeks", "Next 12 months", "This business year"),
    share=Share.NUMBER,
)
INCOME_RATES_BLOCK = Block(
    "income_rates",
    "Income",
    tuple(column for size in WINDOWS for column in _windowed(size, "weeks")),
    len(INCOME_RATES) + 2,
    "Money for each session and hour",
    labels=(*(rate.label for rate in INCOME_RATES), "Days of income unpaid", "Money collected"),
    kinds=(*(rate.kind for rate in INCOME_RATES), Kind.NUMBER, Kind.MONEY),
    share=Share.NUMBER,
)
MONTH_RATES_BLOCK = Block(
    "month_rates",
    "Income",
    tuple(column for size in MONTH_WINDOWS for column in _windowed(size, "months")),
    len(MONTH_RATES),
    "What is left, over closed months",
    labels=tuple(rate.label for rate in MONTH_RATES),
    kinds=tuple(rate.kind for rate in MONTH_RATES),
    share=Share.NUMBER,
)
INCOME_YEAR = Block(
    "income_year",
    "Income",
    (shown("value", "", Kind.NUMBER), *_blank(1), shown("words", "")),
    9,
    "The year, and what it would take",
    headers=False,
    labels=(
        "Collected this business year",
        "The plan for it, to the week read",
        "What a full practice earns in a year",
        "Tax still to set aside",
        "13 weeks ago: likely for these weeks",
        "What came",
        "To close the gap: more sessions a week",
        "or: more for each session",
        "or: more weeks of work",
    ),
    kinds=(*(Kind.MONEY,) * 6, Kind.NUMBER, Kind.MONEY_RATE, Kind.NUMBER),
    share=Share.NUMBER,
)
MONTHS_TO_WEEKS = 3  # columns between: the months print, the weeks are behind the chart
INCOME_LINES = ("likely", "ceiling", "goal")  # each with its name at its end
INCOME_SERIES = Block(
    "income_series",
    "Income",
    (
        shown("month", "Month", Kind.DATE),
        *_money(
            ("collected", "Collected"),
            ("year_before", "A year before"),
            ("plan", "Plan"),
            ("p10", "Low"),
            ("p50", "Likely"),
            ("p90", "High"),
        ),
        *_blank(MONTHS_TO_WEEKS),
        shown("week_start", "Week starting", Kind.DATE),
        *_money(
            ("week_collected", "Collected"),
            ("low", "Low"),
            ("band", "Low to high"),
            ("likely", "Likely"),
            ("ceiling", "Ceiling"),
            ("goal", "Goal line"),
            *((f"{line}_end", "Label") for line in INCOME_LINES),
        ),
        shown("title", "Title"),
    ),
    WEEKS_CHARTED,
    "Month by month: what came in, what is planned, what is likely",
    share=Share.NUMBER,
)

FULL = Block(
    "full",
    "Capacity",
    tuple(shown(key, "", Kind.NUMBER) for key in ("first", "second", "third")),
    4,
    "When will I be full?",
    headers=False,
    labels=(
        "Chance within 13, 26 and 52 weeks",
        "",
        "Weeks to go: early, likely, late",
        "The month: early, likely, late",
    ),
    kinds=(Kind.SHARE, Kind.TEXT, Kind.COUNT, Kind.TEXT),
    share=Share.NUMBER,
)
CAPACITY_RATES_BLOCK = Block(
    "capacity_rates",
    "Capacity",
    tuple(column for size in WINDOWS for column in _windowed(size, "weeks")),
    len(CAPACITY_RATES),
    "How full, over the last open weeks",
    labels=tuple(rate.label for rate in CAPACITY_RATES),
    kinds=tuple(rate.kind for rate in CAPACITY_RATES),
    share=Share.NUMBER,
)
CLINICIAN_RATES = Block(
    "clinician_rates",
    "Capacity",
    (
        Column("clinician", "Clinician", share=Share.ALIAS),
        *_columns(
            ("utilisation_4", "% worked, 4", Kind.SHARE),
            ("utilisation_13", "% worked, 13", Kind.SHARE),
            ("fill_4", "% full, 4", Kind.SHARE),
            ("fill_13", "% full, 13", Kind.SHARE),
            ("kept_13", "Sessions, 13", Kind.COUNT),
            ("n", "weeks used", Kind.COUNT),
        ),
        shown("bar", "% full, drawn"),
    ),
    10,
    "Each clinician, over the last 4 and 13 open weeks",
    share=Share.TICKED,
)
CAPACITY_WEEKS = Block(
    "capacity_weeks",
    "Capacity",
    _columns(
        ("week_start", "Week starting", Kind.DATE),
        ("slots_offered", "Slots offered", Kind.COUNT),
        ("sessions_kept", "Sessions kept", Kind.COUNT),
        ("sessions_line", "The plan", Kind.NUMBER),
        ("utilisation", "% worked", Kind.SHARE),
        ("fill", "% full", Kind.SHARE),
        ("target", "Full means", Kind.SHARE),
        ("likely", "Likely % full", Kind.SHARE),
        ("title", "Title", Kind.TEXT),
    ),
    WEEKS_CHARTED,
    "Week by week, behind the chart",
    share=Share.NUMBER,
)

CHECK_COLUMNS = tuple(
    Column(key, header, width=width)
    for key, header, width in (
        ("sheet", "Sheet", 11),
        ("cell", "Cell", 9),
        ("column", "Column", 22),
        ("found", "Found", 30),
        ("expected", "Expected", 26),
        ("do", "What to do", 46),
    )
)
CHECKS_BLOCK = Block(  # two lines, a blank one, the headers, then the problems
    "checks", "Checks", CHECK_COLUMNS, 4 + CHECKS_SHOWN, headers=False
)

BLOCKS: tuple[Block, ...] = (
    START_PAGE,
    *STATUSES.values(),
    *HEADLINES.values(),
    SCORES,
    PAIR_POINTS,
    DECISIONS,
    MEASURES_NOW,
    GRID,
    LEVER_RESULTS,
    LEVER_CHARTS,
    *DECISION_BLOCKS,
    INCOME_NEXT,
    INCOME_RATES_BLOCK,
    MONTH_RATES_BLOCK,
    INCOME_YEAR,
    INCOME_SERIES,
    FULL,
    CAPACITY_RATES_BLOCK,
    CLINICIAN_RATES,
    CAPACITY_WEEKS,
    ALIASES,
    CLOSER,
    QUARTER_RESULTS,
    REFERRALS,
    CHECKS_BLOCK,
)
BLOCK_BY_NAME = {block.name: block for block in BLOCKS}
