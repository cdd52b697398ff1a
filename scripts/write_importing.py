"""Writes docs/importing.md anew from the declarations of the programs.

    python scripts/write_importing.py

A test holds the document to what this makes.
"""

from __future__ import annotations

from pathlib import Path

from practice_xl.importers.declaration import all_sources
from practice_xl.importers.own_mapping import BELOW_ZERO, ROLES
from practice_xl.importers.programs.figures import STATEMENTS
from practice_xl.importers.statuses import OWN_FLOWS, OWN_WORDS

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "importing.md"

APPOINTMENTS = """\
name = "My calendar"
holds = "appointments"

[columns]
date = "Day"
time = "Starts"
status = "Outcome"        # leave it out, and every row that took place counts
client = "Person"         # only to count clients: never kept, never shown

[statuses]
Done = "kept"
Skipped = "missed"
"""
MONEY = """\
name = "My bank"
holds = "money"
below_zero = "not income" # or "refund"; without it you are asked

[columns]
date = "Booked on"
amount = "Amount"
status = "Kind"           # a second such column may be named as kind

[statuses]
Deposit = "money in"
Transfer = "not income"
"""

TOP = """\
# Importing from other software

`practice-xl import my_practice.xlsx EXPORT...` fills in weeks and months from files your software
writes. It shows first what it would change, fills blanks only (`--overwrite` replaces), and keeps
the tracker as it was beside it. Give all files at once, in any order: sessions from one, money from
another. Files are known by their headers, in any order and any case, as .csv, .xlsx or .ics.

**Nothing counts twice.** A session or payment that stands in several files, or several times in
one, counts once: it is known by its own id, else by every field. Two reports of the same money are
never added up: one is taken, and the preview says which. Importing again changes nothing.

**Only what came in is income.** Failed, pending and refunded payments, withdrawals and bills are
not. What a file does not tell is asked.

**Nobody's name is kept.** Columns with names, notes, addresses and titles are not read; a client is
counted by a number that means nothing outside that one import.

Sessions after today are counted as bookings to come, for the next eight weeks.

## Programs

| program | report | gives | where to export it | good to know |
|---|---|---|---|---|
"""
OWN = """\

## Any other program: say once what its columns are

`practice-xl import my_practice.xlsx --map FILE` asks which column is what and keeps the answers.
You can also write them down and pass the file with `--mapping FILE.toml`:

```toml
{appointments}```

```toml
{money}```

| for appointments, `[columns]` may name | which is |
|---|---|
{appointment_roles}

| for money | which is |
|---|---|
{money_roles}

The words of a status may mean, for appointments: {outcomes}. For money: {flows}. Amounts below zero
may be: {below}. A column of names or titles is refused as a status. A file that holds only
`[statuses]` adds words to the programs above.
"""


def guide() -> str:
    """The text of docs/importing.md."""
    rows = [
        f"| {source.program or 'Your own table'} | {source.report} | {source.holds.value} "
        f"| {source.menu} | {source.about} |"
        for source in (*all_sources(), *STATEMENTS)
    ]
    roles = {
        holds: "\n".join(
            f"| `{role}`{' (needed)' if needed else ''} | {words} |" for role, words, needed in of
        )
        for holds, of in ROLES.items()
    }
    own = OWN.format(
        appointments=APPOINTMENTS,
        money=MONEY,
        appointment_roles=roles["appointments"],
        money_roles=roles["money"],
        outcomes=", ".join(OWN_WORDS),
        flows=", ".join(OWN_FLOWS),
        below=", ".join(BELOW_ZERO),
    )
    return TOP + "\n".join(dict.fromkeys(sorted(rows, key=str.casefold))) + "\n" + own


if __name__ == "__main__":
    GUIDE.parent.mkdir(exist_ok=True)
    GUIDE.write_text(guide(), encoding="utf-8")
