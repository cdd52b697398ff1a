"""Square: the list of transactions."""

from practice_xl.importers.declaration import Holds, Source, wanted
from practice_xl.importers.statuses import says

SOURCES = (
    Source(
        "Square",
        "transactions",
        Holds.MONEY,
        "Reports > Transactions > Export > Transactions CSV",
        wanted("""
            date, needed: date
            time: time
            amount, needed: total collected, net sales
            gross, needed, sign: gross sales
            event: event type
            status, changes: transaction status
            id: payment id, transaction id
            deposit, sign: deposit id, deposit date, fees, net total
        """),
        words={
            "event": says(
                money_in="payment, custom amount, ",
                refund="refund, partial refund, chargeback, dispute",
                not_income="no sale, failed payment, fee",
            ),
            "status": says(
                money_in="complete, completed, captured, *",
                not_income="approved, pending, failed, declined, cancelled, voided",
            ),
        },
        also=("event", "id", "deposit"),
        about="Money is what clients paid; Square's fees belong in Monthly's Overhead.",
    ),
)
