"""What tiers, clinicians and sources are called in a coach copy: by number, in their order.

Never by the alphabet of their real names, so a name tells nothing. Plan and Referrals show each
beside the name.
"""

from __future__ import annotations

from dataclasses import replace

from practice_xl.domain.plan import Plan
from practice_xl.domain.report import Practice

_KINDS = {"full": "Full", "sliding": "Sliding", "insurance": "Insurance"}


def tier_aliases(plan: Plan) -> list[str]:
    """What each row of Fees is called, in Plan's order: "Full 1", "Insurance A".

    >>> from practice_xl.domain.plan import Fee
    >>> own, insurer = Fee("My fee", "full", 150, 12), Fee("Oak Health", "insurance", 95, 8)
    >>> tier_aliases(Plan(fees=(own, insurer)))
    ['Full 1', 'Insurance A']
    """
    counts: dict[str, int] = {}
    aliases = []
    for fee in plan.fees:
        number = counts[fee.kind] = counts.get(fee.kind, 0) + 1
        mark = chr(64 + number) if fee.kind == "insurance" and number <= 26 else str(number)
        aliases.append(f"{_KINDS.get(fee.kind, 'Fee')} {mark}")
    return aliases


def clinician_aliases(practice: Practice) -> dict[str, str]:
    """What each clinician is called, by the name typed, in small letters: "Clinician 1".

    In the order of Plan, then in that of Weekly; the owner like everybody else.
    """
    names = [clinician.name for clinician in practice.plan.clinicians]
    names += [name for name, _ in practice.weeks.clinicians]
    names += [hours.clinician for hours in practice.plan.hours]
    distinct = dict.fromkeys(name.casefold() for name in names)
    return {name: f"Clinician {number}" for number, name in enumerate(distinct, 1)}


def source_aliases(practice: Practice) -> list[str]:
    """What each row of Sources is called, in its order: "Source 1"."""
    return [f"Source {number}" for number, _ in enumerate(practice.sources, 1)]


def under_aliases(practice: Practice) -> Practice:
    """The practice with every tier, clinician and source under its other name."""
    plan, staff = practice.plan, clinician_aliases(practice)
    named = zip(practice.sources, source_aliases(practice), strict=True)
    sources = {source.source: alias for source, alias in named}
    tiers = zip(plan.fees, tier_aliases(plan), strict=True)
    clinicians = tuple((staff[name.casefold()], of) for name, of in practice.weeks.clinicians)
    return practice._replace(
        plan=replace(
            plan,
            fees=tuple(fee._replace(tier=tier) for fee, tier in tiers),
            clinicians=tuple(c._replace(name=staff[c.name.casefold()]) for c in plan.clinicians),
            hours=tuple(
                h._replace(clinician=staff[h.clinician.casefold()] if h.clinician else "")
                for h in plan.hours
            ),
        ),
        weeks=replace(practice.weeks, clinicians=clinicians),
        sources=tuple(s._replace(source=sources[s.source]) for s in practice.sources),
        arrivals=tuple(a._replace(source=sources[a.source]) for a in practice.arrivals),
    )
