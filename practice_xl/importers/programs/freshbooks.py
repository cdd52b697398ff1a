"""FreshBooks: payments collected, and the details of invoices."""

from practice_xl.importers.declaration import OUTGOING, Holds, Source, wanted
from practice_xl.importers.statuses import says

SOURCES = (
    Source(
        "FreshBooks",
        "payments collected",
        Holds.MONEY,
        "Reports > Payments collected > Export",
        wanted("""
            date, needed: date, payment date, date paid
            amount, needed: amount, amount paid, payment amount
            method, needed, sign: method, type, payment method, payment type
            invoice, needed, sign: invoice, invoice number, invoice credit, for invoice, invoice no
            who, needed, sign: client, client name, customer, from
            currency: currency, currency code
        """),
        never=(*OUTGOING, "date of service", "balance impact"),
    ),
    Source(
        "FreshBooks",
        "invoice details",
        Holds.MONEY,
        "Reports > Invoice details > Export",
        wanted("""
            date, needed, changes: date paid
            amount, needed: line total, line subtotal
            invoice, needed, sign: invoice
            status, needed, changes: invoice status
            issued, sign: date issued, item name, rate, quantity
            currency: currency
        """),
        words={"status": says(money_in="paid, auto paid", not_income="*")},
        also=("issued",),
        never=OUTGOING,
        rank=1,
        about="Only invoices that are paid as a whole count, in the week that was.",
    ),
)
