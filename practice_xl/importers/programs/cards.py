"""PayPal, Square, Stripe and Venmo: withdrawals, holds and payouts are no income."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from practice_xl.importers.declaration import Holds, Source
from practice_xl.importers.money import read_money, received
from practice_xl.importers.statuses import Flow, judge, plain_status
from practice_xl.importers.tables import File, Reading

_NO_INCOME = re.compile(r"withdraw|conversion|hold|authori[sz]|deposit|transfer|loan|fee\b")
_FEES = "Money is what clients paid; Stripe's fees belong in Monthly's Overhead."
_BALANCE = """
    amount, needed: amount, gross
    type, needed: type, reporting category, transaction type
        = money in: charge, payment, charge failure, payment failure, partial capture reversal,
            refund failure, payment failure refund, dispute reversal, dispute, adjustment,
            platform earning, platform earning refund, payment reversal
        = refund: refund, payment refund
        = not income: payout, payout cancel, payout failure, payout reversal, transfer,
            payout minimum balance hold, payout minimum balance release, transfer cancel,
            transfer failure, transfer refund, transfer reversal, topup, topup reversal,
            stripe fee, fee, stripe fx fee, network cost, tax fee, application fee,
            application fee refund, reserve transaction, reserved funds, risk reserved funds,
            contribution, climate order purchase, climate order refund, advance, advance funding,
            financing payout, financing paydown, issuing transaction,
            issuing authorization hold, issuing authorization release, other adjustment,
            payment network reserve hold
    net, needed, sign: net
    currency: currency
    id: id, balance transaction id, transaction id
"""
_BALANCE_MENU = "Balance > All activity > Export; or Reports > Balance > itemised, Download"


def read_paypal(file: File, reading: Reading) -> None:
    """Payments less refunds; a payment you made is money out, whatever its type."""
    kinds = [plain_status(cell) for cell in file.cells["type"][0]]
    flow, amount = judge(file, file.source.words, Flow.UNKNOWN), received(file)
    for row, kind in enumerate(kinds):
        taken_back = "reversal" in kind or "chargeback" in kind
        if (flow[row] == Flow.UNKNOWN and (amount[row] <= 0 or _NO_INCOME.search(kind))) or (
            flow[row] == Flow.MONEY_IN and amount[row] < 0 and not taken_back
        ):
            flow[row] = Flow.NOT_INCOME
    currencies = file.column("currency")
    if currencies:  # a payment in another one counts as what PayPal changed it into
        _count_what_it_became(currencies, kinds, amount, flow)
    read_money(file, reading, flow, amount)


def _count_what_it_became(
    currencies: Sequence[str], kinds: Sequence[str], amount: Sequence[float], flow: list[int]
) -> None:
    """Where payments came in several currencies: what each was changed into, in its place."""
    rows = range(len(flow))
    counted = Counter(currencies[row] for row in rows if flow[row] == Flow.MONEY_IN)
    changed = [row for row in rows if "conversion" in kinds[row] and amount[row] > 0]
    if len(counted) < 2 or not changed:
        return
    home = counted.most_common(1)[0][0]
    for row in rows:
        if flow[row] <= Flow.REFUND and currencies[row] != home:
            flow[row] = Flow.NOT_INCOME
    for row in changed:
        if currencies[row] == home:
            flow[row] = Flow.MONEY_IN


# fmt: off
SOURCES = (
    Source("PayPal", "activity", Holds.MONEY, "Activity > Download > Completed payments, CSV", """
        date, needed: date
        time: time
        type, needed: type, description
            = money in: express checkout payment, website payment, mobile payment, general payment,
                payment, payment received, payment completed, subscription payment, cart payment,
                direct credit card payment, invoice payment, donation payment, mass pay payment,
                virtual terminal payment, pos transaction payment, ebay auction payment, tip,
                preapproved payment bill user payment, invoice received, card payment,
                venmo payment, send money, money received, payment reversal, chargeback,
                chargeback reversal, reversal, cancellation of hold for dispute resolution
            = refund: payment refund, refund, partial refund, refund sent
        status, changes: status
            = money in: (blank), completed, refunded, partially refunded, reversed, cleared, success
            = not income: *
        impact, also: balance impact
            = not income: memo
            = money in: *
        currency: currency
        amount, needed: gross
        net, needed, sign: net
        balance, sign, also: balance, fee, time zone, timezone
        id, also: transaction id
        """, read=read_paypal,
        about="Money is what clients paid; PayPal's fees belong in Monthly's Overhead."),
    Source("Square", "transactions", Holds.MONEY,
           "Reports > Transactions > Export > Transactions CSV", """
        date, needed: date
        time: time
        amount, needed: total collected, net sales
        gross, needed, sign: gross sales
        event, also: event type
            = money in: payment, custom amount, (blank)
            = refund: refund, partial refund, chargeback, dispute
            = not income: no sale, failed payment, fee
        status, changes: transaction status
            = money in: complete, completed, captured, *
            = not income: approved, pending, failed, declined, cancelled, voided
        id, also: payment id, transaction id
        deposit, sign, also: deposit id, deposit date, fees, net total
        """, about="Money is what clients paid; Square's fees belong in Monthly's Overhead."),
    Source("Stripe", "balance", Holds.MONEY, _BALANCE_MENU, "date, needed: created utc" + _BALANCE,
           utc=True, about=_FEES),
    # Without a header that says UTC the times are those of the account.
    Source("Stripe", "balance", Holds.MONEY, _BALANCE_MENU, "date, needed: created" + _BALANCE,
           never=("created utc",), about=_FEES),
    Source("Stripe", "payments", Holds.MONEY, "Transactions > Payments > Export", """
        date, needed: created date utc, created utc, created date
        amount, needed: converted amount, amount
        refunded, needed, changes: converted amount refunded, amount refunded
        currency: converted currency, currency
        status, needed, changes: status
            = money in: paid, succeeded, refunded, partial refund, partially refunded, disputed,
                partially paid, dispute won, early fraud warning, needs response, under review
            = not income: failed, pending, cancelled, uncaptured, incomplete, blocked,
                requires payment method, requires confirmation, requires action, requires capture,
                processing, expired, lost, dispute lost, chargeback
        captured, changes: captured
            = not income: false, no
            = money in: *
        mode: mode
            = not income: test
            = money in: *
        id: id
        """, utc=True, rank=1,
        about=f"{_FEES} A refund is taken off the week of its payment: this list does not say when "
              "it was made."),
    Source("Venmo", "statement", Holds.MONEY, "Settings > Statements > Download CSV", """
        date, needed: datetime
        amount, needed: amount total
        type, needed: type
            = not income: standard transfer, instant transfer, bank transfer, merchant transaction,
                atm withdrawal
            = money in: *
        status: status
            = money in: complete, (blank)
            = not income: *
        id: id
        place, needed, sign: funding source, destination, ending balance
        """, below_zero=Flow.NOT_INCOME,
        about="Money is what clients paid; Venmo's fees belong in Monthly's Overhead."),
)
