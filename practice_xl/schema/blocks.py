"""The blocks that the program writes: where each stands, its rows and columns, its share rule.

Every block keeps its place and size, so that charts and a coach's eye find it again. A block is
found by its defined name, so rows inserted above it do no harm.
"""

from __future__ import annotations

from collections.abc import Sequence

from practice_xl.schema import inputs, measures
from practice_xl.schema.levers import DECISION_NUMBERS, LEVER_NUMBERS, LEVERS
from practice_xl.schema.measures import MEASURABLES, PAIRS, WINDOWS
from practice_xl.schema.parts import ALIAS, AS_IS, TICKED, Block, Column, Kind, Share, shown
from practice_xl.schema.start_page import START_PAGE
from practice_xl.schema.type_width import column_width

WEEKS_PAST, WEEKS_AHEAD = 26, 52
WEEKS_CHARTED = WEEKS_PAST + WEEKS_AHEAD
MONTHS_PAST, MONTHS_AHEAD = 12, 13  # the month in progress is the first of those ahead
MONTHS_SHOWN, MONTH_COLUMNS = MONTHS_PAST + MONTHS_AHEAD, 7
GRID_WEEKS = 13
CHECKS_SHOWN, CLOSER_ROWS = 200, 200
CLOSER_TOP = 8  # rows of it above the first action: status, promises, a blank one, the header
PROMISED = "Promised to your coach"
NOTHING_PROMISED = "Nothing with a date: it comes from the sheet Coach."
CLOSER_HEADER = "Closer? (the program says)"
_NARROW = 6.7  # width of a week of the grid [characters]


def _all(kind: Kind, *each: tuple[str, str]) -> tuple[Column, ...]:
    """Columns of one kind, each with its key and header."""
    return tuple(shown(key, header, kind) for key, header in each)


def _blank(count: int) -> tuple[Column, ...]:
    return (shown(),) * count


def _lines(name: str, sheet: str, rows: int, since: int = 1, share: Share = AS_IS) -> Block:
    """Lines of words above the numbers of a sheet."""
    columns = (Column("text", "", share=share),)
    return Block(name, sheet, columns, rows, headers=False, share=share, since=since)


def _rates(
    name: str,
    sheet: str,
    rates: Sequence[measures.Measure],
    windows: tuple[int, ...],
    what: str,
    title: str,
    more: tuple[tuple[str, Kind], ...] = (),
) -> Block:
    """Rates over windows of weeks or months, each with how many of them it rests on."""
    rows = [*((rate.rate_label, rate.kind) for rate in rates), *more]
    columns: list[Column] = []
    for size in windows:
        header = f"{size} {what if size > 1 else what[:-1]}"
        columns.append(shown(f"value_{size}", header, Kind.NUMBER))
        columns.append(shown(f"n_{size}", f"{what} used", Kind.COUNT))
    labels, kinds = zip(*rows, strict=True)
    cells = tuple(columns)
    return Block(name, sheet, cells, len(rows), title, labels=labels, kinds=kinds, share=AS_IS)


STATUS_ONLY = ("Weekly", "Monthly", "Plan", "Coach", "Words")
STATUSES = {sheet: _lines(f"{sheet.lower()}_status", sheet, 1) for sheet in STATUS_ONLY}
# Lines of the headlines that are the titles of the charts below them, counted from 0:
BEST_LINE, EFFECT_LINE = 1, 2  # Levers
FANS_LINE = 1  # Decisions
SCORES_LINE = 1  # of the block of scores
_ACROSS_TO_LEADER = 8  # columns between the manager's column and the leader's
SCORE_PLACE = (5, 0)  # the manager's score; the leader's stands in the last column
PAIR_LINES = 3  # that a pair's reasons may take
SPARK_WIDTH = 21.0  # of the column in which the sparklines stand, below each other [characters]
_WEEKS = tuple(shown(f"week_{n}", "", Kind.NUMBER, _NARROW) for n in range(1, GRID_WEEKS + 1))
YEARS = 5  # rows of the year without and with the levers, the goal, the most when full
MONTHS_TO_WEEKS = 3  # columns between: the months print, the weeks are behind the chart
INCOME_LINES = ("likely", "ceiling", "goal")  # each with its name at its end
RESULT_ROWS = 96  # of Decisions; one takes about ten of them
RESULT_WORDS = 9  # lines of words for each decision
WORDS_SIZE = 10  # of their type [points]
ROWS_PRINTED = 32  # as now, all together, and two decisions: one page
_WHAT, _AMOUNT = 31, 11.5  # widths of their columns [characters]
ROW_WIDTH = column_width(_WHAT, *(_AMOUNT,) * 3)  # [points]

# fmt: off
MATTER = (  # the measures that are told first, each with its 13 weeks drawn
    "sessions_kept", "fill", "show_rate", "collected", "session_rate", "inquiries", "ceo_hours",
    "notes_overdue")
_MATTER = tuple(measures.MEASURE_BY_KEY[key] for key in MATTER)
HEADLINES = {
    sheet: _lines(f"{sheet.lower()}_headline", sheet, rows, since, share)
    for sheet, rows, since, share in (
        ("Levers", 6, 1, AS_IS), ("Income", 7, 1, AS_IS), ("Capacity", 4, 1, AS_IS),
        ("Decisions", 5, 3, AS_IS), ("Referrals", 4, 3, TICKED),
    )
}
REFERRALS_HEADLINE = HEADLINES["Referrals"]

WEEKLY_SLOTS = Block(  # left of the weeks: what counts where Slots offered is blank
    "weekly_slots", "Weekly", (Column("slots", "Slots from Plan", kind=Kind.COUNT, width=8),), 520,
    since=3)
SCORES = Block(
    "scores", "Scorecard", _blank(_ACROSS_TO_LEADER + 2), 8, headers=False, share=AS_IS)
PAIR_POINTS = Block("pairs", "Scorecard", (
    shown("manager", "Points", width=9),
    shown("manager_why", "Manager: is the task done?"),
    *_blank(_ACROSS_TO_LEADER - 2),
    shown("leader", "Points", width=_NARROW),
    shown("leader_why", "Leader: does the result move?"),
), PAIR_LINES * len(PAIRS), share=AS_IS,
    labels=tuple(label for pair in PAIRS for label in (pair, *[""] * (PAIR_LINES - 1))))
DECISIONS = Block("decisions", "Scorecard", (
    shown("measurable", "Measurable"), shown("lever", "Lever"), *_blank(3),
    shown("task", "Task, and the result it should create"), *_blank(10),
    shown("owner", "Owner"), shown("due", "Due", Kind.DATE, 10.5),
), 6, "What a leader would decide next: three rows, ready to be typed into Actions", share=AS_IS)
MEASURES_NOW = Block("measures_now", "Scorecard", (
    shown("mean4", "4 weeks", Kind.NUMBER, 9),
    shown("status", "How this week stands"), *_blank(GRID_WEEKS + 1),
    shown("drawn"), shown(width=3), *_WEEKS,
), len(MATTER), "The measures that matter, and their last 13 weeks", share=AS_IS,
    labels=tuple(measure.label for measure in _MATTER),
    kinds=tuple(measure.kind for measure in _MATTER))
GRID = Block("grid", "Scorecard", (
    shown("goal", "Goal", Kind.NUMBER, 9), *_WEEKS,
    shown("mean4", "4 weeks", Kind.NUMBER, 9), shown("mean13", "13 weeks", Kind.NUMBER, 10.5),
    shown("status", "This week", width=SPARK_WIDTH),
), len(MEASURABLES) + 3, "Trailing 13 weeks; changing a goal redraws them all", share=AS_IS,
    labels=("Week starting",
            *(f"{measure.label} {'↑' if measure.good == 'up' else '↓'}" for measure in MEASURABLES),
            "Manager", "Leader"),
    kinds=(Kind.DATE, *(measure.kind for measure in MEASURABLES), Kind.COUNT, Kind.COUNT))

LEVER_RESULTS = Block("lever_results", "Levers", (
    shown("used", "Used", Kind.NUMBER, 8), shown("alone", "Alone, a year", Kind.MONEY, 11.5),
    shown("share", "Fair share", Kind.MONEY, 9.5), shown("why", "What it rests on", width=38.5),
), len(LEVER_NUMBERS), kinds=tuple(number.kind for _, number in LEVER_NUMBERS), share=AS_IS)
LEVER_CHARTS = Block("lever_charts", "Levers", (
    shown("lever", "Lever", width=46),
    shown("chosen", "In the total: its fair share", Kind.MONEY, 27), *_blank(1),
    shown("year", "A year", width=34), shown("amount", "Money", Kind.MONEY),
), len(LEVERS) + 2,  # two above the others: a blank one, and what they are
    "Behind the charts: what each lever brings in a year; the year without and with them",
    share=AS_IS)

DECISION_USED = Block(
    "decision_used", "Decisions", (shown("used", "Used", Kind.NUMBER, 10),), len(DECISION_NUMBERS),
    kinds=tuple(number.kind for _, number in DECISION_NUMBERS), since=3)
DECISION_RESULTS = Block("decision_results", "Decisions", (
    shown("what", "The next 12 months", width=_WHAT), shown("low", "Low", Kind.MONEY, _AMOUNT),
    shown("likely", "Likely", Kind.MONEY, _AMOUNT), shown("high", "High", Kind.MONEY, _AMOUNT),
), RESULT_ROWS, "What they bring (8 in 10 times between low and high)", share=AS_IS, since=3)
DECISION_FANS = Block("decision_fans", "Decisions", (
    shown("week_start", "Week starting", Kind.DATE),
    *_all(Kind.MONEY, ("low", "Low, as now"), ("likely", "Likely, as now"),
          ("high", "High, as now"), ("low_with", "Low, with"), ("likely_with", "Likely, with"),
          ("high_with", "High, with")),
), WEEKS_AHEAD, "Behind the chart", share=AS_IS, since=3)

INCOME_NEXT = Block("income_next", "Income", (
    *_all(Kind.MONEY, ("p10", "Low"), ("p50", "Likely"), ("p90", "High"), ("goal", "Goal")),
    shown("chance", "Chance", Kind.SHARE), shown("gap", "Gap to goal", Kind.MONEY),
), 4, "What is likely to come in (8 in 10 times between low and high); each line stands for itself",
    share=AS_IS,
    labels=("Next 13 weeks", "Next 26 weeks", "Next 12 months", "This business year"))
INCOME_RATES_BLOCK = _rates(
    "income_rates", "Income", measures.INCOME_RATES, WINDOWS, "weeks",
    "Money for each session and hour",
    (("Days of income unpaid", Kind.NUMBER), ("Money collected, in all", Kind.MONEY)))
MONTH_RATES_BLOCK = _rates(
    "month_rates", "Income", measures.MONTH_RATES, measures.MONTH_WINDOWS, "months",
    "What is left, over closed months")
INCOME_YEAR = Block("income_year", "Income", (
    shown("value", "", Kind.NUMBER), *_blank(1), shown("words"),
), 10, "The year, and what it would take", headers=False, share=AS_IS,
    labels=("Collected this business year",
            "The plan for it, to the week read",
            "What a full practice earns in a year",
            "Tax still to set aside",
            "13 weeks ago: likely for these weeks",
            "What came",
            "To close the gap: more sessions a week",
            "or: more for each session",
            "or: more weeks of work",
            "Your pay, above take-home"),
    kinds=(*(Kind.MONEY,) * 6, Kind.NUMBER, Kind.MONEY_RATE, Kind.NUMBER, Kind.MONEY))
INCOME_SERIES = Block("income_series", "Income", (
    shown("month", "Month", Kind.DATE),
    *_all(Kind.MONEY, ("collected", "Collected"), ("year_before", "A year before"),
          ("plan", "Plan"), ("p10", "Low"), ("p50", "Likely"), ("p90", "High")),
    *_blank(MONTHS_TO_WEEKS),
    shown("week_start", "Week starting", Kind.DATE),
    *_all(Kind.MONEY, ("week_collected", "Collected"), ("low", "Low"), ("band", "Low to high"),
          ("likely", "Likely"), ("ceiling", "Ceiling"), ("goal", "Goal line"),
          *((f"{line}_end", "Label") for line in INCOME_LINES)),
    shown("title", "Title"),
), WEEKS_CHARTED,
    "Month by month: what came in, what is planned, what is likely (each month for itself)",
    share=AS_IS)

FULL = Block("full", "Capacity", tuple(
    shown(key, "", Kind.NUMBER) for key in ("first", "second", "third")
), 4, "When will I be full?", headers=False, share=AS_IS,
    labels=("Chance within 13, 26 and 52 weeks", "", "Weeks to go: early, likely, late",
            "The month: early, likely, late"),
    kinds=(Kind.SHARE, Kind.TEXT, Kind.COUNT, Kind.TEXT))
CAPACITY_RATES_BLOCK = _rates(
    "capacity_rates", "Capacity", measures.CAPACITY_RATES, WINDOWS, "weeks",
    "How full, over the last open weeks")
CLINICIAN_RATES = Block("clinician_rates", "Capacity", (
    Column("clinician", "Clinician", share=ALIAS),
    *_all(Kind.SHARE, ("utilisation_4", "% worked, 4"), ("utilisation_13", "% worked, 13"),
          ("fill_4", "% full, 4"), ("fill_13", "% full, 13")),
    *_all(Kind.COUNT, ("kept_13", "Sessions, 13"), ("n", "weeks used")),
    shown("bar", "% full, drawn"),
), inputs.CLINICIANS.rows, "Each clinician, over the last 4 and 13 open weeks", share=TICKED)
CAPACITY_WEEKS = Block("capacity_weeks", "Capacity", (
    shown("week_start", "Week starting", Kind.DATE),
    *_all(Kind.SHARE, ("utilisation", "% worked"), ("fill", "% full"), ("target", "Full means"),
          ("likely", "Likely % full")),
    shown("title", "Title"),
), WEEKS_CHARTED, "Week by week, behind the chart", share=AS_IS)

ALIASES = Block("aliases", "Plan", (  # between Fees and Clinicians, beside the names of both
    Column("tier", "In the copy", width=13), Column("clinician", "In the copy", width=13),
), max(inputs.FEES.rows, inputs.CLINICIANS.rows), since=3)
CLOSER = Block(  # the sheet's status, promises, the header, then a word for each row of the table
    "closer", "Actions", (shown("closer", "Closer?", width=23),), CLOSER_TOP + CLOSER_ROWS,
    headers=False, share=AS_IS)
QUARTER_RESULTS = Block("quarter", "Actions", (
    shown("result", "Result", width=27),
    shown("from", "From", width=11), shown("now", "Now", width=11),
    shown("done", "Of the way", Kind.SHARE, 10), shown("line", "The line", Kind.SHARE, 10),
    shown("chance", "Chance", Kind.SHARE, 15.5),
    shown("words", "Where it stands", width=62),
), inputs.QUARTER_ROWS, share=AS_IS, since=3)
REFERRALS = Block("referrals", "Referrals", tuple(
    column._replace(share=TICKED)
    for column in (
        shown("alias", "In the copy", width=11),
        shown("inquiries", "Inquiries, 52 weeks", Kind.COUNT, 10),
        shown("started", "New clients, 52 weeks", Kind.COUNT, 10),
        shown("conversion", "Become clients", Kind.SHARE, 10),
        shown("worth", "Worth", Kind.MONEY, 11), shown("last_met", "Last met", Kind.DATE, 13),
        shown("weeks_since", "Weeks since", Kind.COUNT, 8),
        shown("share", "Of all new clients", Kind.SHARE, 10), shown("strong", "Strong", width=10),
    )
), inputs.SOURCE_ROWS, share=TICKED, since=3)
# Their rows stand beside a table's, so rows may be put in and taken out there.
BESIDE_A_TABLE = {
    WEEKLY_SLOTS: inputs.WEEKLY, CLOSER: inputs.ACTIONS, QUARTER_RESULTS: inputs.QUARTER,
    REFERRALS: inputs.SOURCES, ALIASES: inputs.FEES,
}
CHECKS_BLOCK = Block("checks", "Checks", (  # two lines, a blank one, the headers, the problems
    Column("sheet", "Sheet", width=11), Column("cell", "Cell", width=9),
    Column("column", "Column", width=22), Column("found", "Found", width=30),
    Column("expected", "Expected", width=26), Column("do", "What to do", width=46),
), 4 + CHECKS_SHOWN, headers=False)

BLOCKS: tuple[Block, ...] = (
    START_PAGE, *STATUSES.values(), *HEADLINES.values(),
    WEEKLY_SLOTS, SCORES, PAIR_POINTS, DECISIONS, MEASURES_NOW, GRID,
    LEVER_RESULTS, LEVER_CHARTS, DECISION_USED, DECISION_RESULTS, DECISION_FANS,
    INCOME_NEXT, INCOME_RATES_BLOCK, MONTH_RATES_BLOCK, INCOME_YEAR, INCOME_SERIES,
    FULL, CAPACITY_RATES_BLOCK, CLINICIAN_RATES, CAPACITY_WEEKS,
    ALIASES, CLOSER, QUARTER_RESULTS, REFERRALS, CHECKS_BLOCK,
)
# fmt: on
BLOCK_BY_NAME = {block.name: block for block in BLOCKS}
