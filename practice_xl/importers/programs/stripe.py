"""Stripe: the balance history, the itemised balance report, and the list of payments; in UTC."""

from dataclasses import replace

from practice_xl.importers.declaration import Holds, Source, wanted
from practice_xl.importers.statuses import says

_FEES = "Money is what clients paid; Stripe's fees belong in Monthly's Overhead."
_BALANCE = """
    amount, needed: amount, gross
    type, needed: type, reporting category, transaction type
    net, needed, sign: net
    currency: currency
    id: id, balance transaction id, transaction id
"""
_TYPES = says(
    money_in=(
        "charge, payment, charge failure, payment failure, partial capture reversal, refund "
        "failure, payment failure refund, dispute reversal, dispute, adjustment, platform "
        "earning, platform earning refund, payment reversal"
    ),
    refund="refund, payment refund",
    not_income=(
        "payout, payout cancel, payout failure, payout reversal, transfer, payout minimum "
        "balance hold, payout minimum balance release, transfer cancel, transfer failure, "
        "transfer refund, transfer reversal, topup, topup reversal, stripe fee, fee, stripe "
        "fx fee, network cost, tax fee, application fee, application fee refund, reserve "
        "transaction, reserved funds, risk reserved funds, contribution, climate order "
        "purchase, climate order refund, advance, advance funding, financing payout, "
        "financing paydown, issuing transaction, issuing authorization hold, issuing "
        "authorization release, other adjustment, payment network reserve hold"
    ),
)
_IN_UTC = Source(
    "Stripe",
    "balance",
    Holds.MONEY,
    "Balance > All activity > Export; or Reports > Balance > itemised, Download",
    wanted("date, needed: created utc" + _BALANCE),
    words={"type": _TYPES},
    utc=True,
    about=_FEES,
)

SOURCES = (
    _IN_UTC,
    # Without a header that says UTC the times are those of the account.
    replace(
        _IN_UTC,
        columns=wanted("date, needed: created" + _BALANCE),
        never=("created utc",),
        utc=False,
    ),
    Source(
        "Stripe",
        "payments",
        Holds.MONEY,
        "Transactions > Payments > Export",
        wanted("""
            date, needed: created date utc, created utc, created date
            amount, needed: converted amount, amount
            refunded, needed, changes: converted amount refunded, amount refunded
            currency: converted currency, currency
            status, needed, changes: status
            captured, changes: captured
            mode: mode
            id: id
        """),
        words={
            "status": says(
                money_in=(
                    "paid, succeeded, refunded, partial refund, partially refunded, disputed, "
                    "partially paid, dispute won, early fraud warning, needs response, under review"
                ),
                not_income=(
                    "failed, pending, cancelled, uncaptured, incomplete, blocked, requires payment "
                    "method, requires confirmation, requires action, requires capture, processing, "
                    "expired, lost, dispute lost, chargeback"
                ),
            ),
            "captured": says(not_income="false, no", money_in="*"),
            "mode": says(not_income="test", money_in="*"),
        },
        utc=True,
        rank=1,
        about=(
            f"{_FEES} A refund is taken off the week of its payment: this list does not say when "
            "it was made."
        ),
    ),
)
