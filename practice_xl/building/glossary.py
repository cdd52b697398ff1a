"""The sheet Words: one word for each thing, its unit, what it means, where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from practice_xl.building.input_tables import LISTS
from practice_xl.building.looks import ACCENT, FAINT, GREY, PAPER
from practice_xl.building.page import Page
from practice_xl.schema.decisions import KINDS
from practice_xl.schema.inputs import DECISION_INPUTS, LEVER_INPUTS, TABLES
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import CAPACITY_RATES, INCOME_RATES, MEASURABLES, MONTH_RATES
from practice_xl.schema.settings import SETTING_BY_KEY, SETTINGS
from practice_xl.schema.sheets import WORDS_ROOM

WORD_HEADERS = ("Word", "Unit", "What it means", "Where")
MEASURES_SECTION = "What the Scorecard follows, and an action can move"
LEVERS_SECTION = "Levers: more income without one new client"
TERMS_SECTION = "What the program says"
TERMS = (
    ("Manager", "score, 0 to 100", "Is the week in order? Points of eight pairs.", "Scorecard"),
    ("Leader", "score, 0 to 100", "Does the practice move? Points of the same pairs.", "Scorecard"),
    ("On track, off track", "", "This week's number against its goal or limit.", "Scorecard"),
    ("Closer?", "", "Whether an action's number moved since the action was added.", "Actions"),
    (
        "The line",
        "",
        "What your plan has for a week: sessions, or money. In a quarter, the days that have "
        "passed: a result on the line has come as far.",
        "Scorecard, Actions",
    ),
    (
        "Likely",
        "",
        "The middle of many simulated futures. Middles do not add up: twelve likely months are "
        "not quite the likely year.",
        "Income",
    ),
    ("Low, high", "", "8 in 10 of those futures lie between them.", "Income"),
    ("Chance", "share, 0 to 100 %", "In how many of those futures it comes true.", "Income"),
    ("Gap", "currency", "The goal less what is likely in the next 12 months.", "Income"),
    ("A full practice", "currency a year", "What it earns when full, as things are.", "Income"),
    ("Lever", "", "A way to more income without one new client.", "Levers"),
    (
        "Fair share",
        "currency a year",
        "What a lever adds to the total, on average over every order of adding them: the fair "
        "shares add up to the total.",
        "Levers",
    ),
    ("Open week", "", "A week with slots offered and sessions kept typed.", "every sheet"),
    ("Week off", "", "A week with no slots offered; it costs no point.", "every sheet"),
    ("Holiday week", "", "A short week of Plan: it counts in money, not in scores.", "every sheet"),
)
_LINES = {
    "sessions_line": "the plan's line of sessions",
    "income_line": "the plan's line of income",
    "worked_goal": "the target of % full, as far as people come (the show rate's goal)",
}
_FIRST_ROW = WORDS_ROOM.place[0]
_WORD_LINE, _MEANING_LINE = 33, 92  # characters that stand on one line
_LISTED = {MEASURES_SECTION: LISTS["measurable"], LEVERS_SECTION: LISTS["lever"]}

Entry = tuple[str, str, str, str]  # word, unit, meaning, where


def glossary() -> Iterator[tuple[str, list[Entry]]]:
    """Every word of the workbook from the schema: sections, each with its entries."""
    yield TERMS_SECTION, list(TERMS)
    for table in TABLES:
        if table in (LEVER_INPUTS, DECISION_INPUTS):
            continue
        title = table.title.partition(":")[0]
        yield (
            f"What you type: {table.sheet}" + (f", {title}" if title else ""),
            [_column(column, table.sheet) for column in table.columns],
        )
        if table.name == "Monthly":
            yield ("What you type: Plan", [(s.label, s.unit, s.help, "Plan") for s in SETTINGS])
    for title, rates, where in (
        ("How full: rates", CAPACITY_RATES, "Capacity"),
        ("Money: rates", INCOME_RATES, "Income"),
        ("What is left: by month", MONTH_RATES, "Income"),
    ):
        yield title, [(rate.rate_label, rate.unit, rate.help, where) for rate in rates]
    yield MEASURES_SECTION, [_measure(measure) for measure in MEASURABLES]
    yield LEVERS_SECTION, [(lever.label, "", lever.help, "Levers") for lever in LEVERS]
    yield (
        "The numbers of the levers",
        [
            (number.label, number.unit, number.help or f"For “{lever.label}”.", "Levers")
            for lever in LEVERS
            for number in lever.numbers
        ],
    )
    yield (
        "The numbers of the decisions",
        [
            (number.label, number.unit, f"{number.help} For “{kind.label}”.", "Decisions")
            for kind in KINDS
            for number in kind.numbers
        ],
    )


def put_words(page: Page) -> None:
    """The glossary, a section after the other; the drop-downs of Actions take their lists here."""
    for offset, header in enumerate(WORD_HEADERS):
        page.put(
            _FIRST_ROW, 2 + offset, header, bold=True, font_color=PAPER, bg_color=ACCENT, indent=1
        )
    page.cells.freeze_panes(_FIRST_ROW, 0)
    page.cells.repeat_rows(_FIRST_ROW - 1)
    page.begin_at(_FIRST_ROW + 1, 2)
    row = _FIRST_ROW + 1
    for title, entries in glossary():
        page.put(row, 2, title, bold=True, font_color=ACCENT, font_size=11, valign="bottom")
        page.cells.set_row(row - 1, 28)
        row += 1
        if title in _LISTED:
            page.name(_LISTED[title], row, 2, len(entries))
        for entry in entries:
            _entry(page, row, entry)
            row += 1
    page.titles(_FIRST_ROW, 2, row - _FIRST_ROW, len(WORD_HEADERS), across=True)


def _entry(page: Page, row: int, entry: Entry) -> None:
    edge: dict[str, Any] = {"bottom": 1, "bottom_color": FAINT, "valign": "top", "text_wrap": True}
    word, unit, meaning, where = entry
    lines = max(1, -(-len(meaning) // _MEANING_LINE), -(-len(word) // _WORD_LINE))
    page.cells.set_row(row - 1, 4 + 13 * lines)
    page.put(row, 2, word, **edge, bold=True, indent=1)
    page.put(row, 3, unit or None, **edge, font_color=GREY, font_size=9)
    page.put(row, 4, meaning or None, **edge)
    page.put(row, 5, where, **edge, font_color=GREY, font_size=9)


def _column(column: Any, sheet: str) -> Entry:
    return column.label, column.unit, column.help, sheet


def _measure(measure: Any) -> Entry:
    direction = "More is good" if measure.good == "up" else "Less is good"
    if not measure.goal_key:
        goal = "no goal"
    elif measure.goal_key in _LINES:
        goal = f"held against {_LINES[measure.goal_key]}"
    else:
        goal = f"held against “{SETTING_BY_KEY[measure.goal_key].label}” in Plan"
    pair = f"; belongs to {measure.pair}" if measure.pair else ""
    return measure.label, measure.unit, f"{direction}; {goal}{pair}.", "Scorecard"
