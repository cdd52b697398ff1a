"""The sheet Words: one word for each thing, its unit, what it means."""

from __future__ import annotations

from collections.abc import Iterator

from practice_xl.building.input_tables import list_name
from practice_xl.building.looks import ACCENT, EDGE, GREY, HEADING, LINE_HEIGHT, PAPER, SIZE, Look
from practice_xl.building.page import Page
from practice_xl.schema import measures
from practice_xl.schema.inputs import DECISION_INPUTS, LEVER_INPUTS, TABLES
from practice_xl.schema.levers import KINDS, LEVERS
from practice_xl.schema.measures import MEASURABLES, Measure
from practice_xl.schema.settings import SETTING_BY_KEY, SETTINGS
from practice_xl.schema.sheets import WORDS_ROOM
from practice_xl.schema.type_width import column_width, fit

WORD_HEADERS = ("Word", "Unit", "What it means")
MEASURES_SECTION = "What the Scorecard follows, and an action can move"
LEVERS_SECTION = "Levers: more income without one new client"
TERMS_SECTION = "What the program says"
# fmt: off
TERMS = (
    ("Manager", "score, 0 to 100", "Is the week in order? Points of eight pairs."),
    ("Leader", "score, 0 to 100", "Does the practice move? Points of the same pairs."),
    ("On track, off track", "", "This week's number against its goal or limit."),
    ("Closer?", "", "Whether an action's number moved since the action was added."),
    ("The line", "",
     "What your plan has for a week: sessions, or money. In a quarter, the days that have "
     "passed: a result on the line has come as far."),
    ("Likely", "",
     "The middle of many simulated futures. Middles do not add up: twelve likely months are "
     "not quite the likely year."),
    ("Low, high", "", "8 in 10 of those futures lie between them."),
    ("Chance", "share, 0 to 100 %", "In how many of those futures it comes true."),
    ("Gap", "currency", "The goal less what is likely in the next 12 months."),
    ("A full practice", "currency a year", "What it earns when full, as things are."),
    ("Lever", "", "A way to more income without one new client."),
    ("Fair share", "currency a year",
     "What a lever adds to the total, on average over every order of adding them: the fair "
     "shares add up to the total."),
    ("Open week", "", "A week with slots offered and sessions kept typed."),
    ("Week off", "", "A week with no slots offered; it costs no point."),
    ("Holiday week", "", "A short week of Plan: it counts in money, not in scores."),
)
# fmt: on
_LINES = {
    "sessions_line": "the plan's line of sessions",
    "income_line": "the plan's line of income",
    "worked_goal": "the target of % full, as far as people come (the show rate's goal)",
}
_LISTED = {MEASURES_SECTION: list_name("measurable"), LEVERS_SECTION: list_name("lever")}

Entry = tuple[str, str, str]  # word, unit, meaning


def glossary() -> Iterator[tuple[str, list[Entry]]]:
    """Every word of the workbook from the schema: sections, each with its entries."""
    yield TERMS_SECTION, list(TERMS)
    for table in TABLES:
        if table in (LEVER_INPUTS, DECISION_INPUTS):
            continue
        title = table.title.partition(":")[0]
        yield (
            f"What you type: {table.sheet}" + (f", {title}" if title else ""),
            [(column.label, column.unit, column.help) for column in table.columns],
        )
        if table.name == "Monthly":
            yield ("What you type: Plan", [(s.label, s.unit, s.help) for s in SETTINGS])
    for title, rates in (
        ("How full: rates, on Capacity", measures.CAPACITY_RATES),
        ("Money: rates, on Income", measures.INCOME_RATES),
        ("What is left: by month, on Income", measures.MONTH_RATES),
    ):
        yield title, [(rate.rate_label, rate.unit, rate.help) for rate in rates]
    yield MEASURES_SECTION, [_measure(measure) for measure in MEASURABLES]
    yield LEVERS_SECTION, [(lever.label, "", lever.help) for lever in LEVERS]
    yield (
        "The numbers of the levers",
        [(n.label, n.unit, n.help or f"For “{of.label}”.") for of in LEVERS for n in of.numbers],
    )
    yield (
        "The numbers of the decisions",
        [(n.label, n.unit, f"{n.help} For “{of.label}”.") for of in KINDS for n in of.numbers],
    )


def put_words(page: Page) -> None:
    """The glossary, a section after the other; the drop-downs of Actions take their lists here."""
    row, column = WORDS_ROOM.place
    head: Look = {"bold": True, "font_color": PAPER, "bg_color": ACCENT, "indent": 1}
    for offset, header in enumerate(WORD_HEADERS):
        page.put(row, column + offset, header, **head)
    page.cells.freeze_panes(row, 0)
    page.cells.repeat_rows(row - 1)
    page.begin_at(row + 1, column)
    for title, entries in glossary():
        row += 1
        page.put(row, column, title, **HEADING, valign="bottom")
        page.cells.set_row(row - 1, 24)
        if title in _LISTED:
            page.name(_LISTED[title], row + 1, column, len(entries))
        for entry in entries:
            row += 1
            _entry(page, row, column, entry)
    first = WORDS_ROOM.place[0]
    page.titles(first, column, row + 1 - first, len(WORD_HEADERS), across=True)


def _entry(page: Page, row: int, column: int, entry: Entry) -> None:
    size = max(SIZE, page.sheet.least_type)
    edge = EDGE | {"valign": "top", "text_wrap": True}
    word: Look = {"bold": True, "indent": 1}
    shown: list[Look] = [word, {"font_color": GREY, "font_size": 9}, {}]
    most = 0
    for at, (text, look) in enumerate(zip(entry, shown, strict=True), start=column):
        most = max(most, len(fit(text, column_width(page.width(at)) - 2 * SIZE, size, len(text))))
        page.put(row, at, text or None, **edge | look)
    page.cells.set_row(row - 1, 2.5 + LINE_HEIGHT * size * most)


def _measure(measure: Measure) -> Entry:
    direction = "More is good" if measure.good == "up" else "Less is good"
    if not measure.goal_key:
        goal = "no goal"
    elif measure.goal_key in _LINES:
        goal = f"held against {_LINES[measure.goal_key]}"
    else:
        goal = f"held against “{SETTING_BY_KEY[measure.goal_key].label}” in Plan"
    pair = f"; belongs to {measure.pair}" if measure.pair else ""
    return measure.label, measure.unit, f"{direction}; {goal}{pair}."
