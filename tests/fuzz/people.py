"""What people do to a workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from math import isfinite
from random import Random
from typing import Any

from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.parts import Kind
from practice_xl.schema.settings import SETTINGS
from practice_xl.schema.sheets import SHEETS

from .book import (
    SECRET,
    Area,
    Book,
    Cell,
    DoesNotApply,
    plan_cell,
    refer,
    typed_dates,
)
from .kinds import Damage, Must

PEOPLE: list[Damage] = []
NUMBER_KINDS = (Kind.COUNT, Kind.NUMBER, Kind.HOURS, Kind.MONEY, Kind.RATING)
READ = ("Weekly", "Monthly", "Fees", "TimeOff", "Clinicians", "Actions", "LeverInputs")


def people(must: Must) -> Callable[..., Any]:
    """Note a damage that people do; what it returns goes before ``must``."""

    def note(do: Callable[[Book, Random], Must | None]) -> Callable[..., Any]:
        PEOPLE.append(Damage(do.__name__, must, do))
        return do

    return note


@people(Must.REFUSE)
def delete_column(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly")))
    at = table.column(chance.choice(table.schema.keys))
    name = table.headers[at - table.area.left]
    book.edit(table.part, lambda text: re.sub(_column_tag(name), "", text))
    book.shift(table.sheet, True, at, -1)


@people(Must.REFUSE)
def rename_header(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    key = chance.choice(table.schema.keys)
    _set_header(book, table, key, f"{SECRET} {key}")


@people(Must.SAME)
def respell_header(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    key = chance.choice(table.schema.keys)
    header = table.schema.column(key).label
    _set_header(book, table, key, chance.choice((header.upper(), f"  {header} ", key)))


def _set_header(book: Book, table: Any, key: str, header: str) -> None:
    column, old = table.column(key), table.schema.column(key).label
    sheet = book.sheet(table.sheet)
    sheet.put(table.area.top, column, sheet.at(table.area.top, column).text_as(header))
    book.edit(table.part, lambda text: text.replace(f'name="{old}"', f'name="{header}"'))


def _column_tag(name: str) -> str:
    return rf'<tableColumn [^>]*?name="{re.escape(name)}"[^>]*?/>'


@people(Must.REFUSE)
def rename_sheet(book: Book, chance: Random) -> None:
    name = chance.choice(SHEETS).name
    book.sheet(name)
    new = f"{name} {SECRET}"
    book.edit("xl/workbook.xml", lambda text: text.replace(f'name="{name}"', f'name="{new}"'))
    book.rename(lambda _, refers: refers.replace(f"{name}!", f"'{new}'!"))


@people(Must.REFUSE)
def delete_sheet(book: Book, chance: Random) -> None:
    name = chance.choice(SHEETS).name
    book.sheet(name)
    tag = rf'<sheet [^>]*?name="{name}"[^>]*?/>'
    book.edit("xl/workbook.xml", lambda text: re.sub(tag, "", text))
    book.rename(lambda _, refers: "#REF!" if refers.startswith(f"{name}!") else refers)


@people(Must.SAME)
def reorder_sheets(book: Book, chance: Random) -> None:
    def mixed(text: str) -> str:
        tags = re.findall(r"<sheet [^>]*?/>", text)
        chance.shuffle(tags)
        return re.sub(r"(<sheets>).*?(</sheets>)", lambda m: m[1] + "".join(tags) + m[2], text)

    book.edit("xl/workbook.xml", mixed)


@people(Must.SAME)
def hide_sheets(book: Book, chance: Random) -> None:
    name = chance.choice(SHEETS).name
    state = chance.choice(("hidden", "veryHidden"))
    book.sheet(name)

    def hidden(match: re.Match[str]) -> str:
        return re.sub(r' state="\w+"', "", match[0]).replace("<sheet ", f'<sheet state="{state}" ')

    tag = rf'<sheet [^>]*?name="{name}"[^>]*?>'
    book.edit("xl/workbook.xml", lambda text: re.sub(tag, hidden, text))


@people(Must.SAME)
def insert_rows_above(book: Book, chance: Random) -> None:
    book.shift(chance.choice(SHEETS).name, False, chance.randint(1, 3), chance.randint(1, 9))


@people(Must.SAME)
def insert_columns_left(book: Book, chance: Random) -> None:
    names = [sheet.name for sheet in SHEETS if sheet.name != "Plan"]
    book.shift(chance.choice(names), True, chance.randint(1, 2), chance.randint(1, 4))


@people(Must.EITHER)
def insert_rows_anywhere(book: Book, chance: Random) -> None:
    book.shift(chance.choice(SHEETS).name, False, chance.randint(1, 60), chance.randint(1, 9))


@people(Must.EITHER)
def delete_rows_anywhere(book: Book, chance: Random) -> None:
    book.shift(chance.choice(SHEETS).name, False, chance.randint(1, 60), -chance.randint(1, 5))


@people(Must.COUNT)
def delete_blank_week_rows(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    rows = [row for row in table.body if not _typed_in(book, table, row)]
    if len(rows) < 2:
        raise DoesNotApply("no blank rows")
    book.shift("Weekly", False, chance.choice(rows), -1)


@people(Must.COUNT)
def blank_rows_between(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    at = chance.choice(table.body[1:])
    book.shift("Weekly", False, at, chance.randint(1, 5))


@people(Must.SAME)
def own_column(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly")))
    at = chance.randint(table.area.left + 1, table.area.right)
    book.shift(table.sheet, True, at, 1)
    header = f"My {SECRET} {at}"
    sheet = book.sheet(table.sheet)
    sheet.put(table.area.top, at, Cell().text_as(header))
    for row in table.body[:30]:
        sheet.put(row, at, chance.choice((Cell().text_as(SECRET), Cell("", "", "<v>7</v>"))))
    before = re.escape(table.headers[at - table.area.left])
    new = f'<tableColumn id="{900 + at}" name="{header}"/>'
    tag = rf'(<tableColumn [^>]*?name="{before}")'
    book.edit(table.part, lambda text: re.sub(tag, new + r"\1", text, count=1))


@people(Must.COUNT)
def sort_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly", "TimeOff", "Clinicians")))
    sheet = book.sheet(table.sheet)
    columns = range(table.area.left, table.area.right + 1)
    lines = [[sheet.at(row, column) for column in columns] for row in table.body]
    key = chance.randrange(len(columns))
    way = chance.choice(("up", "down", "mixed"))
    lines.sort(key=lambda line: (line[key].inner, line[0].inner), reverse=way == "down")
    if way == "mixed":
        chance.shuffle(lines)
    for row, line in zip(table.body, lines, strict=True):
        for column, cell in zip(columns, line, strict=True):
            sheet.put(row, column, cell)


@people(Must.COUNT)
def sort_plan(book: Book, chance: Random) -> None:
    places = [plan_cell(book, setting.plan_name).top for setting in SETTINGS]
    sheet, mixed = book.sheet("Plan"), chance.sample(places, len(places))
    was = {row: [sheet.at(row, column) for column in range(2, 6)] for row in places}
    for row, source in zip(places, mixed, strict=True):
        for column, cell in zip(range(2, 6), was[source], strict=True):
            sheet.put(row, column, cell)


@people(Must.SAME)
def filter_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly", "Actions")))
    sheet = book.sheet(table.sheet)
    for row in table.body:
        if chance.random() < 0.6:
            sheet.rows.setdefault(row, {})
            said = sheet.row_attributes.get(row, "").replace(' hidden="1"', "")
            sheet.row_attributes[row] = said + ' hidden="1"'
    only = '<filters><filter val="20"/></filters>'
    filtered = f'<autoFilter ref="{table.area}"><filterColumn colId="3">{only}</filterColumn>'
    book.edit(
        table.part,
        lambda text: text.replace("<tableColumns", filtered + "</autoFilter><tableColumns", 1),
    )


@people(Must.SAME)
def hide_rows_and_columns(book: Book, chance: Random) -> None:
    sheet = book.sheet(chance.choice(SHEETS).name)
    for row in chance.sample(sorted(sheet.rows), len(sheet.rows) // 2):
        said = sheet.row_attributes.get(row, "").replace(' hidden="1"', "")
        sheet.row_attributes[row] = said + ' hidden="1"'
    sheet.head = sheet.head.replace('<col min="3"', '<col hidden="1" min="3"')


@people(Must.SAME)
def merge_own_cells(book: Book, chance: Random) -> None:
    place = chance.randint(40, 60)
    book.sheet(chance.choice(SHEETS).name).merge(Area(300, place, 302, place + 3))


@people(Must.REFUSE)
def merge_over_block(book: Book, chance: Random) -> None:
    blocks = [block.name for block in BLOCKS if block.rows > 1 and block.width > 1]
    sheet, area = book.block(chance.choice(blocks))
    book.sheet(sheet).merge(Area(area.top, area.left, area.top + 1, area.left + 1))


@people(Must.EITHER)
def merge_in_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    row, column = chance.choice(table.body), chance.randint(table.area.left, table.area.right)
    area = Area(row, column, row + chance.randint(0, 2), column + chance.randint(1, 2))
    sheet = book.sheet(table.sheet)
    for r in range(area.top, area.bottom + 1):
        for c in range(area.left, area.right + 1):
            if (r, c) != (row, column):
                sheet.put(r, c, Cell(sheet.at(r, c).style))
    sheet.merge(area)


@people(Must.EITHER)
def paste_formats(book: Book, chance: Random) -> None:
    styles = int(re.search(r'<cellXfs count="(\d+)"', book.text("xl/styles.xml"))[1])  # type: ignore[index]
    table = book.table(chance.choice(READ))
    sheet = book.sheet(table.sheet)
    column, style = chance.randint(table.area.left, table.area.right), chance.randrange(styles)
    for row in table.body:
        sheet.put(row, column, sheet.at(row, column)._replace(style=str(style)))


@people(Must.SAME)
def numbers_as_text(book: Book, chance: Random) -> None:
    for sheet, row, column, cell, kind in _numbers(book, chance, 6):
        number = cell.number or 0.0
        shown = f"{number:g}" if number.is_integer() else repr(number)
        ways = [shown, f" {shown} ", f"{shown}\u00a0", f"+{shown}" if number >= 0 else shown]
        if kind is Kind.MONEY and number == round(number, 2):
            ways = [f"${number:,.2f}", f"{number:,.2f} €", f"CHF {number:,.2f}"]
            ways += [f"{number:,.2f}".replace(",", " "), _german(number)]
        sheet.put(row, column, cell.text_as(chance.choice(ways)))


def _german(number: float) -> str:
    return f"{number:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


@people(Must.REFUSE)
def errors_in_cells(book: Book, chance: Random) -> None:
    errors = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")
    for sheet, row, column, cell, _ in _numbers(book, chance, 3):
        sheet.put(row, column, cell.error_as(chance.choice(errors)))


@people(Must.SAME)
def formulas_in_cells(book: Book, chance: Random) -> None:
    for sheet, row, column, cell, _ in _numbers(book, chance, 8):
        text = chance.choice(("1+1", "SUM(Z1:Z9)", "'[old.xlsx]A'!B2", "IF(A1&gt;2,1,0)"))
        sheet.put(row, column, cell._replace(inner=f"<f>{text}</f>{cell.inner}"))


@people(Must.REFUSE)
def formulas_without_results(book: Book, chance: Random) -> None:
    for sheet, row, column, cell, _ in _numbers(book, chance, 3):
        sheet.put(row, column, cell._replace(inner="<f>Capacity!C37</f>"))


@people(Must.REFUSE)
def text_in_number_cells(book: Book, chance: Random) -> None:
    words = (SECRET, f"{SECRET} paid 3", f"#{SECRET.upper()}", f"#{SECRET.upper()}!", "1 2/3 x")
    words += ("achtzehn", "dix-huit", "--", "12:30", f"ca. 12 {SECRET}", f"=cmd|'{SECRET}'!A1")
    for sheet, row, column, cell, _ in _numbers(book, chance, 3):
        sheet.put(row, column, cell.text_as(chance.choice(words)))


@people(Must.REFUSE)
def booleans_in_number_cells(book: Book, chance: Random) -> None:
    for sheet, row, column, cell, _ in _numbers(book, chance, 2):
        sheet.put(row, column, Cell(cell.style, "b", f"<v>{chance.randint(0, 1)}</v>"))


@people(Must.EITHER)
def strange_numbers(book: Book, chance: Random) -> None:
    odd = (-1, -0.0, 0, 0.5, 1e-320, 1e15, 1e308, -1e308, 201, 1e7, 18.000000001, 99999)
    for sheet, row, column, cell, _ in _numbers(book, chance, 12):
        sheet.put(row, column, cell.number_as(chance.choice(odd)))


@people(Must.EITHER)
def extremes_in_limits(book: Book, chance: Random) -> None:
    for schema in (book.table(name).schema for name in READ):
        table = book.table(schema.name)
        for row in table.body:
            for column in schema.columns:
                if column.kind in NUMBER_KINDS and chance.random() < 0.05:
                    place = row, table.column(column.key)
                    low, high = (x if isfinite(x) else 0 for x in (column.low, column.high))
                    value = float(chance.choice((0, low, high, chance.randint(1, 30))))
                    sheet = book.sheet(table.sheet)
                    sheet.put(*place, sheet.at(*place).number_as(value))


@people(Must.EITHER)
def extreme_plan(book: Book, chance: Random) -> None:
    for setting in SETTINGS:
        if isfinite(setting.high) and chance.random() < 0.4:
            value = chance.choice((setting.low, setting.high, chance.uniform(0, setting.high)))
            area, sheet = plan_cell(book, setting.plan_name), book.sheet("Plan")
            sheet.put(area.top, area.left, sheet.at(area.top, area.left).number_as(float(value)))


@people(Must.EITHER)
def other_choices_in_plan(book: Book, chance: Random) -> None:
    values = {"plan_week_starts_on": ("Sunday", "saturday", "Sonntag", SECRET)}
    values["plan_year_starts"] = ("April", "december", "avril", SECRET)
    values["plan_currency"] = ("CHF", "kr", "EUR", SECRET, "=", "@")
    for name, choices in values.items():
        area, sheet = plan_cell(book, name), book.sheet("Plan")
        sheet.put(area.top, area.left, Cell().text_as(chance.choice(choices)))


TEXT_DATES = (
    *("2 November 2026", "2. November 2026", "2 novembre 2026", "3/2/2026", "02.11.2026"),
    *("Mo, 2. März 2026", "lundi 2 mars 2026", "Nov 2", "KW 45", "02/11/26", "2026-13-01"),
    *("2026-02-30", "hier", "gestern", "yesterday", f"{SECRET} 2. März"),
)


@people(Must.REFUSE)
def text_dates(book: Book, chance: Random) -> None:
    for sheet, row, column, cell in _dates_of_weeks(book, chance, 3):
        sheet.put(row, column, cell.text_as(chance.choice(TEXT_DATES)))


@people(Must.SAME)
def dates_written_otherwise(book: Book, chance: Random) -> None:
    for sheet, row, column, cell in _dates_of_weeks(book, chance, 9):
        serial = cell.number or 0.0
        if not 36526 <= serial <= 73050:
            raise DoesNotApply("no date of this century")
        day = date.fromordinal(date(1899, 12, 30).toordinal() + int(serial))
        if "date1904" in book.text("xl/workbook.xml"):
            raise DoesNotApply("a serial number alone means another day")
        ways = (
            cell._replace(style=""),
            cell.number_as(serial + 0.625),
            cell.text_as(day.isoformat()),
            cell.text_as(f" {day.isoformat()} "),
            cell.text_as(f"{day.isoformat()}T09:30:00"),
            Cell(cell.style, "d", f"<v>{day.isoformat()}</v>"),
        )
        sheet.put(row, column, chance.choice(ways))


@people(Must.COUNT)
def dates_inside_the_week(book: Book, chance: Random) -> None:
    for sheet, row, column, cell in _dates_of_weeks(book, chance, 5):
        sheet.put(row, column, cell.number_as((cell.number or 0) + chance.randint(1, 6)))


@people(Must.EITHER)
def strange_dates(book: Book, chance: Random) -> None:
    serials = (-1.0, 0.0, 1.0, 59.0, 60.0, 9862.0, 36525.0, 73051.0, 2958465.0, 2958466.0, 1e12)
    texts = ("0001-01-01", "0001-01-03", "9999-12-31", "1926-11-02", "2026-W45-1", "20261102")
    odd = [Cell().number_as(serial) for serial in serials]
    odd += [Cell().text_as(text) for text in texts]
    for sheet, row, column in chance.sample(list(typed_dates(book)), 2):
        style = chance.choice((sheet.at(row, column).style, ""))
        sheet.put(row, column, chance.choice(odd)._replace(style=style))


@people(Must.COUNT)
def dates_from_1904(book: Book, _chance: Random) -> None:
    if "date1904" in book.text("xl/workbook.xml"):
        raise DoesNotApply("counts from 1904 already")
    for sheet, row, column in list(typed_dates(book)):
        cell = sheet.at(row, column)
        if cell.style in ("", "0"):
            raise DoesNotApply("a serial number alone means another day")
        sheet.put(row, column, cell.number_as((cell.number or 0) - 1462))
    book.edit("xl/workbook.xml", lambda t: t.replace("<workbookPr", '<workbookPr date1904="1"'))


@people(Must.EITHER)
def weeks_from_a_1904_book(book: Book, chance: Random) -> None:
    for sheet, row, column, cell in _dates_of_weeks(book, chance, 10):
        sheet.put(row, column, cell.number_as((cell.number or 0) + chance.choice((-1462, 1462))))


@people(Must.REFUSE)
def table_to_range(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    folder, _, file = book.sheet_parts[table.sheet].rpartition("/")
    name = table.part.rpartition("/")[2]
    link = rf'<Relationship [^>]*?{re.escape(name)}"[^>]*?/>'
    book.edit(f"{folder}/_rels/{file}.rels", lambda text: re.sub(link, "", text))
    del book.parts[table.part]


@people(Must.REFUSE)
def rename_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    old, new = f'ame="{table.schema.name}"', f'ame="{SECRET}1"'
    book.edit(table.part, lambda text: text.replace(old, new))


@people(Must.COUNT)
def rows_below_the_table(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    rows = [row for row in table.body if _typed_in(book, table, row)]
    if not rows or rows[-1] - rows[0] + 1 != len(rows):
        raise DoesNotApply("the weeks are not together")
    end = chance.choice(rows)
    smaller = table.area._replace(bottom=max(end, table.area.top + 1))
    book.edit(table.part, lambda text: text.replace(f'"{table.area}"', f'"{smaller}"'))


@people(Must.EITHER)
def totals_row(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(("Weekly", "Monthly")))
    bottom = table.area.bottom + 1
    sheet = book.sheet(table.sheet)
    sheet.put(bottom, table.area.left, Cell().text_as("Total"))
    sum_of = Cell("", "", "<f>SUBTOTAL(109,E7:E110)</f><v>1234</v>")
    sheet.put(bottom, table.area.left + 3, sum_of)
    larger = f'"{table.area._replace(bottom=bottom)}" totalsRowCount="1"'
    book.edit(table.part, lambda text: text.replace(f'"{table.area}"', larger, 1))


@people(Must.EITHER)
def hide_the_headers(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    smaller = f'"{table.area._replace(top=table.area.top + 1)}" headerRowCount="0"'
    book.edit(table.part, lambda text: text.replace(f'"{table.area}"', smaller, 1))


@people(Must.EITHER)
def empty_plan(book: Book, _chance: Random) -> None:
    sheet = book.sheet("Plan")
    for setting in SETTINGS:
        area = plan_cell(book, setting.plan_name)
        sheet.put(area.top, area.left, Cell(sheet.at(area.top, area.left).style))


@people(Must.EITHER)
def empty_table(book: Book, chance: Random) -> None:
    table = book.table(chance.choice(READ))
    sheet = book.sheet(table.sheet)
    for row in table.body:
        for column in range(table.area.left, table.area.right + 1):
            sheet.put(row, column, Cell(sheet.at(row, column).style))


@people(Must.EITHER)
def empty_sheet(book: Book, chance: Random) -> None:
    book.sheet(chance.choice(SHEETS).name).rows.clear()


@people(Must.REFUSE)
def delete_block_names(book: Book, chance: Random) -> None:
    gone = {f"out_{chance.choice(BLOCKS).name}" for _ in range(2)}
    lost = chance.choice((None, "#REF!", "Start!#REF!", f"{SECRET}!$A$1", "Nowhere!$A$1"))
    book.rename(lambda name, refers: lost if name in gone else refers)


@people(Must.SAME)
def delete_other_names(book: Book, chance: Random) -> None:
    lost = chance.choice((None, "#REF!", "Plan!#REF!"))
    book.rename(lambda name, refers: refers if name.startswith("out_") else lost)


@people(Must.SAME)
def move_block(book: Book, chance: Random) -> None:
    name = chance.choice(BLOCKS).name
    sheet, area = book.block(name)
    _move(book, name, sheet, area, area.shifted(400, chance.randint(30, 60)))


@people(Must.EITHER)
def move_block_over_typed_cells(book: Book, chance: Random) -> None:
    name = chance.choice(BLOCKS).name
    table = book.table(chance.choice(READ))
    _, area = book.block(name)
    top, left = chance.choice(table.body), chance.randint(table.area.left, table.area.right)
    to = area.shifted(top - area.top, left - area.left)
    book.rename(lambda n, refers: refer(table.sheet, to) if n == f"out_{name}" else refers)


@people(Must.REFUSE)
def move_block_over_another(book: Book, chance: Random) -> None:
    one, other = chance.sample([block.name for block in BLOCKS], 2)
    _, area = book.block(one)
    target, place = book.block(other)
    to = area.shifted(place.top - area.top, place.left - area.left)
    book.rename(lambda name, refers: refer(target, to) if name == f"out_{one}" else refers)


def _move(book: Book, name: str, sheet: str, area: Area, to: Area) -> None:
    cells = book.sheet(sheet)
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            cell = cells.rows.get(row, {}).pop(column, None)
            if cell is not None:
                cells.put(row + to.top - area.top, column + to.left - area.left, cell)
    book.rename(lambda known, refers: refer(sheet, to) if known == f"out_{name}" else refers)


@people(Must.SAME)
def type_in_python_cells(book: Book, chance: Random) -> None:
    sheet, area = book.block(chance.choice(BLOCKS).name)
    cells = (Cell().text_as(SECRET), Cell("", "", "<v>7</v>"), Cell("", "", "<f>1+1</f><v>2</v>"))
    cells += (Cell("", "e", "<v>#N/A</v>"), Cell())
    for _ in range(5):
        place = chance.randint(area.top, area.bottom), chance.randint(area.left, area.right)
        book.sheet(sheet).put(*place, chance.choice(cells))


@people(Must.REFUSE)
def array_over_block(book: Book, chance: Random) -> None:
    sheet, area = book.block(chance.choice(BLOCKS).name)
    inner = f'<f t="array" ref="{area}">TRANSPOSE(A1:C3)</f><v>1</v>'
    book.sheet(sheet).put(area.top, area.left, Cell("", "", inner))


@people(Must.COUNT)
def paste_weeks_twice(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    sheet = book.sheet("Weekly")
    rows = [row for row in table.body if _typed_in(book, table, row)]
    free = [row for row in table.body if not _typed_in(book, table, row)]
    for row, target in zip(rows[-3:], free[-3:], strict=False):
        for column in range(table.area.left, table.area.right + 1):
            sheet.put(target, column, sheet.at(row, column))


@people(Must.SAME)
def odd_texts(book: Book, chance: Random) -> None:
    texts = ("🙂" * 9, "שלום", "a_x0007_b", "_x005F_x0041_", "x" * 32_767, "=1+1", "@home", "\t \n")
    table = book.table("Weekly")
    sheet = book.sheet("Weekly")
    rows = [row for row in table.body if _typed_in(book, table, row)] or [table.body[0]]
    if not any(sheet.at(row, table.column("sessions_kept")).inner for row in rows):
        raise DoesNotApply("a note alone makes a row")
    for row in chance.sample(rows, min(4, len(rows))):
        sheet.put(row, table.column("private_note"), Cell().text_as(chance.choice(texts)))


@people(Must.EITHER)
def names_of_clinicians(book: Book, chance: Random) -> None:
    table = book.table("Weekly")
    names = (SECRET, "", "Me", f" {SECRET} ", "#N/A", "42", "=1")
    for row in table.body:
        if chance.random() < 0.3:
            cell = Cell().text_as(chance.choice(names))
            book.sheet("Weekly").put(row, table.column("clinician"), cell)


@people(Must.EITHER)
def strange_days_off(book: Book, chance: Random) -> None:
    table = book.table("TimeOff")
    for row in table.body[:8]:
        for column in (table.area.left, table.area.right):
            serial = chance.choice((36526.0, 46000.0, 46330.0, 46340.0, 73050.0, 2958465.0))
            sheet = book.sheet("Plan")
            sheet.put(row, column, sheet.at(row, column).number_as(serial))


@people(Must.EITHER)
def strange_choices(book: Book, chance: Random) -> None:
    for name in ("Actions", "LeverInputs", "Fees"):
        table = book.table(name)
        for row in table.body:
            for column in table.schema.columns:
                if column.kind in (Kind.CHOICE, Kind.TEXT, Kind.TICK) and chance.random() < 0.1:
                    text = chance.choice((SECRET, "yes", "NO", "done ", "Me", "7", "full"))
                    place = row, table.column(column.key)
                    book.sheet(table.sheet).put(*place, Cell().text_as(text))


@people(Must.SAME)
def protect_sheet(book: Book, chance: Random) -> None:
    sheet = book.sheet(chance.choice(SHEETS).name)
    sheet.tail = sheet.tail.replace("</sheetData>", '</sheetData><sheetProtection sheet="1"/>')


@people(Must.SAME)
def own_formulas_and_names(book: Book, chance: Random) -> None:
    sheet = book.sheet(chance.choice(("Capacity", "Income", "Words")).strip())
    for row in range(300, 304):
        text = chance.choice(("Capacity!C37*2", "SUM(Weekly[Sessions kept])", "C400", "my_own+1"))
        sheet.put(row, 50, Cell("", "", f"<f>{text}</f><v>1</v>"))
    own = '<definedName name="my_own">Income!$C$38</definedName></definedNames>'
    book.edit("xl/workbook.xml", lambda text: text.replace("</definedNames>", own))


def _typed_in(book: Book, table: Any, row: int) -> bool:
    sheet, first = book.sheet(table.sheet), table.area.left + 1
    return any(sheet.at(row, column).inner for column in range(first, table.area.right + 1))


def _numbers(book: Book, chance: Random, most: int) -> list[tuple[Any, int, int, Cell, Kind]]:
    """Some cells with a number typed in, of one table or of Plan."""
    found: list[tuple[Any, int, int, Cell, Kind]] = []
    table = book.table(chance.choice(("Weekly", "Weekly", "Monthly", "Fees", "LeverInputs")))
    sheet = book.sheet(table.sheet)
    for column in table.schema.columns:
        if column.kind in NUMBER_KINDS:
            place = table.column(column.key)
            cells = ((row, sheet.at(row, place)) for row in table.body)
            found += [(sheet, r, place, c, column.kind) for r, c in cells if c.number is not None]
    if not found or chance.random() < 0.2:
        sheet = book.sheet("Plan")
        areas = [plan_cell(book, s.plan_name) for s in SETTINGS if s.kind in NUMBER_KINDS]
        cells = ((area, sheet.at(area.top, area.left)) for area in areas)
        found = [(sheet, *a[:2], c, Kind.NUMBER) for a, c in cells if c.number is not None]
    if not found:
        raise DoesNotApply("no number is typed")
    return chance.sample(found, min(most, len(found)))


def _dates_of_weeks(book: Book, chance: Random, most: int) -> list[tuple[Any, int, int, Cell]]:
    table = book.table("Weekly")
    sheet, column = book.sheet("Weekly"), table.column("week_start")
    cells = [(row, sheet.at(row, column)) for row in table.body if _typed_in(book, table, row)]
    dated = [(sheet, row, column, cell) for row, cell in cells if cell.number is not None]
    if not dated:
        raise DoesNotApply("no week is typed")
    return chance.sample(dated, min(most, len(dated)))
