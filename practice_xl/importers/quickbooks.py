"""QuickBooks: the profit and loss, with months as columns.

What the practice cost goes to Monthly's Overhead. Income by the month cannot be given to weeks,
so it is not filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from practice_xl.importers.amounts import read_amounts
from practice_xl.importers.dates import month_named
from practice_xl.importers.grid import Grid
from practice_xl.importers.source import Found, Reading, plain
from practice_xl.problems import FileRefused

NAME = "QuickBooks profit and loss"
EXPENSES = ("total expenses", "total for expenses", "total expense", "total for expense")
COST_OF_SALES = (
    "total cost of goods sold",
    "total for cost of goods sold",
    "total cogs",
    "total for cogs",
    "total cost of sales",
    "total for cost of sales",
)
INCOME = ("total income", "total for income", "total revenue", "total for revenue")
_TITLES = ("profit and loss", "profit loss", "income statement", "statement of activity")


def months_of(rows: Sequence[Sequence[str]]) -> dict[int, date] | None:
    """Which column is which month, from the top rows; None when this is no profit and loss.

    A report of one period has the month in its title and one column of totals.

    >>> months_of([["Profit and Loss"], ["", "Jan 2026", "Feb 2026", "Total"], ["Income"]])
    {1: datetime.date(2026, 1, 1), 2: datetime.date(2026, 2, 1)}
    >>> months_of([["Profit and Loss"], ["March 1-31, 2026"], ["", "Total"], ["Income"]])
    {1: datetime.date(2026, 3, 1)}
    >>> months_of([["Date", "Type"]]) is None
    True
    """
    titled = any(plain(cell).startswith(_TITLES) for row in rows[:8] for cell in row if cell)
    income = any(row and plain(row[0]) in ("income", *INCOME) for row in rows)
    if not titled and not income:
        return None
    for row in rows:
        months = {
            place: month
            for place, cell in enumerate(row)
            if place and (month := month_named(cell)) is not None
        }
        if months:
            return months
    if not titled:
        return None
    period = next((month for row in rows[:8] for cell in row if (month := month_named(cell))), None)
    for row in rows:
        for place, cell in enumerate(row):
            if place and period and plain(cell) == "total":
                return {place: period}
    return {}


def read(grid: Grid, months: dict[int, date], reading: Reading) -> Found:
    """Overhead of each month that is over: total expenses, with the cost of sales.

    Raises:
        FileRefused: It has no columns of months, or no line of total expenses.
    """
    if not months:
        raise FileRefused(
            f"{grid.name} is a profit and loss without months; export it with columns by month."
        )
    lines = list(grid.labelled(lambda label: plain(label) in (*EXPENSES, *COST_OF_SALES)))
    if not any(plain(_label(line)) in EXPENSES for line in lines):
        raise FileRefused(
            f"{grid.name} has no line Total Expenses; export the whole profit and loss again."
        )
    found = Found()
    today = reading.today.replace(day=1)
    over = {place: month for place, month in months.items() if month < today}
    cells = [
        (month, line[place]) for line in lines for place, month in over.items() if place < len(line)
    ]
    numbers, unreadable = read_amounts([cell for _, cell in cells])  # together: commas or points
    sums: dict[date, float] = {}
    for (month, cell), number, bad in zip(cells, numbers, unreadable, strict=True):
        if bad:
            raise FileRefused(
                f"{grid.name} holds text where the total expenses of {month:%B %Y} are expected; "
                "export it again."
            )
        if cell.strip():
            sums[month] = sums.get(month, 0.0) + number
    found.months.update({month: {"overhead": round(total, 2)} for month, total in sums.items()})
    found.notes.append(
        f"{grid.name}: Overhead is the total expenses with the cost of sales; if your own pay or "
        "tax is among them, take it out. Income by the month is not filled in: the tracker keeps "
        "money by the week."
    )
    if len(over) < len(months):
        found.notes.append(f"{grid.name}: a month that is not over is left out.")
    return found


def _label(line: Sequence[str]) -> str:
    return next((cell for cell in line if cell.strip()), "")
