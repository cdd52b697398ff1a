"""Figures as they stand: a table of your own, and the profit and loss of bookkeeping programs.

A table whose headers are the keys or headers of this product fills Weekly or Monthly. Of a profit
and loss by the month, what the practice cost goes to Monthly's Overhead; income by the month cannot
be given to weeks, so it is not filled in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import partial

from practice_xl.importers.declaration import Holds, Source
from practice_xl.importers.money import read_amounts
from practice_xl.importers.statuses import plain
from practice_xl.importers.tables import File, Reading, View
from practice_xl.importers.timestamps import from_day_number, month_named
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import MONTHLY, WEEKLY
from practice_xl.schema.parts import Kind, Table

_MENU = "any program or sheet of your own; each row starts with the first day of its week or month"
_BY_MONTH = {
    "QuickBooks": ("Reports > Profit and Loss > Export", "Display columns by: Months"),
    "Xero": ("Accounting > Reports > Profit and Loss > Export", "Compare with: 3 months, or more"),
    "Wave": ("Reports > Profit & Loss > Export", "one month at a time"),
}
STATEMENTS = QUICKBOOKS, XERO, WAVE = [
    Source(name, "profit and loss", Holds.OVERHEAD, menu, "", about=f"Months as columns: {how}.")
    for name, (menu, how) in _BY_MONTH.items()
]
_ALL = ("expenses", "expense")
_MAIN = ("operating expenses", "operating expense", "administrative costs", "overheads", "overhead")
_OTHER = ("other expenses", "other expense")
_SALES = ("cost of goods sold", "cogs", "cost of sales", "direct costs", "cost of services")
_INCOME = {"income", "revenue", "trading income", "sales", "turnover", "operating income"}
_TITLES = ("profit and loss", "profit loss", "income statement", "statement of activity")
_XERO = {"account", "trading income", "turnover", "less operating expenses", "administrative costs"}
_SHORT_YEAR = re.compile(r"^([A-Za-z]{3}) '?(\d\d)$")  # Jan '26
_LONGER = re.compile(r"\b(months|quarter|year) ended\b")
_TOTAL = re.compile(r"total (?:for |less )?(.+)")
_TOP = 8  # rows a title stands in


def read_figures(file: File, reading: Reading, table: Table) -> None:
    """Figures of weeks or months; of several rows of one the last counts. No note is read."""
    figures = _figures(file, reading, table)
    names = file.column("clinician") or [""] * len(file.day)
    for row in (row for row in figures if figures[row]):
        if table is MONTHLY:
            file.months[from_day_number(file.day[row]).replace(day=1)] = figures[row]
            continue
        place = reading.week_of(file.day[row]), " ".join(str(names[row]).split())
        if place in file.weeks:
            file.notes.append(f"{file.name}: several rows of one week; the last one counts.")
        file.weeks[place] = figures[row]


def _figures(file: File, reading: Reading, table: Table) -> dict[int, dict[str, float]]:
    """The figures of each row whose day has come."""
    come = [row for row, day in enumerate(file.day) if day <= reading.last_day]
    file.leave_out(len(file.day) - len(come), "after today and not counted.")
    figures: dict[int, dict[str, float]] = {row: {} for row in come}
    columns = [one for one in table.columns if one.kind is not Kind.TEXT and one.key in file.cells]
    for column in columns:
        cells, whole = file.cells[column.key][0], column.kind in (Kind.COUNT, Kind.RATING)
        numbers, wrong = read_amounts(set(cells)), []
        for row in (row for row in come if cells[row] != ""):
            number = numbers[cells[row]]
            if number is None or (whole and number % 1) or not column.low <= number <= column.high:
                wrong.append(row)
            else:
                figures[row][column.key] = int(number) if whole else number
        if wrong:
            from practice_xl.domain.findings import expected_of  # with numpy, which no import needs

            raise FileRefused(
                f"{file.name} holds something else than {expected_of(column)} in the column "
                f"{file.headers[column.key]}, {file.places(wrong)}; mend it there and import again."
            )
    return figures


def _source(report: str, table: Table, more: str = "") -> Source:
    """Every column of a table by its key or its header."""
    lines = []
    for column in (one for one in table.columns if one.kind is not Kind.TEXT):
        role = "date, needed" if column.kind is Kind.DATE else f"{column.key}, also"
        names = dict.fromkeys(map(plain, (column.key, column.label)))
        lines.append(f"{role}: {', '.join(names)}")
    read = partial(read_figures, table=table)
    return Source("", report, Holds.FIGURES, _MENU, "\n".join(lines) + more, read=read)


SOURCES = (
    _source("weekly figures", WEEKLY, "\nclinician: clinician"),
    _source("monthly figures", MONTHLY),
)


def months_of(rows: Sequence[Sequence[str]]) -> tuple[Source, dict[int, date]] | None:
    """Whose profit and loss it is by its top rows, and which column is which month.

    A report of one month has it in its title and one column of totals. None when this is no
    profit and loss; no columns where it has one period only.

    >>> months_of([["Profit and Loss"], ["", "Jan 2026", "Total"], ["Income"]])[1]
    {1: datetime.date(2026, 1, 1)}
    >>> months_of([["Profit and Loss"], ["March 1-31, 2026"], ["", "Total"]])[1]
    {1: datetime.date(2026, 3, 1)}
    >>> months_of([["Date", "Type"]]) is None
    True
    """
    titled = any(plain(cell).startswith(_TITLES) for row in rows[:_TOP] for cell in row if cell)
    first = {plain(row[0]) for row in rows if row}
    if not titled and not any({cell, _total_of([cell])} & _INCOME for cell in first):
        return None
    wave = "accounts" in first or "date range" in {" ".join(one.split()[:2]) for one in first}
    xero = bool(first & _XERO)
    statement = WAVE if wave else XERO if xero else QUICKBOOKS
    for row in rows:
        named = {at: month_named(_SHORT_YEAR.sub(r"\1 20\2", cell)) for at, cell in enumerate(row)}
        months = {at: month for at, month in named.items() if at and month is not None}
        if months:
            numbers = sorted(month.year * 12 + month.month for month in months.values())
            longer = any(_LONGER.search(cell) for cell in first)  # headed by the last of several
            apart = len(numbers) == 1 or numbers[-1] - numbers[0] != len(numbers) - 1
            return statement, {} if longer and apart else months
    if not titled:
        return None
    top = (month_named(cell) for row in rows[:_TOP] for cell in row)
    period = next(filter(None, top), None)
    totals = [at for row in rows for at, cell in enumerate(row) if at and plain(cell) == "total"]
    return statement, {totals[0]: period} if totals and period else {}


def read_statement(view: View, source: Source, months: dict[int, date], reading: Reading) -> File:
    """Overhead of each month that is over: all expenses, with the cost of sales."""
    if not months:
        ways = "; ".join(f"{name}: {how}" for name, (_, how) in _BY_MONTH.items())
        raise FileRefused(
            f"{view.name} is a profit and loss of one period, and Overhead is kept by the month; "
            f"export it again with a column for each month ({ways})."
        )
    lines = _counted(view)
    file = File(view.name, source)
    over = {place: month for place, month in months.items() if month < reading.today.replace(day=1)}
    cells = [(month, line[at]) for line in lines for at, month in over.items() if at < len(line)]
    if over and not any(cell.strip() for _, cell in cells):
        view.check_worked()
    numbers = read_amounts(cell for _, cell in cells)  # together: commas or points
    sums: dict[date, float] = {}
    for month, cell in cells:
        number = numbers[cell]
        if number is None:
            raise FileRefused(
                f"{view.name} holds text where the total expenses of {month:%B %Y} are expected; "
                "export it again."
            )
        if cell.strip():
            sums[month] = sums.get(month, 0.0) + number
    file.months.update({month: {"overhead": round(total, 2)} for month, total in sums.items()})
    file.notes.append(
        f"{view.name}: Overhead is all expenses with the cost of sales; if your own pay or "
        "tax is among them, take it out. Income by the month is not filled in: the tracker keeps "
        "money by the week."
    )
    if len(over) < len(months):
        file.notes.append(f"{view.name}: a month that is not over is left out.")
    return file


def _counted(view: View) -> list[list[str]]:
    """The lines that add up to what the practice cost: no line that is inside another of them."""
    lines = [(_total_of(line), line) for line in view.texts(None)]
    mains = (at for main in (_ALL, _MAIN) for at, (name, _) in enumerate(lines) if name in main)
    at = next(mains, None)
    if at is None:
        raise FileRefused(
            f"{view.name} has no line Total Expenses; export the whole profit and loss again."
        )
    sales = [line for name, line in lines[:at] if name in _SALES]
    later = [line for name, line in lines[at + 1 :] if name in (*_OTHER, *_SALES)]
    return [*sales, lines[at][1], *later]


def _total_of(line: Sequence[str]) -> str:
    """Of what a line is the total, by its first filled cell; blank where it is none."""
    found = _TOTAL.fullmatch(plain(next((cell for cell in line if cell.strip()), "")))
    return found[1] if found else ""
