"""QuickBooks, Xero and Wave: the profit and loss, with months as columns.

What the practice cost goes to Monthly's Overhead. Income by the month cannot be given to weeks,
so it is not filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from practice_xl.importers.columns import read_amounts
from practice_xl.importers.reading import Found, Reading
from practice_xl.importers.statuses import plain
from practice_xl.importers.tables import TableView
from practice_xl.importers.timestamps import month_named
from practice_xl.problems import FileRefused


@dataclass(frozen=True)
class Statement:
    """A program's profit and loss: where it is exported, and where months are asked for."""

    program: str
    menu: str
    by_month: str

    @property
    def name(self) -> str:
        """What it is called on the screen."""
        return f"{self.program} profit and loss"


QUICKBOOKS = Statement(
    "QuickBooks", "Reports > Profit and Loss > Export", "Display columns by: Months"
)
XERO = Statement(
    "Xero", "Accounting > Reports > Profit and Loss > Export", "Compare with: 3 months, or more"
)
WAVE = Statement("Wave", "Reports > Profit & Loss > Export", "one month at a time")
STATEMENTS = (QUICKBOOKS, XERO, WAVE)

_ALL = ("expenses", "expense")
_MAIN = ("operating expenses", "operating expense", "administrative costs", "overheads", "overhead")
_OTHER = ("other expenses", "other expense")
_SALES = ("cost of goods sold", "cogs", "cost of sales", "direct costs", "cost of services")
_INCOME = ("income", "revenue", "trading income", "sales", "turnover", "operating income")
_TITLES = ("profit and loss", "profit loss", "income statement", "statement of activity")
_XERO = {"account", "trading income", "turnover", "less operating expenses", "administrative costs"}
_SHORT_YEAR = re.compile(r"^([A-Za-z]{3}) '?(\d\d)$")  # Jan '26
_LONGER = re.compile(r"\b(months|quarter|year) ended\b")
_TOP = 8  # rows a title stands in


@dataclass(frozen=True)
class Months:
    """A profit and loss that was recognised.

    Attributes:
        statement: Whose it is, as far as can be seen.
        columns: Which column is which month; none where it has one period only.
    """

    statement: Statement
    columns: dict[int, date]


def months_of(rows: Sequence[Sequence[str]]) -> Months | None:
    """Which column is which month, from the top rows; None when this is no profit and loss.

    A report of one month has it in its title and one column of totals.

    >>> months_of([["Profit and Loss"], ["", "Jan 2026", "Total"], ["Income"]]).columns
    {1: datetime.date(2026, 1, 1)}
    >>> months_of([["Profit and Loss"], ["March 1-31, 2026"], ["", "Total"]]).columns
    {1: datetime.date(2026, 3, 1)}
    >>> months_of([["Date", "Type"]]) is None
    True
    """
    titled = any(plain(cell).startswith(_TITLES) for row in rows[:_TOP] for cell in row if cell)
    income = any(row and _total_of(row[0], _INCOME, heading=True) for row in rows)
    if not titled and not income:
        return None
    first = {plain(row[0]) for row in rows if row}
    wave = "accounts" in first or "date range" in {" ".join(one.split()[:2]) for one in first}
    xero = bool(first & _XERO)
    statement = WAVE if wave else XERO if xero else QUICKBOOKS
    for row in rows:
        months = {
            place: month
            for place, cell in enumerate(row)
            if place and (month := month_named(_SHORT_YEAR.sub(r"\1 20\2", cell))) is not None
        }
        if months:
            return Months(statement, months if _by_month(months, first) else {})
    if not titled:
        return None
    top = (month_named(cell) for row in rows[:_TOP] for cell in row)
    period = next((month for month in top if month), None)
    for row in rows:
        for place, cell in enumerate(row):
            if place and period and plain(cell) == "total":
                return Months(statement, {place: period})
    return Months(statement, {})


def _by_month(months: Mapping[int, date], first: set[str]) -> bool:
    """Whether each column is one month; a column may be headed by the last of several."""
    if not any(_LONGER.search(cell) for cell in first):
        return True
    numbers = sorted(month.year * 12 + month.month for month in months.values())
    return len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1


def read(view: TableView, months: Months, reading: Reading) -> Found:
    """Overhead of each month that is over: all expenses, with the cost of sales.

    Raises:
        FileRefused: It has one period only, no line of total expenses, or formulas that were
            never worked out.
    """
    if not months.columns:
        ways = "; ".join(f"{one.program}: {one.by_month}" for one in STATEMENTS)
        raise FileRefused(
            f"{view.name} is a profit and loss of one period, and Overhead is kept by the month; "
            f"export it again with a column for each month ({ways})."
        )
    lines = _counted(view)
    found = Found(view.name, months.statement.name)
    over = {
        place: month
        for place, month in months.columns.items()
        if month < reading.today.replace(day=1)
    }
    cells = [
        (month, line[place]) for line in lines for place, month in over.items() if place < len(line)
    ]
    if over and not any(cell.strip() for _, cell in cells) and view.unworked():
        raise FileRefused(
            f"{view.name} holds formulas whose results were never saved; open it in Excel, save "
            "it, and import it again."
        )
    numbers = read_amounts([cell for _, cell in cells])  # together: commas or points
    sums: dict[date, float] = {}
    for (month, cell), number in zip(cells, numbers, strict=True):
        if number is None:
            raise FileRefused(
                f"{view.name} holds text where the total expenses of {month:%B %Y} are expected; "
                "export it again."
            )
        if cell.strip():
            sums[month] = sums.get(month, 0.0) + number
    found.months.update({month: {"overhead": round(total, 2)} for month, total in sums.items()})
    found.notes.append(
        f"{view.name}: Overhead is all expenses with the cost of sales; if your own pay or "
        "tax is among them, take it out. Income by the month is not filled in: the tracker keeps "
        "money by the week."
    )
    if len(over) < len(months.columns):
        found.notes.append(f"{view.name}: a month that is not over is left out.")
    return found


def _counted(view: TableView) -> list[list[str]]:
    """The lines that add up to what the practice cost: no line that is inside another of them.

    Raises:
        FileRefused: It has no line of total expenses.
    """
    labels = (*_ALL, *_MAIN, *_OTHER, *_SALES)
    lines = list(view.labelled(lambda label: _total_of(label, labels)))
    for main in (_ALL, _MAIN):
        at = next((at for at, one in enumerate(lines) if _total_of(_label(one), main)), None)
        if at is not None:
            break
    else:
        raise FileRefused(
            f"{view.name} has no line Total Expenses; export the whole profit and loss again."
        )
    sales = [line for line in lines[:at] if _total_of(_label(line), _SALES)]
    later = [line for line in lines[at + 1 :] if _total_of(_label(line), (*_OTHER, *_SALES))]
    return [*sales, lines[at], *later]


def _total_of(label: str, of: Sequence[str], heading: bool = False) -> bool:
    """Whether a line is the total of one of these (or, where asked, their heading)."""
    words = plain(label)
    for start in ("total for ", "total less ", "total "):
        if words.startswith(start):
            return words.removeprefix(start) in of
    return heading and words in of


def _label(line: Sequence[str]) -> str:
    return next((cell for cell in line if cell.strip()), "")
