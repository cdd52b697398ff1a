"""Square: the list of transactions."""

from __future__ import annotations

from practice_xl.importers.declaration import Column, Holds, Source
from practice_xl.importers.statuses import Flow

SOURCES = (
    Source(
        "Square",
        "transactions",
        Holds.MONEY,
        "Reports > Transactions > Export > Transactions CSV",
        (
            Column("date", ("date",), needed=True),
            Column("time", ("time",)),
            Column("amount", ("total collected", "net sales"), needed=True),
            Column("gross", ("gross sales",), needed=True, sign=True),
            Column("event", ("event type",)),
            Column("status", ("transaction status",), changes=True),
            Column("id", ("payment id", "transaction id")),
            Column("deposit", ("deposit id", "deposit date", "fees", "net total"), sign=True),
        ),
        words={
            "event": {
                "payment": Flow.IN,
                "custom amount": Flow.IN,
                "": Flow.IN,
                "refund": Flow.REFUND,
                "partial refund": Flow.REFUND,
                "chargeback": Flow.REFUND,
                "dispute": Flow.REFUND,
                "no sale": Flow.NOT_INCOME,
                "failed payment": Flow.NOT_INCOME,
                "fee": Flow.NOT_INCOME,
            },
            "status": {
                "complete": Flow.IN,
                "completed": Flow.IN,
                "captured": Flow.IN,
                "approved": Flow.NOT_INCOME,
                "pending": Flow.NOT_INCOME,
                "failed": Flow.NOT_INCOME,
                "declined": Flow.NOT_INCOME,
                "cancelled": Flow.NOT_INCOME,
                "voided": Flow.NOT_INCOME,
                "*": Flow.IN,
            },
        },
        also=("event", "id", "deposit"),
        about="Money is what clients paid; Square's fees belong in Monthly's Overhead.",
    ),
)
