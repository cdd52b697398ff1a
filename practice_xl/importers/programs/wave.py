"""Wave: the accounting transactions, two lines or more an entry.

An entry is income where money came into an account (or left it) against income or an open
invoice; what moves between accounts, and what was spent, is not.
"""

from __future__ import annotations

from collections import defaultdict

from practice_xl.importers.columns import Columns
from practice_xl.importers.declaration import Holds, Source, wanted
from practice_xl.importers.money import read_money
from practice_xl.importers.reading import Export, Found, Reading
from practice_xl.importers.statuses import Flow, plain

_EARNED = ("income", "sales", "revenue", "discount", "receivable", "customer prepay")
_NEITHER = ("expense", "payable", "cost", "equity", "owner")
_CASH = ("cash and bank", "bank", "cash", "money in transit", "credit card", "stripe", "paypal")


def read(export: Export, reading: Reading) -> Found:
    """Money of each entry: its lines of income and open invoices, where it has a line of cash."""
    columns, dated = export.columns, export.times.dated
    debit, credit = columns.amounts("debit", dated), columns.amounts("credit", dated)
    if debit is None or credit is None:
        one = columns.amounts("amount", dated) or [0.0] * columns.rows  # a debit is above zero
        debit, credit = one, [0.0] * columns.rows
    cells = columns.needed("entry")
    account = _accounts(columns)
    with_cash = {cells.codes[row] for row, kind in enumerate(account) if kind == "cash"}
    sums: defaultdict[int, float] = defaultdict(float)
    first: dict[int, int] = {}
    for row, entry in enumerate(cells.codes):
        if account[row] == "earned" and entry in with_cash and dated[row]:
            sums[entry] += credit[row] - debit[row]
            first.setdefault(entry, row)
    rows = list(first.values())
    entries = export.only(rows)
    total = [round(sums[cells.codes[row]], 2) for row in rows]
    return read_money(entries, reading, [Flow.MONEY_IN] * len(rows), total)


def _accounts(columns: Columns) -> list[str]:
    """What kind of account each line is in, by the first of its columns that says so."""
    kinds = [""] * columns.rows
    for role in ("type", "group", "account"):
        cells = columns.cells(role)
        if cells is not None:
            here = cells.each([_kind(plain(value)) for value in cells.values], "")
            kinds = [one or two for one, two in zip(kinds, here, strict=True)]
    return kinds


def _kind(words: str) -> str:
    """Cash, earned (income or an open invoice), other; blank where the words do not tell."""
    for kind, of in (("other", _NEITHER), ("earned", _EARNED), ("cash", _CASH)):
        if any(word in words for word in of):
            return kind
    return ""


SOURCES = (
    Source(
        "Wave",
        "accounting transactions",
        Holds.MONEY,
        "Settings > Data export > Transactions (accounting.csv)",
        wanted("""
            date, needed: transaction date
            entry, needed: transaction id
            account, needed: account name
            debit: debit amount two column approach, debit amount
            credit: credit amount two column approach, credit amount
            amount: amount one column
            type: account type
            group: account group
        """),
        also=("debit", "amount"),
        read=read,
        about="Money is what came into your accounts for sales and invoices.",
    ),
)
