"""Amounts read from a file, and added up into the money of each week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from practice_xl.importers.columns import Columns, at
from practice_xl.importers.declaration import Source
from practice_xl.importers.reading import Export, Found, Money, Reading, Weeks
from practice_xl.importers.statuses import Flow, judge, unknown_words
from practice_xl.problems import FileRefused

_NOTHING = 0.005


def read_money(
    export: Export,
    reading: Reading,
    flow: Sequence[int] | None = None,
    amount: Sequence[float] | None = None,
) -> Found:
    """Money of a list of payments, in the week it was paid.

    Args:
        export: The file, recognised.
        reading: Today.
        flow: Which way each row went, where the words alone do not tell.
        amount: The amount of each row, where no column holds it.

    Raises:
        FileRefused: Amounts in two currencies, text for an amount, or amounts below zero that
            nothing explains.
    """
    source, columns, times = export.source, export.columns, export.times
    found = export.found()
    flow = judge(columns, source.words, Flow.UNKNOWN) if flow is None else flow
    amount = amounts_of(columns, times.dated) if amount is None else amount
    come = export.come(reading)
    unknown = [row for row, here in enumerate(come) if here and flow[row] == Flow.UNKNOWN]
    found.unknown.update(unknown_words(columns, source.words, unknown))
    cells = columns.cells("amount")
    blank = [False] * columns.rows if cells is None else [code < 0 for code in cells.codes]
    rows = [
        row for row, here in enumerate(come) if here and flow[row] <= Flow.REFUND and not blank[row]
    ]
    _check_currency(columns, rows)
    _check_explained(source, columns, [amount[row] for row in rows])
    if source.below_zero is Flow.NOT_INCOME:
        rows = [row for row in rows if amount[row] >= 0]
    found.leave_out(sum(come) - len(rows) - len(unknown), "no income and not counted.")
    found.money = Money(
        at(times.day, rows),
        [-abs(amount[row]) if flow[row] == Flow.REFUND else amount[row] for row in rows],
    )
    return found


def amounts_of(columns: Columns, dated: Sequence[bool]) -> list[float]:
    """The amount of each row: one column, or what came in; less what was refunded of it."""
    amount = columns.amounts("amount", dated)
    if amount is None:
        amount = columns.amounts("money_in", dated) or [0.0] * columns.rows
    refunded = columns.amounts("refunded", dated)
    if refunded is not None:
        amount = [came - abs(back) for came, back in zip(amount, refunded, strict=True)]
    return amount


def _check_currency(columns: Columns, rows: Sequence[int]) -> None:
    cells = columns.cells("currency")
    if cells is None:
        return
    codes = {cells.codes[row] for row in rows}
    used = {str(cells.values[code]).strip().upper() for code in codes if code >= 0}
    if len(used) > 1:
        raise FileRefused(
            f"{columns.name} holds amounts in {len(used)} currencies; export one currency at a "
            "time."
        )


def _check_explained(source: Source, columns: Columns, amounts: Sequence[float]) -> None:
    """Ask about amounts below zero, or amounts that come to nothing, where nobody can know why.

    Raises:
        FileRefused: They are there; the sentence says what to add to the mapping.
    """
    if source.below_zero is not None or not amounts:
        return
    negative = sum(amount < 0 for amount in amounts)
    if negative:
        has = "1 amount" if negative == 1 else f"{negative} amounts"
        raise FileRefused(
            f"{columns.name} has {has} below zero, and nothing says what they are; add "
            'below_zero = "refund" to the mapping if they are refunds, or below_zero = '
            '"not income" if you paid them.'
        )
    if abs(sum(amounts)) < _NOTHING:
        raise FileRefused(
            f"The amounts of {columns.name} come to 0, so they do not tell what came in; name "
            "another column for the amount in the mapping."
        )


def add_billed(found: Sequence[Money], reading: Reading, weeks: Weeks) -> None:
    """Add up what was billed for the sessions of each week."""
    _add(found, "billed", reading, weeks)


def add_money(found: Sequence[Money], reading: Reading, weeks: Weeks, notes: list[str]) -> None:
    """Add up the money of each week; it is the practice's, so it stands in one row a week.

    A week that has other figures and lies inside the files' days collected 0.

    Args:
        found: Amounts of every file, with rows after ``reading.today`` taken out.
        reading: The Plan, for weeks.
        weeks: Takes the figures.
        notes: Takes sentences for the owner.
    """
    found = [part for part in found if len(part.day)]
    real = [part for part in found if not part.by_session]
    if real and len(real) < len(found):
        notes.append(
            "Money collected is taken from the payments; what the appointments say was paid is "
            "left aside, so that nothing counts twice."
        )
    elif found and not real:
        notes.append(
            "Money collected stands in the week of the session, because these files do not say "
            "when it was paid; import the payments as well for the week it came in."
        )
    _add(real or found, "collected", reading, weeks)


def _add(found: Sequence[Money], key: str, reading: Reading, weeks: Weeks) -> None:
    days: defaultdict[int, float] = defaultdict(float)
    for part in found:
        for day, amount in zip(part.day, part.amount, strict=True):
            days[day] += amount
    sums: defaultdict[int, float] = defaultdict(float)
    for day, amount in days.items():
        sums[reading.week_number(day)] += amount
    if not sums:
        return
    name = reading.practice_row
    others = {start for start, _ in weeks}
    for number in range(min(sums), max(sums) + 1):
        start = reading.week_start(number)
        if number in sums or start in others:
            total = round(sums.get(number, 0.0), 2) + 0.0
            weeks.setdefault((start, name), {})[key] = total
