"""FreshBooks: payments collected, and the details of invoices."""

from __future__ import annotations

from practice_xl.importers.declaration import OUTGOING, Column, Holds, Source, says
from practice_xl.importers.statuses import Flow

SOURCES = (
    Source(
        "FreshBooks",
        "payments collected",
        Holds.MONEY,
        "Reports > Payments collected > Export",
        (
            Column("date", "date, payment date, date paid", needed=True),
            Column("amount", "amount, amount paid, payment amount", needed=True),
            Column("method", "method, type, payment method, payment type", True, sign=True),
            Column(
                "invoice",
                "invoice, invoice number, invoice credit, for invoice, invoice no",
                needed=True,
                sign=True,
            ),
            Column("who", "client, client name, customer, from", needed=True, sign=True),
            Column("currency", "currency, currency code"),
        ),
        never=(*OUTGOING, "date of service", "balance impact"),
    ),
    Source(
        "FreshBooks",
        "invoice details",
        Holds.MONEY,
        "Reports > Invoice details > Export",
        (
            Column("date", "date paid", needed=True, changes=True),
            Column("amount", "line total, line subtotal", needed=True),
            Column("invoice", "invoice", needed=True, sign=True),
            Column("status", "invoice status", needed=True, changes=True),
            Column("issued", "date issued, item name, rate, quantity", sign=True),
            Column("currency", "currency"),
        ),
        words={"status": says({Flow.IN: "paid, auto paid", Flow.NOT_INCOME: "*"})},
        also=("issued",),
        never=OUTGOING,
        rank=1,
        about="Only invoices that are paid as a whole count, in the week that was.",
    ),
)
