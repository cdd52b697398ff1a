"""The sheets in the order of their tabs: what stands on each, how it looks and prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practice_xl.schema import blocks, inputs, layout
from practice_xl.schema.blocks import HEADLINES, STATUSES
from practice_xl.schema.layout import Part, Room, Stack, breaks_before, chart, spaced
from practice_xl.schema.parts import PLACES, Role, Sheet
from practice_xl.schema.settings import FIRST_FIVE, LATER
from practice_xl.schema.start_page import START_PAGE

SHEETS: list[Sheet] = []  # as they are made
START_HEAD = 3  # what to do, in a line, the buttons, and a blank row
INCOME_CHART = chart("income_chart", 980, 385)
CAPACITY_CHART = chart("capacity_chart", 980, 322)
SCORES_CHART = chart("scores_chart", 1220, 290)
DECISION_CHART = chart("decision_chart", 660, 385)
LEVER_BARS = chart("lever_bars", 1215, 483)
SETTINGS_ROOM = Room(  # label, value, unit, help; a heading above each of its two parts
    "settings", len(FIRST_FIVE) + 1 + len(LATER), (36, 24, 17, 52), above=1
)
WORDS_ROOM = Room("words", 1, (31, 25, 64))

# fmt: off
Stack("Start", (START_HEAD, START_PAGE))
Stack("Weekly", (STATUSES["Weekly"], inputs.WEEKLY))
Stack("Weekly", (blocks.WEEKLY_SLOTS,), 1, PLACES["Weekly"].row)
_scorecard = Stack("Scorecard", (blocks.SCORES, *spaced(
    blocks.PAIR_POINTS, blocks.MEASURES_NOW, SCORES_CHART, blocks.DECISIONS, blocks.GRID)))
_levers = Stack("Levers", spaced(HEADLINES["Levers"], LEVER_BARS, inputs.LEVER_INPUTS))
_lever_results = _levers.beside(blocks.LEVER_RESULTS, inputs.LEVER_INPUTS, gap=0)
Stack("Levers", (blocks.LEVER_CHARTS,), _lever_results.next_column, PLACES["lever_bars"].row)
_decisions = Stack(  # nothing but a chart, which floats, lies below the table
    "Decisions", (HEADLINES["Decisions"], 1, inputs.DECIDED, 2, DECISION_CHART))
_decision_results = _decisions.beside(blocks.DECISION_RESULTS, inputs.DECIDED)
_decision_inputs = _decision_results.beside(inputs.DECISION_INPUTS, inputs.DECIDED)
_decision_used = _decision_inputs.beside(blocks.DECISION_USED, inputs.DECISION_INPUTS, gap=0)
_decision_used.beside(blocks.DECISION_FANS, inputs.DECISION_INPUTS)
_income = Stack("Income", spaced(
    HEADLINES["Income"], INCOME_CHART, blocks.INCOME_NEXT, blocks.INCOME_YEAR,
    blocks.INCOME_RATES_BLOCK, blocks.MONTH_RATES_BLOCK, blocks.INCOME_SERIES))
_capacity = Stack("Capacity", spaced(
    HEADLINES["Capacity"], CAPACITY_CHART, blocks.FULL, blocks.CAPACITY_RATES_BLOCK,
    blocks.CLINICIAN_RATES, blocks.CAPACITY_WEEKS))
_closer = Stack("Actions", (blocks.CLOSER,))
_actions = Stack("Actions", (blocks.CLOSER_TOP - 2, inputs.ACTIONS), _closer.next_column - 1)
_quarter = _actions.beside(inputs.QUARTER, inputs.ACTIONS)
_quarter_results = _quarter.beside(blocks.QUARTER_RESULTS, inputs.QUARTER, gap=0)
_sources = Stack("Referrals", spaced(HEADLINES["Referrals"], inputs.SOURCES))
_referrals = _sources.beside(blocks.REFERRALS, inputs.SOURCES, gap=0)
_arrivals = _referrals.beside(inputs.ARRIVALS, inputs.SOURCES)
Stack("Monthly", spaced(STATUSES["Monthly"], inputs.MONTHLY))
_settings = Stack("Plan", spaced(STATUSES["Plan"], SETTINGS_ROOM))
_fees = Stack("Plan", (1, inputs.FEES), _settings.next_column)
_last = _fees.beside(blocks.ALIASES, inputs.FEES, gap=0)
for _gap, _table in enumerate(inputs.PLAN_TABLES[1:]):  # side by side: nothing lies below a table
    _last = _last.beside(_table, inputs.FEES, gap=min(_gap, 1))
Stack("Coach", (STATUSES["Coach"], inputs.COACH_NOTES))
Stack("Checks", (blocks.CHECKS_BLOCK,))
Stack("Words", spaced(STATUSES["Words"], WORDS_ROOM))


def _sheet(
    name: str, purpose: str, *, prints: Sequence[Part] = (), rows: int = 0, columns: int = 0,
    first: str = "A1", more: tuple[float, ...] = (), **looks: Any,
) -> Sheet:
    """A sheet as wide as what stands on it; for what prints, see ``last_printed``."""
    widths = layout.sheet_widths(name)
    printed = f"{first}:{layout.last_printed(widths, prints, rows, columns)}" if prints else ""
    SHEETS.append(Sheet(name, purpose, widths + more, printed, **looks))
    return SHEETS[-1]


START = _sheet(
    "Start", "Your practice on one page. Type in Weekly, click Recalculate, read it here.",
    prints=(START_PAGE,), first=START_PAGE.cell, more=(2,))
_sheet(
    "Weekly",
    "You type here: one row a week, thirteen numbers, under three minutes. "
    "A blank cell means not recorded; it never counts as zero.",
    role=Role.TYPED,
    printed_across=inputs.WEEKLY.place[1] + inputs.WEEKLY.keys.index("bills_unsent"))
SCORECARD = _sheet(
    "Scorecard",
    "One week read twice. Both are needed; neither is better. It is a coaching prompt, not a test.",
    # without the weeks behind the small lines
    prints=[part for part in _scorecard.standing if part is not blocks.MEASURES_NOW],
    breaks=breaks_before(blocks.MEASURES_NOW, blocks.GRID))
REASON_SIZE = SCORECARD.type_printed_at(10)
LEVERS_SHEET = _sheet(
    "Levers",
    "More income without one new client, from your own last 13 open weeks. "
    "You type in the yellow cells; the program fills in the grey ones.",
    prints=(*_levers.standing, blocks.LEVER_RESULTS), breaks=breaks_before(inputs.LEVER_INPUTS))
DECISIONS_SHEET = _sheet(
    "Decisions",
    "What if, from when? Say Yes, choose a decision, type its day: three cells, then Recalculate.",
    prints=(*_decisions.standing, blocks.DECISION_RESULTS), rows=blocks.ROWS_PRINTED,
    landscape=False, breaks_across=(_decision_results.column - 1,), since=3)
INCOME = _sheet(
    "Income", "What came in, what is likely to come in, and how sure that is.",
    prints=_income.standing, rows=blocks.MONTHS_SHOWN, columns=blocks.MONTH_COLUMNS,
    breaks=breaks_before(blocks.INCOME_NEXT, blocks.INCOME_RATES_BLOCK, blocks.INCOME_SERIES))
CAPACITY = _sheet(
    "Capacity", "How full the practice is, and when it is likely to be full.",
    prints=_capacity.standing[:-1], breaks=breaks_before(blocks.CAPACITY_RATES_BLOCK))
_sheet(
    "Actions",
    "You type here: what you decided to do, and the result each should create. "
    "The program says beside it whether the result came closer. "
    "The three results of the quarter stand to the right.",
    breaks_across=(_quarter.column - 1, _quarter_results.column - 1), role=Role.TYPED)
_sheet(
    "Referrals",
    f"You type here: who sends you clients, and who came from whom. {inputs.NEVER_A_NAME}",
    breaks_across=(_arrivals.column - 1,), role=Role.TYPED, since=3)
_sheet(
    "Monthly",
    "You type here, once a month, when you have the figures. Everything works without it.",
    more=(29,), landscape=False, role=Role.TYPED)  # beside the table, who fills what in
_sheet(
    "Plan",
    "You type here. The first five are all that is needed; "
    "fees, days off, clinicians and short weeks stand to the right.",
    breaks_across=layout.breaks_between("Plan"), role=Role.TYPED)
_sheet(
    "Coach",
    "Your coach's notes. Your coach types them into the coach copy; merge brings them back.",
    role=Role.TYPED)
_sheet(
    "Checks",
    "Everything that needs a look: where, what was found, what to do. What you typed stays.")
_sheet(
    "Words", "One word for each thing, and what it means.", landscape=False, role=Role.FIXED)
# fmt: on
