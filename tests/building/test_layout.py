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
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.inputs import TABLES
from practice_xl.schema.layout import Part, lines_above, rows_of, widths_of
from practice_xl.schema.parts import PLACES, Block, Kind
from practice_xl.schema.settings import SETTINGS
from practice_xl.schema.sheets import SCORES_CHART
from practice_xl.tracker import Tracker

pytestmark = pytest.mark.skipif(shutil.which("fc-match") is None, reason="no fonts to measure by")
NOW = datetime.combine(EXAMPLE_DAY, time(16))
LONG = "Whoever has been away for weeks is asked kindly, by telephone, whether to go on; " * 3
KINDS = ("blank", "two weeks", "example", "wordy", "copy", "wordy copy", "roster")


def tracker(path: Path, weeks: int = 0, long: bool = False) -> Path:
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
    Tracker(path, day, NOW).recalculate()
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
        earlier = tracker(folder / "earlier.xlsx", weeks=26)
        for name in range(6):
            whole = tracker(folder / f"practice {name}.xlsx", weeks=30 + 4 * name)
            own = folder / "copies" / f"Practice {name}"
            own.mkdir(parents=True)
            for number, source in enumerate((earlier, whole)):
                coach = for_coach(Tracker(source, EXAMPLE_DAY).report())
                write_copy(coach, own / f"coach_copy_2026-0{number + 1}-02.xlsx")
        roster(folder / "copies", path, today=EXAMPLE_DAY)
    elif kind.endswith("copy"):
        whole = tracker(folder / f"of {kind}.xlsx", long=kind.startswith("wordy"))
        write_copy(for_coach(Tracker(whole, EXAMPLE_DAY).report()), path, names_checked=True)
    else:
        tracker(path, weeks=2 if kind == "two weeks" else 0, long=kind == "wordy")
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


@pytest.mark.parametrize("kind", KINDS)
def test_no_chart_covers_a_cell_or_another_chart(drawn, kind):
    assert [found for view in drawn(kind) for found in view.covered()] == []


def _rectangle(part: Part) -> tuple[str, range, range]:
    place, labelled = PLACES[part.name], isinstance(part, Block) and bool(part.labels)
    rows = range(place.row - lines_above(part), place.row + rows_of(part))
    return place.sheet, rows, range(place.column - labelled, place.column + len(widths_of(part)))


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
from practice_xl import schema
from practice_xl.schema import measures
more = [measures.MEASURABLES[-1]._replace(key=f"more_{n}", label=f"Measure {n}") for n in range(4)]
measures.MEASURABLES += tuple(more)
for name in ("blocks", "inputs", "sheets"):  # are worked out anew
    del sys.modules[f"practice_xl.schema.{name}"]
    delattr(schema, name)
from practice_xl.building.tracker import build_tracker
build_tracker(sys.argv[1], first_week=date(2026, 8, 31))
"""


def test_four_more_grid_rows_move_everything_below_and_no_chart_covers_a_cell(drawn, tmp_path):
    path = tmp_path / "more.xlsx"
    subprocess.run([sys.executable, "-c", FOUR_MORE, str(path)], check=True)
    before, after = (
        next(view for view in found if view.sheet.title == "Scorecard")
        for found in (drawn("blank"), views(path))
    )
    (chart,), (moved,) = before.charts, after.charts
    assert moved.corner.row == chart.corner.row + 4 == PLACES[SCORES_CHART.name].row + 4
    assert list(after.covered()) == []
    assert list(after.outside()) == []
    shown = {cell.value for cell in after.filled.values()}
    assert {f"Measure {n} ↑" for n in range(4)} <= shown
