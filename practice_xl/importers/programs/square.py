"""Square: the list of transactions."""

from __future__ import annotations

from practice_xl.importers.declaration import Column, Holds, Source, says
from practice_xl.importers.statuses import Flow

SOURCES = (
    Source(
        "Square",
        "transactions",
        Holds.MONEY,
        "Reports > Transactions > Export > Transactions CSV",
        (
            Column("date", "date", needed=True),
            Column("time", "time"),
            Column("amount", "total collected, net sales", needed=True),
            Column("gross", "gross sales", needed=True, sign=True),
            Column("event", "event type"),
            Column("status", "transaction status", changes=True),
            Column("id", "payment id, transaction id"),
            Column("deposit", "deposit id, deposit date, fees, net total", sign=True),
        ),
        words={
            "event": says(
                {
                    Flow.IN: "payment, custom amount, ",
                    Flow.REFUND: "refund, partial refund, chargeback, dispute",
                    Flow.NOT_INCOME: "no sale, failed payment, fee",
                }
            ),
            "status": says(
                {
                    Flow.IN: "complete, completed, captured, *",
                    Flow.NOT_INCOME: "approved, pending, failed, declined, cancelled, voided",
                }
            ),
        },
        also=("event", "id", "deposit"),
        about="Money is what clients paid; Square's fees belong in Monthly's Overhead.",
    ),
)
