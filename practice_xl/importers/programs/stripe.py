"""Stripe: the balance history, the itemised balance report, and the list of payments; in UTC."""

from __future__ import annotations

from dataclasses import replace

from practice_xl.importers.declaration import Column, Holds, Source, says
from practice_xl.importers.statuses import Flow

_MONEY_IN = (
    "charge, payment, charge failure, payment failure, partial capture reversal, refund "
    "failure, payment failure refund, dispute reversal, dispute, adjustment, platform "
    "earning, platform earning refund, payment reversal"
)
_NOT_INCOME = (
    "payout, payout cancel, payout failure, payout reversal, transfer, payout minimum "
    "balance hold, payout minimum balance release, transfer cancel, transfer failure, "
    "transfer refund, transfer reversal, topup, topup reversal, stripe fee, fee, stripe "
    "fx fee, network cost, tax fee, application fee, application fee refund, reserve "
    "transaction, reserved funds, risk reserved funds, contribution, climate order "
    "purchase, climate order refund, advance, advance funding, financing payout, "
    "financing paydown, issuing transaction, issuing authorization hold, issuing "
    "authorization release, other adjustment, payment network reserve hold"
)
_FEES = "Money is what clients paid; Stripe's fees belong in Monthly's Overhead."

_BALANCE = Source(
    "Stripe",
    "balance",
    Holds.MONEY,
    "Balance > All activity > Export; or Reports > Balance > itemised, Download",
    (
        Column("date", "created utc", needed=True),
        Column("amount", "amount, gross", needed=True),
        Column("type", "type, reporting category, transaction type", needed=True),
        Column("net", "net", needed=True, sign=True),
        Column("currency", "currency"),
        Column("id", "id, balance transaction id, transaction id"),
    ),
    words={
        "type": says(
            {
                Flow.IN: _MONEY_IN,
                Flow.REFUND: "refund, payment refund",
                Flow.NOT_INCOME: _NOT_INCOME,
            }
        )
    },
    utc=True,
    about=_FEES,
)

SOURCES = (
    _BALANCE,
    # Without a header that says UTC the times are those of the account.
    replace(
        _BALANCE,
        columns=(Column("date", "created", needed=True), *_BALANCE.columns[1:]),
        never=("created utc",),
        utc=False,
    ),
    Source(
        "Stripe",
        "payments",
        Holds.MONEY,
        "Transactions > Payments > Export",
        (
            Column("date", "created date utc, created utc, created date", needed=True),
            Column("amount", "converted amount, amount", needed=True),
            Column(
                "refunded", "converted amount refunded, amount refunded", needed=True, changes=True
            ),
            Column("currency", "converted currency, currency"),
            Column("status", "status", needed=True, changes=True),
            Column("captured", "captured", changes=True),
            Column("mode", "mode"),
            Column("id", "id"),
        ),
        words={
            "status": says(
                {
                    Flow.IN: (
                        "paid, succeeded, refunded, partial refund, partially refunded, disputed, "
                        "partially paid"
                    ),
                    Flow.NOT_INCOME: (
                        "failed, pending, cancelled, uncaptured, incomplete, blocked, "
                        "requires payment method, requires confirmation, requires action, "
                        "requires capture, processing, expired, lost, chargeback"
                    ),
                }
            ),
            "captured": says({Flow.NOT_INCOME: "false, no", Flow.IN: "*"}),
            "mode": says({Flow.NOT_INCOME: "test", Flow.IN: "*"}),
        },
        utc=True,
        rank=1,
        about=(
            f"{_FEES} A refund is taken off the week of its payment: this list does not say when "
            "it was made."
        ),
    ),
)
