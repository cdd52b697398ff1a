"""Writes the README's tables anew from the schema and the commands.

    python scripts/update_readme.py

A test holds the README to what this makes. The table of the projection is measured, not made:
it stays as it is.
"""

from __future__ import annotations

import re
from pathlib import Path

from practice_xl.cli import COMMANDS
from practice_xl.schema.measures import CAPACITY_RATES, INCOME_RATES, MONTH_RATES
from practice_xl.schema.sheets import SHEETS

README = Path(__file__).resolve().parent.parent / "README.md"


def tables() -> dict[str, str]:
    """The README's tables by the name of their place."""
    sheets = [f"| **{sheet.name}** | {sheet.purpose} |" for sheet in SHEETS]
    commands = [
        f"| `practice-xl {name} {command.example}`".rstrip("` ") + f"` | {command.text} |"
        for name, command in COMMANDS.items()
    ]
    rates = ["| on the sheets | unit | how |", "|---|---|---|"]
    rates += [
        f"| {rate.label} | {rate.unit} | {rate.help} |"
        for rate in (*CAPACITY_RATES, *INCOME_RATES, *MONTH_RATES)
    ]
    return {
        "sheets": "\n".join(["| sheet | what it is for |", "|---|---|", *sheets]),
        "commands": "\n".join(["| command | what it does |", "|---|---|", *commands]),
        "rates": "\n".join(rates),
    }


def updated(text: str) -> str:
    """The README's text with its tables made anew."""
    for name, table in tables().items():
        place = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = place.sub(lambda found, table=table: f"{found[1]}{table}\n{found[2]}", text)
    return text


if __name__ == "__main__":
    README.write_text(updated(README.read_text(encoding="utf-8")), encoding="utf-8")
