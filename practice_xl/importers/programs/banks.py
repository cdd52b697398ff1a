"""Banks and bookkeeping: a bank's own list, Mint, FreshBooks and Wave.

In a bank's list what came in counts, whatever the bank calls it. An entry of Wave has two lines or
more; it is income where money came into an account (or left it) against income or an open invoice.
"""

from __future__ import annotations

from collections import defaultdict

from practice_xl.importers.declaration import CARD, OUTGOING, Holds, Source
from practice_xl.importers.money import amounts, read_money, received
from practice_xl.importers.statuses import Flow, judge, plain
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
        currency: currency
        """, never=OUTGOING, rank=1,
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
)
