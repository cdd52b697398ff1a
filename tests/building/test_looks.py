"""What is seen and heard: colours that can be read, charts that say what they found, headers."""

import re
import zipfile
from datetime import datetime, time
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from conftest import TODAY, steady_weeks

from practice_xl.building.example import EXAMPLE_DAY, example_content
from practice_xl.building.looks import ACCENT, AMBER, GREY, INK, PAPER
from practice_xl.building.tracker import build_tracker
from practice_xl.schema.blocks import BLOCK_BY_NAME
from practice_xl.schema.inputs import TABLES
from practice_xl.schema.parts import cell_name, cell_position
from practice_xl.schema.sheets import SHEETS
from practice_xl.tracker import Tracker

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
READABLE = 4.5  # of contrast, WCAG 2.1, level AA
WIDEST = 1300  # pixels of a 13-inch screen at 100 %, less the row numbers and the scroll bar


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("looks") / "example.xlsx"
    content = example_content()
    build_tracker(made, first_week=content.first_week, content=content)
    Tracker(made, EXAMPLE_DAY, datetime.combine(EXAMPLE_DAY, time(16))).recalculate()
    return made


@pytest.fixture(scope="module")
def book(example):
    return openpyxl.load_workbook(example)


def luminance(colour: str) -> float:
    """Relative luminance of a colour, as WCAG has it."""
    parts = [int(colour[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def titles_of(path) -> dict[str, str]:
    """The remembered words of each chart's title, by the cell that they come from."""
    found = {}
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.startswith("xl/charts/chart"):
                chart = ElementTree.fromstring(parts.read(name))
                title = chart.find(f"./{CHART}chart/{CHART}title/{CHART}tx/{CHART}strRef")
                words = title.find(f".//{CHART}v")
                found[title.find(f"{CHART}f").text] = "" if words is None else words.text
    return found


def test_every_cell_has_its_own_fill_and_a_font_that_can_be_read_on_it(book):
    """Dark modes repaint automatic colours: half a pair would make text vanish."""
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.has_style:
                    continue
                fill, font = cell.fill.fgColor.rgb, cell.font.color.rgb
                assert cell.fill.patternType == "solid", (sheet.title, cell.coordinate)
                assert contrast(fill, font) >= READABLE, (sheet.title, cell.coordinate)


def test_there_is_paper_under_every_column_one_sees(book):
    """Cells that nobody laid out look like those beside them, in a dark mode too."""
    for sheet in book:
        last = max(each.max for each in sheet.column_dimensions.values())
        assert last >= 100, sheet.title
        for each in sheet.column_dimensions.values():
            assert each.fill.patternType == "solid", (sheet.title, each.index)


def test_the_words_and_lines_of_charts_can_be_read_on_their_paper(example):
    """Charts keep their own paper; every word on it has a colour of its own."""
    assert min(contrast(PAPER, colour) for colour in (INK, GREY, ACCENT, AMBER)) >= READABLE
    with zipfile.ZipFile(example) as parts:
        for name in parts.namelist():
            if not name.startswith("xl/charts/chart"):
                continue
            chart = ElementTree.fromstring(parts.read(name))
            paper = chart.find(f"./{CHART}spPr/{DRAWN}solidFill/{DRAWN}srgbClr").get("val")
            words = [*chart.iter(f"{DRAWN}defRPr"), *chart.iter(f"{DRAWN}rPr")]
            for each in words:
                colour = each.find(f"{DRAWN}solidFill/{DRAWN}srgbClr").get("val")
                assert contrast(paper, colour) >= READABLE, name


def test_lines_of_a_chart_are_told_apart_without_their_colour(example):
    """In black and white: by dashes, marks or width; a chart's hidden series are no lines."""
    seen = 0
    with zipfile.ZipFile(example) as parts:
        for name in parts.namelist():
            chart = name.startswith("xl/charts/chart") and ElementTree.fromstring(parts.read(name))
            for drawn in chart.iter(f"{CHART}lineChart") if chart else ():
                looks = {}
                for one in drawn.iter(f"{CHART}ser"):
                    line = one.find(f"./{CHART}spPr/{DRAWN}ln")
                    if line.find(f"{DRAWN}noFill") is None:
                        dash = line.find(f"{DRAWN}prstDash").get("val")
                        mark = one.find(f"./{CHART}marker/{CHART}symbol").get("val")
                        name = one.find(f"./{CHART}tx//{CHART}v").text
                        width = line.get("w")
                        looks[name.replace("low and high", "high")] = (dash, mark, width)
                assert len(set(looks.values())) == len(looks) > 1, looks
                seen += 1
    assert seen == 4


def test_a_chart_s_title_says_what_was_found(example, book):
    """It is the sentence of a cell that Recalculate writes, remembered for every program."""
    titles = titles_of(example)
    assert len(titles) == 6
    for place, words in titles.items():
        sheet, cell = place.replace("$", "").split("!")
        assert words == book[sheet][cell].value
        assert re.search(r"\d", words), words


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_in_the_first_weeks_every_chart_says_what_is_to_come(make_tracker, count):
    """An empty chart has a sentence in place of a finding; what to do next is on every sheet."""
    path = make_tracker(steady_weeks(count), {"usual_slots": 25, "full_fee": 150})
    Tracker(path, TODAY, datetime(2026, 11, 6, 16)).recalculate()
    assert all(len(words) > 20 for words in titles_of(path).values())
    book = openpyxl.load_workbook(path)
    for sheet in SHEETS:
        if sheet.name not in ("Start", "Checks"):  # Start has its next right step
            texts = [str(cell.value) for row in book[sheet.name]["A1:G11"] for cell in row]
            assert any(text.startswith("Next for you") for text in texts), sheet.name


def test_a_new_tracker_has_words_where_nothing_is_worked_out_yet(make_tracker):
    assert all(len(words) > 20 for words in titles_of(make_tracker()).values())


def test_a_screen_reader_finds_the_headers_of_tables_and_blocks(book):
    """Defined names say where a rectangle's headers are, in the form that is looked for."""
    found = {}
    for name, meaning in book.defined_names.items():
        place = re.fullmatch(r"(Row)?TitleRegion(\d+)\.([A-Z]+\d+)\.([A-Z]+\d+)\.(\d+)", name)
        if place:
            sheet, cell = meaning.attr_text.replace("$", "").split("!")
            assert cell == place[3]
            assert book.sheetnames[int(place[5]) - 1] == sheet
            found[sheet, cell] = place[4]
    for table in TABLES:
        assert (table.sheet, cell_name(*table.place)) in found
    assert ("Checks", "B6") in found
    for name in ("capacity_rates", "income_next", "income_series", "grid", "pairs"):
        block = BLOCK_BY_NAME[name]
        around = [
            (cell_position(first), cell_position(last))
            for (sheet, first), last in found.items()
            if sheet == block.sheet
        ]
        assert any(
            first[0] <= block.first_row <= last[0] and first[1] <= block.first_column <= last[1]
            for first, last in around
        ), name


def test_each_sheet_opens_at_the_cell_where_one_types_or_reads(book, make_tracker):
    """In Weekly below the last week typed; in a new one at the first of the last four weeks."""
    chosen = {sheet.title: sheet.sheet_view.selection[-1].activeCell for sheet in book}
    row, column = cell_position(chosen["Weekly"])
    assert book["Weekly"].cell(row, column).value is None
    assert book["Weekly"].cell(row - 1, column).value is not None
    assert chosen["Plan"] == "C6"
    assert {chosen[name] for name in ("Scorecard", "Levers", "Income", "Capacity")} == {"B3"}
    assert "A1" not in chosen.values()
    new = openpyxl.load_workbook(make_tracker())["Weekly"]
    at = cell_position(new.sheet_view.selection[-1].activeCell)[0]
    assert (TODAY - new.cell(at, 2).value.date()).days // 7 == 3


def test_what_is_read_fits_the_width_of_a_small_screen():
    for sheet in SHEETS:
        if sheet.printed:
            right = cell_position(sheet.printed.split(":")[1])[1]
            widths = (sheet.widths + (9.14,) * right)[:right]
            assert sum(7 * width + 5 for width in widths) <= WIDEST, sheet.name
