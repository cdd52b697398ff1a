"""Stripe: the balance history and the itemised balance report; times are UTC."""

from __future__ import annotations

import numpy as np

from practice_xl.importers.frame import Array, Frame, amounts
from practice_xl.importers.money import keep_money
from practice_xl.importers.source import Found, Reading, Source, Wanted, plain
from practice_xl.importers.stamps import read_stamps
from practice_xl.importers.statuses import plain_status, unknown_words
from practice_xl.problems import FileRefused

MONEY_IN = frozenset(
    {"charge", "payment", "charge failure", "payment failure", "partial capture reversal"}
    | {"refund failure", "payment failure refund", "dispute reversal", "dispute", "adjustment"}
    | {"platform earning", "platform earning refund", "payment reversal"}
)
REFUNDS = frozenset({"refund", "payment refund"})
NOT_INCOME = frozenset(
    {"payout", "payout cancel", "payout failure", "payout reversal", "payout minimum balance hold"}
    | {"payout minimum balance release", "transfer", "transfer cancel", "transfer failure"}
    | {"transfer refund", "transfer reversal", "topup", "topup reversal", "stripe fee", "fee"}
    | {"stripe fx fee", "network cost", "tax fee", "application fee", "application fee refund"}
    | {"reserve transaction", "reserved funds", "risk reserved funds", "contribution"}
    | {"climate order purchase", "climate order refund", "advance", "advance funding"}
    | {"financing payout", "financing paydown", "issuing transaction", "issuing authorization hold"}
    | {"issuing authorization release", "other adjustment", "payment network reserve hold"}
)


def read(frame: Frame, reading: Reading) -> Found:
    """Money in the week it came in, before Stripe's fees; refunds are negative.

    Payouts to the bank, top-ups and fees are no income and are not counted.

    Raises:
        FileRefused: Amounts in more than one currency.
    """
    found = Found()
    local = plain(frame.headers["date"]) == "created"
    stamps = read_stamps(frame, "date", reading, found.notes, utc=not local)
    amount = amounts(frame, "amount", stamps.dated)
    kinds = frame.needed("type")
    words = [plain_status(value) for value in kinds.values]
    refund = kinds.spread([word in REFUNDS for word in words], False, bool)
    counted = kinds.spread([word in MONEY_IN for word in words], False, bool) | refund
    skipped = kinds.spread([word in NOT_INCOME for word in words], False, bool)
    unknown = stamps.dated & ~counted & ~skipped
    if unknown.any():
        found.unknown.update(unknown_words(kinds, unknown))
    _check_currency(frame, counted)
    if amount is not None:
        amount = np.where(refund, -np.abs(amount), amount)
        marks = frame.people.get("id", (None,))[0]
        keep_money(found, reading, stamps, np.where(counted, amount, 0.0), mark=marks)
    found.notes.append(
        f"{frame.name}: money is what clients paid; Stripe's fees belong in Monthly's Overhead."
    )
    return found


def _check_currency(frame: Frame, counted: Array) -> None:
    cells = frame.cells("currency")
    if cells is None:
        return
    used = {
        str(cells.values[code]).strip().upper() for code in set(cells.codes[counted]) if code >= 0
    }
    if len(used) > 1:
        raise FileRefused(
            f"{frame.name} holds amounts in {len(used)} currencies; export one currency at a time."
        )


SOURCE = Source(
    "Stripe balance",
    (
        Wanted("date", ("created utc", "created"), needed=True, dated=True),
        Wanted("amount", ("amount", "gross"), needed=True),
        Wanted("type", ("type", "reporting category", "transaction type"), needed=True),
        Wanted("net", ("net",), needed=True, sign=True),
        Wanted("currency", ("currency",)),
        Wanted("id", ("id", "balance transaction id", "transaction id"), person=True),
    ),
    read,
)
