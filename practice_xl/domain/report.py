"""A practice as typed, and all that is worked out from it: what every output is made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from practice_xl.domain import costs, income, windows
from practice_xl.domain.levers import LeversResult, cost_levers
from practice_xl.domain.levers.effect import LeverInput
from practice_xl.domain.levers.state import state_of
from practice_xl.domain.plan import Action, Decided, DecisionInput, Month, Plan, Result
from practice_xl.domain.plan_lines import PlanLines
from practice_xl.domain.sources import Arrival, Referrals, ReferralsResult, Source, referrals_result
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Figure, Window, last_open_weeks, mean
from practice_xl.domain.wording import money, percent, plural
from practice_xl.schema.measures import FEWEST_FOR_STATUS, MONTH_WINDOWS, WINDOWS

if TYPE_CHECKING:  # what only working out needs is loaded there: to check a tracker takes less
    from practice_xl.domain.decisions import DecisionsResult
    from practice_xl.domain.projection import Band, Projection
    from practice_xl.domain.quarter import Standing
    from practice_xl.domain.scorecard import Scorecard

_KINDS = {"full": "Full", "sliding": "Sliding", "insurance": "Insurance"}


class Practice(NamedTuple):
    """Everything typed, cleaned."""

    plan: Plan
    weeks: Weeks
    months: tuple[Month, ...] = ()
    actions: tuple[Action, ...] = ()
    lever_inputs: tuple[LeverInput, ...] = ()
    sources: tuple[Source, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    quarter: tuple[Result, ...] = ()
    decisions: tuple[Decided, ...] = ()
    decision_inputs: tuple[DecisionInput, ...] = ()


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
    """The practice with every tier, clinician and source under its other name.

    By number, never by the alphabet of their real names, so a name tells nothing.
    """
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


def first_weeks(weeks: Weeks) -> tuple[str, ...]:
    """Sentences for a practice of one to three open weeks; none for a longer one.

    From the first week: % worked, money per session, and what charging half of the missed sessions
    is worth in a year of such weeks. After two: what moved.
    """
    window = last_open_weeks(weeks, FEWEST_FOR_STATUS)
    count = len(window.places)
    if count == 0:
        return ("Type the last four weeks from your calendar: ten minutes.",)
    if count >= FEWEST_FOR_STATUS:
        return ()
    more = plural(FEWEST_FOR_STATUS - count, "more week")
    last = f"Type {more} from your calendar: scores and status words come after four."
    return (*_so_far(window), *_what_moved(weeks), last)


def _so_far(window: Window) -> list[str]:
    plan, alone = window.weeks.plan, len(window.places) == 1
    said = []
    worked, rate = windows.utilisation(window).value, income.session_rate(window).value
    if rate is None:
        rate = income.effective_rate(window).value
    if worked is not None:
        said.append(f"{'' if alone else 'So far '}{percent(worked)} of your slots worked.")
    if rate is not None:
        said.append(f"{money(rate, plan.currency)} for each session.")
    missed, charged = (mean(window.values(k)).value for k in ("missed", "missed_charged"))
    fee = plan.missed_fee
    if fee is not None and missed and charged is not None:
        more = max(0.0, missed / 2 - charged)  # sessions a week that would be charged
        worth = more * fee * plan.collectable * plan.working_weeks
        if worth > 0:
            said.append(
                f"If every week were like {'this one' if alone else 'these'}, charging half of the "
                f"missed sessions is worth {money(worth, plan.currency)} a year."
            )
    return [" ".join(said)] if said else []


def _what_moved(weeks: Weeks) -> list[str]:
    places = last_open_weeks(weeks, 2).places
    if len(places) < 2:
        return []
    before, after = (weeks["sessions_kept"][place] for place in places)
    sentence = f"{after:.0f} sessions again, as the week before"
    if before != after:
        sentence = f"{after:.0f} sessions, after {before:.0f} the week before"
    fills = [windows.fill(last_open_weeks(weeks.until(int(place)), 1)).value for place in places]
    if None not in fills:
        sentence += f"; {percent(fills[1] or 0)} full, after {percent(fills[0] or 0)}"
    return [sentence + "."]


class Report(NamedTuple):
    """What Recalculate works out."""

    practice: Practice  # What was typed, cleaned
    lines: PlanLines  # What the plan has for each week and month
    rates: dict[int, dict[str, Figure]]  # For 4, 13 and 52 open weeks, each rate by its key
    month_rates: dict[int, dict[str, Figure]]  # For 1, 3 and 12 closed months, each rate by its key
    collected: dict[int, Figure]  # Money collected in the last 4, 13 and 52 calendar weeks
    collected_year: Figure  # Money collected since the business year began
    ceiling: Figure  # Income of a year when full
    still_to_set_aside: Figure  # Tax still to set aside this business year
    owner_pay: Figure  # What the owner was paid in the last 12 closed months
    projection: Projection
    levers: LeversResult
    scorecard: Scorecard
    first_weeks: tuple[str, ...] = ()  # What the very first weeks say; empty for a longer history
    referrals: ReferralsResult = ReferralsResult()  # What each referral source brings
    quarter: tuple[Standing, ...] = ()  # Where each result of a quarter stands
    decisions: DecisionsResult | None = None  # What the dated ones bring; None without one

    @property
    def with_levers(self) -> Band | None:
        """Likely income of the next 12 months with what the levers collect; None without either.

        Each number of the projection and the collected part of the levers' joint total.
        """
        year, levers = self.projection.likely.totals.get("52"), self.levers
        if year is None or levers.joint is None or not levers.keys:
            return None
        added = levers.collected
        return year._replace(p10=year.p10 + added, p50=year.p50 + added, p90=year.p90 + added)

    @property
    def with_levers_words(self) -> str:
        """The likely year with the levers beside it without them, and the goal; or empty."""
        band, year = self.with_levers, self.projection.likely.totals.get("52")
        if band is None or year is None:
            return ""
        currency, goal = self.practice.plan.currency, self.practice.plan.income_goal
        likely, usual = (money(figure, currency) for figure in (band.p50, year.p50))
        chosen = "what you chose" if self.levers.own else "these levers"
        said = f"With {chosen}, likely {likely} collected in the next 12 months instead of {usual}"
        return f"{said}; the goal is {money(goal, currency)}." if goal is not None else f"{said}."

    @property
    def as_of(self) -> date | None:
        """First day of the week read; None before the first row."""
        return self.practice.weeks.as_of


def work_out(practice: Practice) -> Report:
    """Work everything out; figures that cannot be known are None, with the reason in words."""
    from practice_xl.domain.projection import Projection
    from practice_xl.domain.projection.words import FULL_HORIZON
    from practice_xl.domain.quarter import as_actions, standing_of
    from practice_xl.domain.scorecard import scorecard
    from practice_xl.domain.scorecard.leader import billing_handed_over

    weeks, months = practice.weeks, practice.months
    referrals = Referrals(practice.sources, practice.arrivals)
    unpaid = costs.days_in_ar(weeks, months)
    rates: dict[int, dict[str, Figure]] = {}
    for size in WINDOWS:
        window, each = last_open_weeks(weeks, size), windows.RATES | income.RATES
        rates[size] = {key: rate(window) for key, rate in each.items()} | {"days_in_ar": unpaid}
    ceiling = income.income_ceiling(weeks)
    rates[13]["income_ceiling"] = ceiling
    projection = Projection(weeks, practice.plan, FULL_HORIZON)
    helped = len(weeks) > 0 and billing_handed_over(weeks, practice.actions)
    state = state_of(weeks, practice.plan, months, billing_helped=helped)
    levers = cost_levers(state, practice.lever_inputs)
    decisions = None
    named = as_actions(practice.quarter, weeks)
    if practice.decisions:  # nothing of them is loaded before
        from practice_xl.domain.decisions import decide

        decisions = decide(projection, state, practice.decisions, practice.decision_inputs)
        named = (*named, *(decisions.delegated(weeks.as_of) if weeks.as_of else ()))
    lever = decisions.lever if decisions else None
    card = scorecard(weeks, months, practice.actions, levers.shares, referrals, named, lever)
    return Report(
        practice,
        PlanLines(weeks),
        rates,
        {count: costs.month_rates(weeks, months, count) for count in MONTH_WINDOWS},
        {size: income.total(weeks["collected"][-size:]) for size in WINDOWS},
        income.collected_year_to_date(weeks),
        ceiling,
        costs.still_to_set_aside(weeks, months),
        costs.owner_pay(weeks, months),
        projection,
        levers,
        card,
        first_weeks(weeks),
        referrals_result(referrals, weeks, rates[52]["average_stay"], rates[13]["earned_rate"]),
        tuple(
            standing_of(result, card.week, weeks.as_of, projection.futures)
            for result in practice.quarter
            if card.week and weeks.as_of
        ),
        decisions,
    )
