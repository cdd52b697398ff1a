"""The report as the coach may read it: under other names, without what is withheld.

Everything that becomes a sentence, a chart or a total is made from what stands here, never from
the owner's report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_xl.domain.plan import Plan
from practice_xl.domain.practice import Practice
from practice_xl.domain.report import Report
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Figure
from practice_xl.problems import FileRefused
from practice_xl.schema.settings import CURRENCIES
from practice_xl.sharing.breakdowns import no_rate
from practice_xl.sharing.card import coach_card
from practice_xl.sharing.counts import FEWEST_WEEKS
from practice_xl.sharing.lever_report import OTHER_LEVERS, levers_for_coach
from practice_xl.sharing.withheld import Withheld, what_to_withhold
from practice_xl.sheets.pages.page import Facts

_KINDS = {"full": "Full", "sliding": "Sliding", "insurance": "Insurance"}


@dataclass(frozen=True)
class CoachFacts:
    """What a coach copy is made from.

    Attributes:
        facts: As the pages take them, safe to be shown.
        withheld: What is left out.
        checks: How many checks need a look in the tracker.
    """

    facts: Facts
    withheld: Withheld
    checks: int

    @property
    def plan(self) -> Plan:
        """The Plan under other names."""
        return self.facts.report.practice.plan

    @property
    def weeks(self) -> Weeks:
        """The weeks; only what the copy's pages take from them leaves."""
        return self.facts.report.practice.weeks


def for_coach(facts: Facts) -> CoachFacts:
    """Work the report over for the coach.

    Args:
        facts: The owner's.

    Raises:
        FileRefused: With fewer than 4 open weeks every figure could point at one person.
    """
    report = facts.report
    weeks = report.practice.weeks
    has = int(weeks.open.sum())
    if has < FEWEST_WEEKS or weeks.as_of is None:
        raise FileRefused(
            f"A coach copy needs {FEWEST_WEEKS} weeks with sessions kept, has {has}: figures of "
            "fewer could point at one person. Type the last four weeks, then share."
        )
    withheld = what_to_withhold(report.practice, report.levers.state)
    levers, merged = levers_for_coach(report.levers, withheld, report.practice.plan.small_cell)
    names = clinician_aliases(report.practice)
    withheld = replace(
        withheld,
        levers=merged,
        clinicians=frozenset(names[name.casefold()] for name in withheld.clinicians),
        clinicians_4=frozenset(names[name.casefold()] for name in withheld.clinicians_4),
        clinicians_fill=frozenset(
            (names[name.casefold()], size) for name, size in withheld.clinicians_fill
        ),
    )
    practice = _under_other_names(report.practice)
    shares = {key: lever.share for key, lever in levers.each.items() if key not in merged}
    shares.pop(OTHER_LEVERS, None)
    card = coach_card(report, practice, withheld, shares)
    joint_hidden = levers.joint is None and report.levers.joint is not None
    three = report.levers.best_three
    shows_effect = three is not None and not (set(three.keys) & merged) and not joint_hidden
    effect = (
        report.effect
        if shows_effect or report.effect is None
        else replace(report.effect, words="", best_three=None)
    )
    safe = replace(
        report,
        practice=replace(practice, actions=card.actions),
        rates={
            size: {
                key: _rate(key, size, figure, withheld, practice.plan) for key, figure in of.items()
            }
            for size, of in report.rates.items()
        },
        month_rates={
            count: {key: _month_rate(key, count, figure, withheld) for key, figure in of.items()}
            for count, of in report.month_rates.items()
        },
        collected={
            size: _blank(figure) if ("collected", size) in withheld.figures else figure
            for size, figure in report.collected.items()
        },
        collected_year=_blank(report.collected_year)
        if ("year", "collected") in withheld.figures
        else report.collected_year,
        ceiling=_blank(report.ceiling)
        if ("effective_rate", 13) in withheld.figures
        else report.ceiling,
        still_to_set_aside=_blank(report.still_to_set_aside)
        if ("aside", "year") in withheld.figures
        else report.still_to_set_aside,
        levers=levers,
        effect=effect,
        scorecard=card.scorecard,
        first_weeks=(),
    )
    shown = Facts(safe, (), facts.first_five_missing, facts.action_rows, facts.lever_rows)
    return CoachFacts(shown, withheld, len(facts.problems))


def _under_other_names(practice: Practice) -> Practice:
    """Clinicians and fees numbered, the practice without its name."""
    plan = practice.plan
    names = clinician_aliases(practice)
    counts: dict[str, int] = {}
    fees = []
    for fee in plan.fees:
        counts[fee.kind] = counts.get(fee.kind, 0) + 1
        kind = _KINDS.get(fee.kind, "Fee")
        number = counts[fee.kind]
        mark = chr(64 + number) if fee.kind == "insurance" and number <= 26 else str(number)
        fees.append(replace(fee, tier=f"{kind} {mark}"))
    own = replace(
        plan,
        practice_name=None,
        currency=plan.currency if plan.currency in CURRENCIES else "",
        fees=tuple(fees),
        clinicians=tuple(
            replace(clinician, name=names.get(clinician.name.casefold(), "Clinician"))
            for clinician in plan.clinicians
        ),
    )
    weeks = replace(
        practice.weeks,
        plan=own,
        findings=(),
        clinicians=tuple(
            (names[name.casefold()], replace(weeks, plan=own))
            for name, weeks in practice.weeks.clinicians
        ),
    )
    return replace(practice, plan=own, weeks=weeks)


def clinician_aliases(practice: Practice) -> dict[str, str]:
    """What each clinician is called in the copy, by the name typed, in small letters.

    In the order of the weeks, the owner like everybody else.
    """
    names = [name.casefold() for name, _ in practice.weeks.clinicians]
    names += [c.name.casefold() for c in practice.plan.clinicians if c.name.casefold() not in names]
    return {name: f"Clinician {number}" for number, name in enumerate(dict.fromkeys(names), 1)}


def _rate(key: str, size: int, figure: Figure, withheld: Withheld, plan: Plan) -> Figure:
    if (key, size) in withheld.figures:
        return _blank(figure)
    if key == "session_rate" and ("session_rate_charged", size) in withheld.figures:
        return _blank(figure)
    if key == "days_in_ar" and any(name == key for name, _ in withheld.figures):
        return _blank(figure)
    few = figure.value is not None and 0 < figure.value < plan.small_cell
    return _blank(figure) if key == "active_clients" and few else figure


def _month_rate(key: str, count: int, figure: Figure, withheld: Withheld) -> Figure:
    rests_on_rate = key.startswith("break_even") and no_rate(withheld.figures)
    return _blank(figure) if rests_on_rate or ("months", count) in withheld.figures else figure


def _blank(figure: Figure) -> Figure:
    return Figure(None, figure.n, "withheld")


__all__ = ["OTHER_LEVERS", "CoachFacts", "Report", "clinician_aliases", "for_coach"]
