"""The course of a practice in each simulated future, and the six kinds of decision that change it.

Each kind is a function from a course and numbers to the course with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from practice_xl.domain.calendar import WEEK, share_open
from practice_xl.domain.levers.effect import default_numbers
from practice_xl.domain.levers.state import State
from practice_xl.domain.plan import Decided, Plan, TimeOff
from practice_xl.domain.projection import Futures
from practice_xl.domain.projection.history import PRIOR_ENDED
from practice_xl.schema.levers import KIND_BY_KEY

# Of week and future, (weeks, futures); (weeks, 1) where all futures are alike.
Ahead = np.ndarray[Any, np.dtype[Any]]
NEARLY_FULL = 0.10  # below the target by so much the first new slot begins to fill
FULL_WEEKS = 4  # full is a matter of a month
YEAR = 52
USUAL_PAYROLL = 0.0765  # of pay: the employer's social security and Medicare in the US
AWAY_WITHOUT_LOSS, LOST_A_WEEK = 2, 0.06  # weeks; share of the clients lost a week beyond them
SURE_OF_GROWTH = 0.25  # how far a new clinician grows differs by a quarter


@dataclass(frozen=True)
class Course:
    """What comes week by week, (weeks, futures) unless said otherwise."""

    starts: tuple[date, ...]  # First day of each week
    kept: Ahead  # Sessions kept. [sessions]
    earned: Ahead  # What they bring, whenever it is paid. [currency]
    collected: Ahead  # What is collected. [currency]
    spent: Ahead  # What decisions cost. [currency]
    booked: Ahead  # Share of the slots that is booked, 0 to 1
    open: Ahead  # Share of the week that is worked, 0 to 1
    started: Ahead  # Share of the clients who are new in the week, 0 to 1
    slots: Ahead  # Slots of a week, (weeks, 1). [sessions]
    full: Ahead  # Share of the sessions paid at the full fee, (weeks, 1)
    fee: Ahead  # Mean fee of a session, as Fees says. [currency]
    lags: Ahead  # Share of what is earned that is paid 0, 1, 2 ... weeks later.
    target: float = 0.9  # Share of the slots that is full, 0 to 1
    growth: Ahead | float = 1.0  # How far new things grow in each future, around 1, (1, futures)

    def since(self, day: date) -> Ahead:
        """Share of each week's working days from ``day`` on, 0 to 1, (weeks, 1)."""
        before = [share_open(start, [TimeOff(day, date.max)]) for start in self.starts]
        return 1.0 - np.array(before)[:, None]

    def scaled(self, sessions: Ahead | float, money: Ahead | float) -> Course:
        """With so many times the sessions, bringing so many times what they brought."""
        earned = self.earned * money
        return replace(
            self,
            kept=self.kept * sessions,
            booked=np.minimum(self.booked * sessions, 1),
            earned=earned,
            collected=self.collected + self.paid(earned - self.earned),
        )

    def paid(self, earned: Ahead) -> Ahead:
        """When money earned is paid: so many weeks later, as the practice's money always is."""
        money = np.zeros_like(earned)
        for lag in np.flatnonzero(self.lags).tolist():
            money[lag:] += self.lags[lag] * earned[: len(earned) - lag]
        return money

    @property
    def how_full(self) -> Ahead:
        """0 with room, 1 when full, and between the two over the last points of % full."""
        total = np.cumsum(np.pad(self.booked, ((FULL_WEEKS, 0), (0, 0)), mode="edge"), axis=0)
        mean = (total[FULL_WEEKS:] - total[:-FULL_WEEKS]) / FULL_WEEKS
        full: Ahead = np.clip((mean - self.target + NEARLY_FULL) / NEARLY_FULL, 0, 1)
        return full


def read_course(futures: Futures, state: State) -> Course | None:
    """The course as it is without any decision; None where no money is known."""
    money, earned, per_session = futures.money, futures.earned, futures.per_session
    if money is None or earned is None or per_session is None:
        return None
    weeks, paths = earned.shape
    lags = per_session.lags if per_session.lags[0] < 1 else per_session.lags[:1]
    lags = np.where(lags > 0.005, lags, 0)
    bell = np.random.default_rng(paths).standard_normal(paths // 2)
    bell = np.concatenate([bell, -bell, np.zeros(paths % 2)])
    # New clients of all; futures that follow no clients have as many as the others.
    started = np.full((weeks, paths), PRIOR_ENDED, dtype=np.float32)
    if futures.started is not None:
        started[:] = futures.started.mean(axis=1, keepdims=True)
        started[:, : futures.started.shape[1]] = futures.started
    return Course(
        starts=futures.starts,
        kept=futures.kept,
        earned=earned,
        collected=money,
        spent=np.zeros((weeks, 1)),
        booked=futures.booked,
        open=np.where(futures.off, 0.0, 1.0),
        started=started,
        slots=np.full((weeks, 1), futures.history.ceiling),
        full=np.full((weeks, 1), state.share_of("full")),
        fee=np.full((weeks, 1), sum(tier.fee * tier.share for tier in state.tiers)),
        lags=lags / lags.sum(),
        target=futures.plan.target_utilisation,
        growth=np.exp(SURE_OF_GROWTH * bell)[None, :],
    )


class Played(NamedTuple):
    """A decision with all its numbers."""

    decided: Decided  # The row it was typed in
    numbers: Mapping[str, float]  # Every number of its kind, typed or by default; yes is 1
    state: State  # The usual week of the practice
    plan: Plan  # Its working weeks and TimeOff

    @property
    def ends(self) -> date:
        """The last day away."""
        weeks = timedelta(days=round(7 * self.numbers.get("weeks", 0)) - 1)
        return self.decided.ends or self.decided.begins + weeks

    @property
    def leave(self) -> TimeOff:
        """The days away."""
        return TimeOff(self.decided.begins, self.ends)


def numbers_of(
    decided: Decided, typed: Mapping[tuple[str, str], float], state: State
) -> dict[str, float]:
    """Every number of a decision: typed beside it, else in DecisionInputs, else its default."""
    kind = KIND_BY_KEY[decided.kind]
    numbers = {n.key: typed.get((kind.key, n.key), n.default) for n in kind.numbers}
    if decided.number is not None:
        numbers[kind.numbers[0].key] = decided.number
    usual = _from_weeks(state, numbers).get(kind.key, {})
    return {key: usual[key] if value is None else value for key, value in numbers.items()}


def _from_weeks(state: State, typed: Mapping[str, float | None]) -> dict[str, dict[str, float]]:
    """Of each kind the defaults that the practice's own weeks give, beside what was typed."""
    levers, clients = default_numbers(state, {}), state.clients or state.kept
    help_, usual_rise = levers["delegate_billing"], levers["raise_fee"]["change"] or 0.0
    rise, loss = typed.get("rise"), 0.0
    if typed.get("everyone") and state.full_fee > 0:  # new clients know the fee as they start
        loss = min(1.0, (usual_rise if rise is None else rise) / state.full_fee / 2)
    beyond = max(0.0, (typed.get("weeks") or 0.0) - AWAY_WITHOUT_LOSS)
    lost = float(min(round(beyond * LOST_A_WEEK * clients), clients // 2))
    return {
        "raise_fee": {"rise": usual_rise, "loss": loss},
        "time_away": {"lost": lost},
        "slots": {"filled": min(1.0, state.kept / state.slots) if state.slots else 0.0},
        "help": {"hours": help_["change"] or 0.0, "cost": help_["cost"] or 0.0},
        "clinician": {"rate": float(round(state.session_rate)), "payroll": USUAL_PAYROLL},
    }


def apply_all(course: Course, played: list[Played]) -> Course:
    """The course with all of them, whatever the order they were typed in."""
    for kind, effect in _EFFECTS.items():
        same = [one for one in played if one.decided.kind == kind]
        for one in sorted(same, key=lambda o: (o.decided.begins, o.ends, o.decided.number or 0.0)):
            course = effect(course, one)
    return course


def raise_fee(course: Course, one: Played) -> Course:
    """The full fee rises: an insurer's never, sliding places only if ticked.

    For new clients only, the share on the new fee is 1 - product(1 - N/A) over the weeks since it
    began, N/A the share of the clients who are new in a week. Where a share r of the clients is
    replaced a week and S sessions are kept, it brings rise * S * sum over j of (1 - (1 - r)^j).
    """
    n, since = one.numbers, course.since(one.decided.begins)
    sliding = one.state.share_of("sliding") if n["sliding"] else 0.0
    reach = np.minimum(course.full + sliding, 1.0)
    on = since if n["everyone"] else 1 - np.cumprod(1 - course.started * since, axis=0)
    fee = one.state.full_fee
    gain = (1 - n["loss"]) * n["rise"] - n["loss"] * fee
    raised = course.scaled(1 - reach * n["loss"] * on, 1 + reach * on * gain / course.fee)
    return replace(raised, fee=course.fee + reach * on * n["rise"])


def take_time_away(course: Course, one: Played) -> Course:
    """Nothing is kept while away; after the return some clients are missing, and come back.

    In place of usual weeks off it is a row of TimeOff: the futures have it already, and only the
    clients who do not come back are left to take off.
    """
    n, off = one.numbers, one.plan.time_off
    away = np.ones((len(course.starts), 1))
    if not n["instead"]:
        spans = off, (*off, one.leave)
        before, after = (np.array([share_open(week, of) for week in course.starts]) for of in spans)
        away[:, 0] = np.divide(after, before, out=away[:, 0], where=before > 0)
    returned = np.array([(week - one.ends) / WEEK for week in course.starts])
    weeks_back = np.floor(np.maximum(returned, 0))
    missing = np.where(returned > 0, np.maximum(0.0, n["lost"] - n["back"] * weeks_back), 0.0)
    clients = max(one.state.clients or one.state.kept, 1.0)
    stay = np.clip(1 - missing / clients, 0, 1)[:, None]
    gone = course.scaled(stay * away, stay * away)
    return replace(gone, booked=course.booked * stay, open=course.open * away)


def change_slots(course: Course, one: Played) -> Course:
    """New slots fill only where the practice is full; with fewer the last ones go."""
    n, since = one.numbers, course.since(one.decided.begins)
    slots = np.maximum(course.slots + n["change"] * since, 0.0)
    share = slots / np.maximum(course.slots, 1e-9)
    if n["change"] <= 0:
        fits = np.minimum(1.0, share / np.maximum(course.booked, 1e-9))
        less = course.scaled(fits, fits)
        return replace(less, booked=less.booked / np.maximum(share, 1e-9), slots=slots)
    ramp = np.minimum(1.0, np.cumsum(since, axis=0) / max(n["ramp"], 1.0))
    new = n["change"] * n["filled"] * ramp * since * course.how_full * course.open
    factor = 1 + np.divide(new, course.kept, out=np.zeros_like(new), where=course.kept > 0)
    more = course.scaled(factor, factor)
    return replace(more, booked=np.minimum(more.booked / share, 1.0), slots=slots)


def leave_panel(course: Course, one: Played) -> Course:
    """The lowest insurance tier ends; those who stay pay the full fee."""
    panel, n = one.state.lowest_panel, one.numbers
    if panel is None:
        return course
    gone = panel.share * n["part"] * course.since(one.decided.begins)
    sessions = 1 - gone * (1 - n["stay"])
    money = 1 + gone * (n["stay"] * one.state.full_fee - panel.fee) / course.fee
    left = course.scaled(sessions, money)
    full = (course.full + gone * n["stay"]) / sessions
    return replace(left, full=full, fee=course.fee * money / sessions)


def get_help(course: Course, one: Played) -> Course:
    """Someone else does the billing, all 52 weeks; the hours freed are time, not money."""
    cost = one.numbers["cost"] * course.since(one.decided.begins)
    return replace(course, spent=course.spent + cost)


def hire(course: Course, one: Played) -> Course:
    """A first clinician: her sessions grow week by week, her pay leaves as she works.

    The owner's hours for her take slots only where the practice is full.
    """
    n, since = one.numbers, course.since(one.decided.begins)
    ramp = np.minimum(1.0, np.cumsum(since, axis=0) / max(n["ramp"], 1.0)) * since
    worked = one.plan.working_weeks / YEAR
    brings = n["rate"] * n["sessions"] * worked * ramp * course.growth
    wait = round(n["wait"])
    paid = course.paid(brings)
    paid = np.concatenate([np.zeros_like(paid[:wait]), paid[: len(paid) - wait]])
    spent = brings * (1 - left_of_a_session(n) / n["rate"]) if n["rate"] else brings
    spent = spent + n["monthly"] * 12 / YEAR * since
    own = np.minimum(n["own"] * since * course.open * course.how_full, course.kept)
    stays = 1 - np.divide(own, course.kept, out=np.zeros_like(own), where=course.kept > 0)
    with_her = replace(course.scaled(stays, stays), booked=course.booked)
    return replace(with_her, collected=with_her.collected + paid, spent=course.spent + spent)


def left_of_a_session(numbers: Mapping[str, float]) -> float:
    """What a clinician's session leaves after her pay and what is paid on top. [currency]

    >>> round(left_of_a_session({"rate": 120, "pay": 0.5, "payroll": 0.0765, "billing": 0}), 2)
    55.41
    """
    pay = numbers["pay"] * (1 + numbers["payroll"])
    return numbers["rate"] * (1 - pay - numbers["billing"])


def breaks_even_at(
    numbers: Mapping[str, float], working_weeks: float, own_rate: float = 0.0
) -> float | None:
    """Sessions a week at which a clinician pays for herself; None: never.

    ``own_rate`` is what an hour of the owner brings; 0 leaves her hours out. [currency]

    >>> numbers = {"rate": 120, "pay": 0.5, "payroll": 0.0765, "billing": 0, "monthly": 350,
    ...            "own": 1.5}
    >>> round(breaks_even_at(numbers, 47), 1), round(breaks_even_at(numbers, 47, 150), 1)
    (1.6, 5.7)
    """
    left = left_of_a_session(numbers)
    if left <= 0 or working_weeks <= 0:
        return None
    return (numbers["monthly"] * 12 / working_weeks + numbers["own"] * own_rate) / left


_EFFECTS: dict[str, Callable[[Course, Played], Course]] = {
    "slots": change_slots,
    "time_away": take_time_away,
    "leave_panel": leave_panel,
    "raise_fee": raise_fee,
    "help": get_help,
    "clinician": hire,
}
