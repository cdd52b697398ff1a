"""What the projection knows of a practice: its weeks, put in the symbols of the method.

Symbols, as in the README: S sessions kept, B slots booked, C slots offered, A active clients,
N clients started, D clients ended, I money collected. Unknown is nan.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.cleaning import CLIENT_COMES, CLIENTS_OF_USUAL, MORE_CLIENTS
from practice_xl.domain.middle import Flags, Numbers, median, quantiles
from practice_xl.domain.plan import Plan
from practice_xl.domain.weeks import Weeks

# Four sessions a week are so seldom all cancelled that none at all means a week away.
NORMAL_SESSIONS = 4
CEILING_WEEKS = 8  # a change of hours shows after half of them; more hours after two weeks
OVERFULL_WEEKS, OVERFULL = 26, 0.9  # what was kept in 1 week of 10 can be kept again
YEAR, WHOLE_WEEKS = 52, 13  # a quarter of whole weeks speaks beside those of the last year
UNKNOWN_CEILING = 1.2  # no slots recorded: a fifth above the best week there has been
RECORDED_SHARE = 0.70  # with more starts or ends missing, rolling clients forward drifts away
FEWEST_TO_COMPARE = 4  # below this many weeks nothing is usual yet
USUAL_TIMES = 5.0  # more than five times what is usual is a slip of a digit, not a good week
# A week of more than 2.4 times the median and 1.5 times the best of the 8 on either side stands
# alone: tenfold of a quiet week can still lie under the slots.
ALONE_OF_MEDIAN, ALONE_OF_NEXT, AROUND = 2.4, 1.5, 8
# ... unless it comes back: a payer who pays once a month pays four weeks' money, and the weeks with
# most starts say nothing about usual ones.
RARE = 1 / 6
COUNTS_OF_USUAL, MORE_COUNTS = 5.0, 4  # a week of so many times the usual starts is a slip
RECENT = 26  # weeks whose sessions say how many clients there are now
RECORDED_OF_ROLLED = 2.5  # of several counts, one so far above the others is a slip
# Clients before looking, in both halves. In a week 3.5 % of them end, a stay of about half a year;
# half of those are replaced, and as many more start as would fill a quarter of the slots in a
# quarter, had nobody come before. Real therapists start 0.029 a week for each slot at 0.45 clients
# a slot, and so does this.
PRIOR_ENDED, REPLACED, FILLED = 0.035, 0.5, 0.021


class History(NamedTuple):
    """One value a calendar week, oldest first, up to the week read."""

    kept: Numbers  # S. [sessions]
    booked: Numbers  # B, at least S and not more than a week can have held. [sessions]
    # C, the median where blank; all equal to the ceiling when never recorded. [sessions]
    slots: Numbers
    exposure: Numbers  # Share of a usual week that was open, 0.4 to 1
    # What is expected of it in the open weeks to come: a course or a child who is ill comes as
    # often as in the last year.
    open_part: float
    clients: Numbers  # A at the end of each week; all nan when it cannot be followed. [clients]
    # started, ended: N and D, blank counts 0. [clients]
    started: Numbers
    ended: Numbers
    collected: Numbers  # I; negative for refunds. [currency]
    off: Flags  # Weeks off
    worked: Flags  # Open weeks with sessions kept recorded
    open: Flags  # The same without holiday weeks: what rates and levels rest on
    new_hours: Flags  # The first open week after each change of hours
    ceiling: float  # c, the slots of an open week at the hours now. [sessions]
    # The most sessions a week can hold: the ceiling, or what was really kept. [sessions]
    most: float
    slots_known: bool  # False when the ceiling is only a guess from the best week
    set_aside: int  # How many amounts of money are left out as a slip of a digit

    @property
    def follows_clients(self) -> bool:
        """Whether active clients are known well enough for the caseload half."""
        return not np.isnan(self.clients[-1])

    @property
    def booked_share(self) -> Numbers:
        """Share of the slots of each open week that was booked, at most 1."""
        return np.minimum(self.booked[self.open] / self.slots[self.open], 1.0)

    def weights(self, half_life: float) -> Numbers:
        """2 to the power of -age / half-life [weeks]; the week read has age 0."""
        return np.asarray(2.0 ** (-np.arange(len(self.kept))[::-1] / half_life), dtype=float)


def read_history(weeks: Weeks, plan: Plan) -> History:
    """Put cleaned weeks, at least one of them open, into the symbols of the method."""
    kept = _plausible_kept(weeks)
    typical = median(kept[kept > 0]) if (kept > 0).any() else 0.0
    slots = _plausible_slots(weeks["slots_offered"], plan)
    off = np.asarray(weeks.off | ((kept == 0) & (typical >= NORMAL_SESSIONS)))
    worked = np.asarray(~np.isnan(kept) & ~off)
    open_ = worked & ~weeks.holiday
    if not open_.any():
        open_ = worked
    places = np.flatnonzero(open_ & (slots > 0))
    offered = slots[places]
    new = [place for place in weeks.new_hours if open_[place]]
    since = new[-1] if new else 0
    now = offered[places >= since]
    ceiling = max(1.0, UNKNOWN_CEILING * float(np.nanmax(kept, initial=0.0)))
    if len(now):
        ceiling = max(median(now[-CEILING_WEEKS:]), float(now[-2:].min()))
    slots = np.where(slots > 0, slots, median(offered) if len(offered) else ceiling)
    exposure = np.where(open_, weeks.exposure, 1.0)
    year = exposure[open_][-YEAR:]
    new_hours = np.isin(np.arange(len(slots)), new)
    same = kept[since:][-OVERFULL_WEEKS:]
    same = same[open_[-len(same) :]]
    often = float(quantiles(same, [OVERFULL])[0]) if len(same) >= FEWEST_TO_COMPARE else 0.0

    counts = weeks["clients_started"], weeks["clients_ended"]
    known = [~np.isnan(each[open_]) for each in counts]
    recorded = min(flags.mean() if len(flags) else 0.0 for flags in known)
    started, ended = map(usual_counts, counts)
    speaks_for = np.where(open_, kept / exposure / CLIENT_COMES, np.nan)
    clients = roll_clients(weeks, plan, started - ended, speaks_for)
    if recorded < RECORDED_SHARE:
        clients *= np.nan
    collected, set_aside = _usual_money(weeks["collected"], kept)
    seen = np.nan_to_num(weeks["sessions_kept"])
    return History(
        kept=np.where(worked, kept, 0.0),
        booked=np.clip(np.nan_to_num(weeks.booked), seen, np.maximum(seen, 1.3 * slots)),
        slots=slots,
        exposure=exposure,
        open_part=float((year.sum() + WHOLE_WEEKS) / (len(year) + WHOLE_WEEKS)),
        clients=clients,
        started=started,
        ended=ended,
        collected=collected,
        off=off,
        worked=worked,
        open=open_,
        new_hours=new_hours,
        ceiling=ceiling,
        most=max(ceiling, often),
        slots_known=bool(len(offered)),
        set_aside=set_aside,
    )


def _plausible_kept(weeks: Weeks) -> Numbers:
    """Sessions kept; a single week far above the weeks around it is a slip of a digit.

    A true jump is confirmed by the week after it, and counts from then on.
    """
    kept = weeks["sessions_kept"].copy()
    places = np.flatnonzero(kept > 0)
    values = kept[places].tolist()
    for at, value in enumerate(values if len(values) >= FEWEST_TO_COMPARE else []):
        around = (values[:at] + values[at + 1 :])[max(0, at - AROUND) : at + AROUND]
        if value > ALONE_OF_NEXT * max(around):
            usual = median(around)
            if value > max(ALONE_OF_MEDIAN * usual, usual + 2.5 * max(usual, 1.0) ** 0.5):
                kept[places[at]] = np.nan
    return kept


def _plausible_slots(slots: Numbers, plan: Plan) -> Numbers:
    """Slots with a digit too many become unknown."""
    known = slots[slots > 0]
    usual = plan.usual_slots or 0.0
    if len(known) >= FEWEST_TO_COMPARE:
        usual = max(usual, median(known))
    if usual <= 0 or plan.clinicians:
        return slots
    return np.where(slots > 0.5 * USUAL_TIMES * usual, np.nan, slots)


def _usual_money(collected: Numbers, kept: Numbers) -> tuple[Numbers, int]:
    """Money without slips of a digit, and how many there were.

    >>> _usual_money(np.array([1000.0, 1200, 900, 11000, 1000, 1100, 950]), np.full(7, 9.0))[1]
    1
    >>> _usual_money(np.array([100.0, 90, 110, 4000, 100, 90, 110, 4000]), np.full(8, 9.0))[1]
    0
    """
    paid = collected[collected > 0]
    if len(paid) < FEWEST_TO_COMPARE:
        return collected, 0
    amounts, usual = np.abs(np.nan_to_num(collected)), median(paid)
    slips = amounts > USUAL_TIMES * usual
    # Tenfold of a quiet week: far above all others, and above what its own sessions can bring.
    both = (kept > 0) & (collected > 0)
    if both.sum() >= FEWEST_TO_COMPARE:
        own = median(collected[both] / kept[both]) * np.maximum(np.nan_to_num(kept), 1)
        next_largest = float(np.sort(amounts)[-2])
        alone = amounts > max(ALONE_OF_MEDIAN * usual, ALONE_OF_NEXT * next_largest)
        slips |= alone & (amounts > USUAL_TIMES * own)
    count = int(slips.sum())
    if not 0 < count <= max(1.0, RARE * int((~np.isnan(collected)).sum())):
        return collected, 0
    return np.where(slips, np.nan, collected), count


def usual_counts(counts: Numbers) -> Numbers:
    """Starts or ends; blank is 0, and of a slip of a digit the tenth counts.

    >>> usual_counts(np.array([1.0, 0, 20, 2, 1, np.nan])).tolist()
    [1.0, 0.0, 2.0, 2.0, 1.0, 0.0]
    """
    filled = np.nan_to_num(counts)
    recorded = int((~np.isnan(counts)).sum())
    if recorded < FEWEST_TO_COMPARE:
        return filled
    ordered = np.sort(filled)
    trimmed = float(ordered[: max(1, int(len(ordered) * (1 - RARE)))].mean())
    slips = filled > MORE_COUNTS + COUNTS_OF_USUAL * trimmed
    largest = float(filled[~slips].max(initial=0.0))
    return np.where(slips, np.minimum(np.rint(filled / 10), largest), filled)


def roll_clients(weeks: Weeks, plan: Plan, net: Numbers, speaks_for: Numbers) -> Numbers:
    """A at the end of each week, rolled by N - D (net) from every recorded value. [clients]

    ``speaks_for`` are the clients that the sessions of each open week speak for, nan in others. A
    count far above it has a digit too many; where no count is left, it stands in for one.
    """
    end_total = np.cumsum(net)
    recorded = weeks["active_clients"]
    offsets = recorded - end_total  # equal in every week when all starts and ends are recorded
    known = np.flatnonzero(~np.isnan(speaks_for))[-RECENT:]
    likely = median((speaks_for - end_total)[known]) if len(known) else np.nan
    places = np.flatnonzero(~np.isnan(recorded))
    if len(known) >= FEWEST_TO_COMPARE:
        most = np.maximum(end_total + likely, median(speaks_for[known]))
        places = places[recorded[places] <= CLIENTS_OF_USUAL * most[places] + MORE_CLIENTS]
    if len(places) >= FEWEST_TO_COMPARE:
        expected = np.maximum(end_total + median(offsets[places]), 1.0)
        most = RECORDED_OF_ROLLED * expected + MORE_CLIENTS
        places = places[recorded[places] <= most[places]]
    if len(places):
        latest = np.searchsorted(places, np.arange(len(weeks)), side="right") - 1
        source = offsets[places[np.maximum(latest, 0)]]
    elif plan.active_clients is not None:
        at = int(np.clip((weeks.plan_begins - weeks.starts[0]) // WEEK, 0, len(weeks)))
        source = np.full(len(weeks), plan.active_clients - (end_total[at - 1] if at else 0.0))
    else:
        source = np.full(len(weeks), np.rint(likely))
    return np.maximum(end_total + source, 0.0)
