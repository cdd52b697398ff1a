"""Writes the tables of README and docs/scoring.md anew from the schema, the rules and the commands.

    python scripts/update_readme.py

A test holds both to what this makes. The tables of the projection are measured:
evaluate_projection.py and judge_series.py write them with --readme.
"""

from __future__ import annotations

from collections.abc import Callable

from documents import README, ROOT, placed

from practice_xl.cli import COMMANDS
from practice_xl.domain.scorecard import leader, manager
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import CAPACITY_RATES, INCOME_RATES, MONTH_RATES
from practice_xl.schema.sheets import SHEETS

DOCUMENTS = (README, ROOT / "docs" / "scoring.md")


def tables() -> dict[str, str]:
    """The tables by the name of their place."""
    sheets = [f"| **{sheet.name}** | {sheet.purpose} |" for sheet in SHEETS]
    commands = [
        f"| `practice-xl {name} {command.example}`".rstrip("` ") + f"` | {command.text} |"
        for name, command in COMMANDS.items()
    ]
    rates = ["| on the sheets | unit | how |", "|---|---|---|"]
    rates += [
        f"| {rate.rate_label} | {rate.unit} | {rate.help} |"
        for rate in (*CAPACITY_RATES, *INCOME_RATES, *MONTH_RATES)
    ]
    levers = [f"| {lever.label} | {lever.help} |" for lever in LEVERS]
    pairs = [
        f"| {pair} | {_rule(manager.RULES[pair])} | {_rule(leader.RULES[pair])} |"
        for pair in manager.RULES
    ]
    return {
        "sheets": "\n".join(["| sheet | what it is for |", "|---|---|", *sheets]),
        "commands": "\n".join(["| command | what it does |", "|---|---|", *commands]),
        "rates": "\n".join(rates),
        "levers": "\n".join(["| lever | what it means |", "|---|---|", *levers]),
        "pairs": "\n".join(["| pair | manager | leader |", "|---|---|---|", *pairs]),
    }


def _rule(rule: Callable[..., object]) -> str:
    """A rule as the first line of its docstring says it."""
    return (rule.__doc__ or "").splitlines()[0]


def updated(text: str) -> str:
    """A document's text with its tables made anew."""
    for name, table in tables().items():
        text = placed(text, name, table)
    return text


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(updated(document.read_text(encoding="utf-8")), encoding="utf-8")
