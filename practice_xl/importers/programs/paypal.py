"""PayPal: the activity download. Withdrawals, holds and currency lines are no income."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from practice_xl.importers.columns import Columns
from practice_xl.importers.declaration import Holds, Source, wanted
from practice_xl.importers.money import amounts_of, read_money
from practice_xl.importers.reading import Export, Found, Reading
from practice_xl.importers.statuses import Flow, judge, plain_status, says

_PAYMENTS = (
    "express checkout payment, website payment, mobile payment, general payment, payment, "
    "payment received, payment completed, subscription payment, cart payment, direct "
    "credit card payment, invoice payment, donation payment, mass pay payment, virtual "
    "terminal payment, pos transaction payment, ebay auction payment, tip, preapproved "
    "payment bill user payment, invoice received, card payment, venmo payment, send "
    "money, money received, payment reversal, chargeback, chargeback reversal, reversal, "
    "cancellation of hold for dispute resolution"
)
_GOOD = "completed, refunded, partially refunded, reversed, cleared, success"
_NO_INCOME = re.compile(r"withdraw|conversion|hold|authori[sz]|deposit|transfer|loan|fee\b")


def read(export: Export, reading: Reading) -> Found:
    """Payments less refunds; a payment you made is money out, whatever its type.

    A payment in another currency counts as what PayPal changed it into.
    """
    columns = export.columns
    words = [plain_status(value) for value in columns.needed("type").values]
    kinds = columns.needed("type").each(words, "")
    flow = judge(columns, export.source.words, Flow.UNKNOWN)
    amount = amounts_of(columns, export.times.dated)
    for row, kind in enumerate(kinds):
        taken_back = "reversal" in kind or "chargeback" in kind
        if (flow[row] == Flow.UNKNOWN and (amount[row] <= 0 or _NO_INCOME.search(kind))) or (
            flow[row] == Flow.MONEY_IN and amount[row] < 0 and not taken_back
        ):
            flow[row] = Flow.NOT_INCOME
    return read_money(export, reading, _changed(columns, kinds, amount, flow))


def _changed(
    columns: Columns, kinds: Sequence[str], amount: Sequence[float], flow: list[int]
) -> list[int]:
    """Where payments came in several currencies: what each was changed into, in its place."""
    cells = columns.cells("currency")
    if cells is None:
        return flow
    counted = Counter(cells.codes[row] for row, one in enumerate(flow) if one == Flow.MONEY_IN)
    changed = [row for row, kind in enumerate(kinds) if "conversion" in kind and amount[row] > 0]
    if len(counted) < 2 or not changed:
        return flow
    home = counted.most_common(1)[0][0]
    flow = [
        Flow.NOT_INCOME if one <= Flow.REFUND and cells.codes[row] != home else one
        for row, one in enumerate(flow)
    ]
    for row in changed:
        flow[row] = Flow.MONEY_IN if cells.codes[row] == home else flow[row]
    return flow


SOURCES = (
    Source(
        "PayPal",
        "activity",
        Holds.MONEY,
        "Activity > Download > Completed payments, CSV",
        wanted("""
            date, needed: date
            time: time
            type, needed: type, description
            status, changes: status
            impact: balance impact
            currency: currency
            amount, needed: gross
            net, needed, sign: net
            balance, sign: balance, fee, time zone, timezone
            id: transaction id
        """),
        words={
            "type": says(
                money_in=_PAYMENTS, refund="payment refund, refund, partial refund, refund sent"
            ),
            "status": says(money_in=f", {_GOOD}", not_income="*"),
            "impact": says(not_income="memo", money_in="*"),
        },
        also=("impact", "balance", "id"),
        read=read,
        about="Money is what clients paid; PayPal's fees belong in Monthly's Overhead.",
    ),
)
