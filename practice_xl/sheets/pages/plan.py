"""The sheet Plan: beside each tier and each clinician, what a coach copy calls them."""

from __future__ import annotations

from practice_xl.domain.aliases import clinician_aliases, tier_aliases
from practice_xl.schema.blocks import ALIASES
from practice_xl.sheets.pages.page import Facts, Rows, empty


def plan_page(facts: Facts) -> dict[str, Rows]:
    """The block between the tables Fees and Clinicians: the name in the copy, row by row."""
    practice = facts.report.practice
    names = clinician_aliases(practice)
    staff = [names[clinician.name.casefold()] for clinician in practice.plan.clinicians]
    rows = empty(ALIASES)
    for across, table, said in ((0, "Fees", tier_aliases(practice.plan)), (1, "Clinicians", staff)):
        for place, name in zip(facts.beside.get(table, ()), said, strict=False):
            if place < len(rows):
                rows[place][across] = name
    return {ALIASES.name: rows}
