"""Reward at once: what the very first weeks already say, in words."""

from __future__ import annotations

from practice_xl.domain.capacity import fill, utilisation
from practice_xl.domain.income import effective_rate, session_rate
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Window, last_open_weeks, mean
from practice_xl.domain.wording import money, percent

WEEKS_UNTIL_SCORES = 4
HALF = 0.5


def first_weeks(weeks: Weeks) -> tuple[str, ...]:
    """Sentences for a practice of one to three open weeks; none for a longer one.

    From the first week: % worked, money per session, and what charging half of the missed sessions
    is worth in a year of such weeks. After two: what moved.
    """
    window = last_open_weeks(weeks, WEEKS_UNTIL_SCORES)
    count = len(window.places)
    if count == 0:
        return ("Type the last four weeks from your calendar: ten minutes.",)
    if count >= WEEKS_UNTIL_SCORES:
        return ()
    said = [*_so_far(window), *(_what_moved(weeks) if count > 1 else [])]
    left = WEEKS_UNTIL_SCORES - count
    more = "1 more week" if left == 1 else f"{left} more weeks"
    said.append(f"Type {more} from your calendar: scores and status words come after four.")
    return tuple(said)


def worth_of_charging(
    missed: float, charged: float, fee: float, paid: float, weeks: float
) -> float:
    """What charging half of the missed sessions is worth in a year. [currency]

    Args:
        missed: Late cancels and no-shows in a week. [sessions]
        charged: How many of them are charged today. [sessions]
        fee: The fee for a missed session. [currency]
        paid: Share of charged fees that are paid, 0 to 1.
        weeks: Weeks worked in a year.

    >>> worth_of_charging(missed=2, charged=0, fee=150, paid=0.8, weeks=48)
    5760.0
    """
    return max(0.0, missed * HALF - charged) * fee * paid * weeks


def _so_far(window: Window) -> list[str]:
    plan, alone = window.weeks.plan, len(window.places) == 1
    said = []
    worked, rate = utilisation(window).value, session_rate(window).value
    if rate is None:
        rate = effective_rate(window).value
    if worked is not None:
        so_far = "" if alone else "So far "
        said.append(f"{so_far}{percent(worked)} of your slots worked.")
    if rate is not None:
        said.append(f"{money(rate, plan.currency)} for each session.")
    missed = mean(window.values("missed")).value
    charged = mean(window.values("missed_charged")).value
    fee = plan.missed_fee
    if fee is not None and missed and charged is not None:
        worth = worth_of_charging(missed, charged, fee, plan.collectable, plan.working_weeks)
        if worth > 0:
            said.append(
                f"If every week were like {'this one' if alone else 'these'}, charging half of the "
                "missed sessions is worth "
                f"{money(worth, plan.currency)} a year."
            )
    return [" ".join(said)] if said else []


def _what_moved(weeks: Weeks) -> list[str]:
    places = last_open_weeks(weeks, 2).places
    if len(places) < 2:
        return []
    before, after = (weeks["sessions_kept"][place] for place in places)
    if before == after:
        sentence = f"{after:.0f} sessions again, as the week before"
    else:
        sentence = f"{after:.0f} sessions, after {before:.0f} the week before"
    fills = [fill(last_open_weeks(weeks.until(int(place)), 1)).value for place in places]
    if None not in fills:
        sentence += f"; {percent(fills[1] or 0)} full, after {percent(fills[0] or 0)}"
    return [sentence + "."]
