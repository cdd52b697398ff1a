"""Nothing covers anything, no word is cut, all that is read prints, and large enough to read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from itertools import combinations
from pathlib import Path

import pytest
from sheet_view import View, views

from practice_xl.building.example import EXAMPLE_DAY, example_content
from practice_xl.building.looks import TYPED, TYPED_BAND
from practice_xl.building.tracker import build_tracker
from practice_xl.coach.copy import write_copy
from practice_xl.coach.inputs import for_coach
from practice_xl.coach.roster import roster
from practice_xl.schema.blocks import BLOCKS, PAIR_LINES
from practice_xl.schema.inputs import TABLES, WEEKLY
from practice_xl.schema.layout import Part, lines_above, rows_of, widths_of
from practice_xl.schema.parts import PLACES, Block, Kind
from practice_xl.schema.settings import SETTINGS
from practice_xl.schema.sheets import SCORES_CHART
from practice_xl.tracker import Tracker

pytestmark = pytest.mark.skipif(shutil.which("fc-match") is None, reason="no fonts to measure by")
NOW = datetime.combine(EXAMPLE_DAY, time(16))
LONG = "Whoever has been away for weeks is asked kindly, by telephone, whether to go on; " * 3
KINDS = ("blank", "two weeks", "example", "wordy", "copy", "wordy copy", "roster")


def typed(path: Path, weeks: int = 0, long: bool = False) -> Tracker:
    """The example year, or its first weeks; with every text as long as one would ever type it."""
    content = example_content()
    if weeks:
        content = replace(content, weekly=content.weekly[:weeks], actions=(), monthly=())
    if long:
        content = replace(
            content, plan=dict(content.plan) | _long_settings(), **_long_rows(content)
        )
    build_tracker(path, first_week=content.first_week, content=content)
    day = max(row["week_start"] for row in content.weekly) if weeks else EXAMPLE_DAY
    return Tracker(path, day, NOW)


def copy_of(tracker: Tracker, path: Path) -> Path:
    write_copy(for_coach(tracker.report()), path, names_checked=True)
    return path


def _long_settings() -> dict[str, str]:
    return {s.key: LONG for s in SETTINGS if s.kind is Kind.TEXT and not s.choices}


def _long_rows(content) -> dict[str, tuple]:
    """Rows of the tables with every text that may be anything made long."""
    found = {}
    for table, field in (
        ("Actions", "actions"),
        ("Fees", "fees"),
        ("CoachNotes", "coach_notes"),
    ):
        texts = {
            column.key
            for column in next(t for t in TABLES if t.name == table).columns
            if column.kind is Kind.TEXT and column.key != "id"
        }
        found[field] = tuple(
            {k: f"{n} {LONG}" if k in texts and v else v for k, v in row.items()}
            for n, row in enumerate(getattr(content, field))
        )
    return found


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Callable[[str], list[View]]:
    """A function that makes a workbook of one kind, and says how its sheets are drawn."""
    folder = tmp_path_factory.mktemp("layout")
    made: dict[str, list[View]] = {}

    def draw(kind: str) -> list[View]:
        if kind not in made:
            made[kind] = views(make(folder, kind))
        return made[kind]

    return draw


def make(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.xlsx"
    if kind == "blank":
        build_tracker(path, first_week=example_content().first_week)
    elif kind == "roster":
        copies = [
            copy_of(typed(folder / f"{weeks} weeks.xlsx", weeks), folder / f"{weeks}.xlsx")
            for weeks in (26, 30, 50)
        ]
        for number in range(6):  # three practices, each under two names
            own = folder / "copies" / f"Practice {number}"
            own.mkdir(parents=True)
            shutil.copy(copies[0], own / "coach_copy_2026-01-02.xlsx")
            shutil.copy(copies[number % 3], own / "coach_copy_2026-02-02.xlsx")
        roster(folder / "copies", path, today=EXAMPLE_DAY)
    elif kind.endswith("copy"):
        copy_of(typed(folder / f"of {kind}.xlsx", long=kind.startswith("wordy")), path)
    else:
        weeks = 2 if kind == "two weeks" else 0
        typed(path, weeks, long=kind == "wordy").recalculate()
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_is_cut_and_no_number_is_hashes(drawn, kind):
    """Measured with the widths of the real font; what was typed too long is the owner's own."""
    own = {colour[1:] for colour in (TYPED, TYPED_BAND)} if "wordy" in kind else set()
    assert [found for view in drawn(kind) for found in view.cut(own)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_prints_can_be_read(drawn, kind):
    """8 points or more on paper, in cells and in charts, on pages as wide as the paper."""
    assert [found for view in drawn(kind) for found in (*view.small(), *view.outside())] == []


def test_no_pages_of_blank_rows_print(drawn):
    """A sheet of a new tracker is at most four pages, but for the glossary and Plan."""
    pages = {view.sheet.title: view.pages() for view in drawn("blank")}
    assert max(pages[name] for name in pages if name not in ("Words", "Plan")) <= 4
    assert (pages["Start"], pages["Coach"], pages["Monthly"], pages["Checks"]) == (1, 1, 1, 1)
    assert sum(pages.values()) <= 42


def test_how_the_cells_of_weekly_are_meant_is_said_in_whole_sentences(drawn):
    (weekly,) = (view for view in drawn("blank") if view.sheet.title == "Weekly")
    said = " ".join(str(cell.value) for cell in weekly.filled.values())
    for _, heading, _ in WEEKLY.groups:
        assert heading in said
    lines = [str(cell.value) for (row, _), cell in weekly.filled.items() if row < WEEKLY.place[0]]
    for *_, meant in WEEKLY.groups:
        assert set(meant.split()) <= {word for line in lines for word in line.split()}


@pytest.mark.parametrize("kind", KINDS)
def test_no_chart_covers_a_cell_or_another_chart(drawn, kind):
    assert [found for view in drawn(kind) for found in view.covered()] == []


def _rectangle(part: Part) -> tuple[str, range, range]:
    place, labelled = PLACES[part.name], isinstance(part, Block) and bool(part.labels)
    rows = range(place.row - lines_above(part), place.row + rows_of(part))
    return part.sheet, rows, range(place.column - labelled, place.column + len(widths_of(part)))


def test_no_part_of_a_sheet_lies_over_another():
    parts = [*BLOCKS, *TABLES]
    for one, other in combinations(parts, 2):
        (sheet, rows, columns), (sheet_2, rows_2, columns_2) = map(_rectangle, (one, other))
        apart = (
            rows.stop <= rows_2.start
            or rows_2.stop <= rows.start
            or columns.stop <= columns_2.start
            or columns_2.stop <= columns.start
        )
        assert sheet != sheet_2 or apart, (one.name, other.name)


FOUR_MORE = """
import sys
from datetime import date
import practice_xl.domain.scorecard  # its rules are of the pairs there are
from practice_xl import schema
from practice_xl.schema import measures
more = [measures.MEASURABLES[-1]._replace(key=f"more_{n}", label=f"Measure {n}") for n in range(4)]
measures.MEASURABLES += tuple(more)
measures.PAIRS += ("One more pair",)
for name in ("blocks", "inputs", "sheets"):  # are worked out anew
    del sys.modules[f"practice_xl.schema.{name}"]
    delattr(schema, name)
from practice_xl.building.tracker import build_tracker
build_tracker(sys.argv[1], first_week=date(2026, 8, 31))
"""


def test_more_rows_move_everything_below_and_no_chart_covers_a_cell(drawn, tmp_path):
    """One more pair above the chart, and four more rows of the grid below it."""
    path = tmp_path / "more.xlsx"
    subprocess.run([sys.executable, "-c", FOUR_MORE, str(path)], check=True)
    before, after = (
        next(view for view in found if view.sheet.title == "Scorecard")
        for found in (drawn("blank"), views(path))
    )
    (chart,), (moved,) = before.charts, after.charts
    assert moved.corner.row == chart.corner.row + PAIR_LINES
    assert chart.corner.row == PLACES[SCORES_CHART.name].row
    assert after.sheet.max_row == before.sheet.max_row + PAIR_LINES + 4
    assert list(after.covered()) == []
    assert list(after.outside()) == []
    shown = {cell.value for cell in after.filled.values()}
    assert {f"Measure {n} ↑" for n in range(4)} <= shown
