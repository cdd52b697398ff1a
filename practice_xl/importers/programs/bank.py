"""A bank's own list, and Mint's: what came in counts, whatever the bank calls it."""

from __future__ import annotations

from typing import Any

from practice_xl.importers.declaration import CARD, Holds, Source, wanted
from practice_xl.importers.money import amounts_of, read_money
from practice_xl.importers.reading import Export, Found, Reading
from practice_xl.importers.statuses import Flow, judge, says
from practice_xl.problems import FileRefused

_LIST = """
    date, needed: date, transaction date, posting date, posted date, date posted, booking date,
        completed date
    text, needed, sign: description, transaction description, payee, merchant, name, details,
        original description, narrative, memo, reference, transaction, counter party
    balance, sign: balance, running bal, running balance, balance gbp, balance eur, account number,
        account name, account, check number, check or slip, original statement, cleared
    status, changes: state, status
    kind: type
"""
_AMOUNT = """
    amount, needed: amount, transaction amount, amount gbp, amount eur, amount usd
    category: category
"""
_DIRECTION = says(
    money_in="credit, cr, deposit, in, money in, dslip, c",
    not_income=(
        "debit, dr, withdrawal, out, money out, check, d, purchase, payment, fee, transfer, atm, "
        "pos"
    ),
)
_OTHERS = {
    "category": says(
        not_income=(
            "transfer, transfers, credit card payment, internal transfer, loan, loans, "
            "owner contribution, transfer in"
        ),
        money_in="*",
    ),
    "kind": says(
        not_income=(
            "acct xfer, transfer between accounts, internal transfer, pot transfer, topup, "
            "exchange, loan"
        ),
        money_in="*",
    ),
    "status": says(not_income="pending, reverted, declined, failed, cancelled", money_in="*"),
}
_ABOUT = (
    "Every deposit counts as money collected: transfers from your own accounts, loans and refunds "
    "from shops are not, so look at the preview. Import it only where no other program has your "
    "payments."
)


def read(export: Export, reading: Reading) -> Found:
    """Deposits: by the sign where there are signs, else by the word beside the amount.

    Raises:
        FileRefused: Neither signs nor words tell what came in and what went out.
    """
    amount = amounts_of(export.columns, export.times.dated)
    words = export.source.words
    if any(one < 0 for one in amount):
        words = _OTHERS
    elif export.columns.cells("direction") is None:
        raise FileRefused(
            f"{export.name} has no amount below zero and no column that tells what came in from "
            "what went out; if all of it is money clients paid, say so once "
            f"(practice-xl import my_practice.xlsx --map {export.name})."
        )
    return read_money(export, reading, judge(export.columns, words, Flow.UNKNOWN))


def _bank(report: str, table: str, **more: Any) -> Source:
    return Source(
        "Bank",
        report,
        Holds.MONEY,
        "Your bank's website > the account > Download or Export, CSV",
        wanted(_LIST.rstrip() + table),
        words={**_OTHERS, **more},
        never=CARD,
        below_zero=Flow.NOT_INCOME,
        rank=9,
        apart=True,
        everything=True,
        about=_ABOUT,
        read=None if "money_in" in table else read,
    )


_WITH_DIRECTION = """
    direction, needed: transaction type, debit credit, credit debit, dr cr, cr dr, type
"""
_TWO_COLUMNS = """
    money_in, needed: credit, credits, money in, paid in, deposit, deposits, credit amount,
        deposit amount, amount in, received, inflow
    money_out, needed, sign: debit, debits, money out, paid out, withdrawal, withdrawals,
        debit amount, withdrawal amount, amount out, spent, outflow
"""

SOURCES = (
    _bank(
        "list with debit or credit",
        _AMOUNT.rstrip() + _WITH_DIRECTION,
        direction=_DIRECTION,
    ),
    _bank("list with signs", _AMOUNT),
    _bank("list with two columns", _TWO_COLUMNS),
)
