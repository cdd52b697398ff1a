"""Banks, bookkeeping and cards: a bank's own list, Mint, FreshBooks, Wave, PayPal, Stripe and more.

In a bank's list what came in counts, whatever the bank calls it. An entry of Wave has two lines or
more; it is income where money came into an account (or left it) against income or an open invoice.
Withdrawals, holds and payouts of a card processor are no income.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from practice_xl.importers.declaration import CARD, OUTGOING, Holds, Source
from practice_xl.importers.money import amounts, read_money, received
from practice_xl.importers.statuses import Flow, judge, plain, plain_status
from practice_xl.importers.tables import File, Reading
from practice_xl.problems import FileRefused

_LIST = """
    date, needed: date, transaction date, posting date, posted date, date posted, booking date,
        completed date, buchungstag, buchungsdatum, buchung
    text, needed, sign: description, transaction description, payee, merchant, name, details,
        original description, narrative, memo, reference, transaction, counter party,
        verwendungszweck, buchungstext
    balance, sign: balance, running bal, running balance, balance gbp, balance eur, account number,
        account name, account, check number, check or slip, original statement, cleared
    status, changes: state, status
        = not income: pending, reverted, declined, failed, cancelled, vorgemerkt
        = money in: *
    kind: type
        = not income: acct xfer, transfer between accounts, internal transfer, pot transfer, topup,
            exchange, loan
        = money in: *"""
_AMOUNT = """
    amount, needed: amount, transaction amount, amount gbp, amount eur, amount usd, betrag,
        betrag eur, umsatz, umsatz in eur
    category: category
        = not income: transfer, transfers, credit card payment, internal transfer, loan, loans,
            owner contribution, transfer in
        = money in: *"""
_WITH_DIRECTION = """
    direction, needed: transaction type, debit credit, credit debit, dr cr, cr dr, type
        = money in: credit, cr, deposit, in, money in, dslip, c
        = not income: debit, dr, withdrawal, out, money out, check, d, purchase, payment, fee,
            transfer, atm, pos"""
_SPENT = "\nspent, needed, sign: ignored from, account mask"
_TWO_COLUMNS = """
    money_in, needed: credit, credits, money in, paid in, deposit, deposits, credit amount,
        deposit amount, amount in, received, inflow
    money_out, needed, sign: debit, debits, money out, paid out, withdrawal, withdrawals,
        debit amount, withdrawal amount, amount out, spent, outflow"""
_ABOUT = (
    "Every deposit counts as money collected: transfers from your own accounts, loans and refunds "
    "from shops are not, so look at the preview. Import it only where no other program has your "
    "payments."
)
_KINDS = {  # of Wave's accounts, by the words in their names; the first that fits
    "other": ("expense", "payable", "cost", "equity", "owner"),
    "earned": ("income", "sales", "revenue", "discount", "receivable", "customer prepay"),
    "cash": ("bank", "cash", "money in transit", "credit card", "stripe", "paypal"),
}
_NO_INCOME = re.compile(r"withdraw|conversion|hold|authori[sz]|deposit|transfer|loan|fee\b")
_FEES = "Money is what clients paid; {}'s fees belong in Monthly's Overhead.".format
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


def read_bank(file: File, reading: Reading) -> None:
    """Deposits: by the sign where there are signs, else by the word beside the amount."""
    amount, words = received(file), file.source.words
    if "spent" in file.headers:  # what was spent stands above zero, what came in below
        amount = [0.0 - one for one in amount]
    elif any(one < 0 for one in amount):
        words = {role: of for role, of in words.items() if role != "direction"}
    elif file.column("direction") is None:
        raise FileRefused(
            f"{file.name} has no amount below zero and no column that tells what came in from "
            "what went out; if all of it is money clients paid, say so once "
            f"(practice-xl import my_practice.xlsx --map {file.name})."
        )
    read_money(file, reading, judge(file, words, Flow.UNKNOWN), amount)


def read_wave(file: File, reading: Reading) -> None:
    """Money of each entry: its lines of income and open invoices, where it has a line of cash."""
    debit, credit = amounts(file, "debit"), amounts(file, "credit")
    if debit is None or credit is None:
        debit = amounts(file, "amount") or [0.0] * len(file.day)  # a debit is above zero
        credit = [0.0] * len(debit)
    entries, kinds = file.cells["entry"][0], [""] * len(file.day)
    for role in ("type", "group", "account"):  # the first that says so
        for column in file.cells.get(role, ()):
            kinds = [one or _kind(plain(cell)) for one, cell in zip(kinds, column, strict=True)]
    with_cash = {entry for entry, kind in zip(entries, kinds, strict=True) if kind == "cash"}
    sums: defaultdict[str, float] = defaultdict(float)
    first: dict[str, int] = {}
    for row, entry in enumerate(entries):
        if kinds[row] == "earned" and entry in with_cash:
            sums[entry] += credit[row] - debit[row]
            first.setdefault(entry, row)
    file.keep(list(first.values()))
    read_money(file, reading, [Flow.MONEY_IN] * len(first), [round(sums[one], 2) for one in first])


def _kind(words: str) -> str:
    """Cash, earned (income or an open invoice), other; blank where the words do not tell."""
    return next((kind for kind, of in _KINDS.items() if any(word in words for word in of)), "")


def read_paypal(file: File, reading: Reading) -> None:
    """Payments less refunds; a payment you made is money out, whatever its type."""
    kinds = [plain_status(cell) for cell in file.cells["type"][0]]
    flow, amount = judge(file, file.source.words, Flow.UNKNOWN), received(file)
    for row, kind in enumerate(kinds):
        taken_back = "reversal" in kind or "chargeback" in kind
        paid = flow[row] == Flow.MONEY_IN and amount[row] < 0 and not taken_back
        own = flow[row] == Flow.UNKNOWN and (amount[row] <= 0 or _NO_INCOME.search(kind))
        flow[row] = Flow.NOT_INCOME if paid or own else flow[row]
    _convert(file, kinds, amount, flow)
    read_money(file, reading, flow, amount)


def _convert(file: File, kinds: Sequence[str], amount: Sequence[float], flow: list[int]) -> None:
    """Where payments came in several currencies: what each was changed into, in its place."""
    currencies, rows = file.column("currency") or [""] * len(flow), range(len(flow))
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
def _bank(report: str, table: str) -> Source:
    menu = "Your bank's website, or the app > the account > Download or Export, CSV"
    read = None if table is _TWO_COLUMNS else read_bank
    return Source("Bank", report, Holds.MONEY, menu, _LIST + table, never=CARD, rank=9, apart=True,
                  below_zero=Flow.NOT_INCOME, everything=True, about=_ABOUT, read=read)


SOURCES = (
    _bank("list with debit or credit", _AMOUNT + _WITH_DIRECTION),
    _bank("list with signs", _AMOUNT),
    _bank("list with two columns", _TWO_COLUMNS),
    _bank("list of Rocket Money or Copilot", _AMOUNT + _SPENT),
    Source("FreshBooks", "payments collected", Holds.MONEY, "Reports > Payments collected > Export",
           """
        date, needed: date, payment date, date paid
        amount, needed: amount, amount paid, payment amount
        method, needed, sign: method, type, payment method, payment type
        invoice, needed, sign: invoice, invoice number, invoice credit, for invoice, invoice no
        who, needed, sign: client, client name, customer, from
        currency: currency, currency code
        """, never=(*OUTGOING, "date of service", "balance impact")),
    Source("FreshBooks", "invoice details", Holds.MONEY, "Reports > Invoice details > Export", """
        date, needed, changes: date paid
        amount, needed: line total, line subtotal
        invoice, needed, sign: invoice
        status, needed, changes: invoice status
            = money in: paid, auto paid
            = not income: *
        issued, sign, also: date issued, item name, rate, quantity
        currency: currency""", never=OUTGOING, rank=1,
        about="Only invoices that are paid as a whole count, in the week that was."),
    Source("Wave", "accounting transactions", Holds.MONEY,
           "Settings > Data export > Transactions (accounting.csv)", """
        date, needed: transaction date
        entry, needed: transaction id
        account, needed: account name
        debit, also: debit amount two column approach, debit amount
        credit: credit amount two column approach, credit amount
        amount, also: amount one column
        type: account type
        group: account group
        """, read=read_wave, about="Money is what came into your accounts for sales and invoices."),
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
        id, also: transaction id""", read=read_paypal, about=_FEES("PayPal")),
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
        deposit, sign, also: deposit id, deposit date, fees, net total""", about=_FEES("Square")),
    Source("Stripe", "balance", Holds.MONEY, _BALANCE_MENU, "date, needed: created utc" + _BALANCE,
           utc=True, about=_FEES("Stripe")),
    # Without a header that says UTC the times are those of the account.
    Source("Stripe", "balance", Holds.MONEY, _BALANCE_MENU, "date, needed: created" + _BALANCE,
           never=("created utc",), about=_FEES("Stripe")),
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
        id: id""", utc=True, rank=1, about=_FEES("Stripe") + " A refund is taken off the week of "
        "its payment: this list does not say when it was made."),
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
        place, needed, sign: funding source, destination, ending balance""",
        below_zero=Flow.NOT_INCOME, about=_FEES("Venmo")),
)
