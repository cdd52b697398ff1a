"""What the practice costs and what is left: the rates of closed months, and what is unpaid.

A month is closed when it ended by the end of the week read. Amounts are in the Plan's currency.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from practice_xl.domain.calendar import WEEK, next_month, weeks_of_month
from practice_xl.domain.income import FROM_FEES, collected_in_month, session_rate, year_read
from practice_xl.domain.plan import Month
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Figure, last_open_weeks
from practice_xl.domain.wording import day, plural
from practice_xl.schema.measures import MONTH_RATES

BILLED_WEEKS, BILLED_FEWEST = 13, 4  # 91 days, and the weeks of them that must be known
BEFORE_TAX = "before tax"
INCOMPLETE = "some weeks of these months are not recorded"
NO_OVERHEAD, NO_PAY = "type Overhead in Monthly", "type Owner pay and Tax set aside in Monthly"


def closed_months(weeks: Weeks, months: Sequence[Month], typed: str = "month") -> list[Month]:
    """Months that ended by the end of the week read, oldest first.

    Only those in which ``typed`` is recorded: the key of a column of Monthly.
    """
    if weeks.as_of is None:
        return []
    end = weeks.as_of + WEEK
    closed = [month for month in months if next_month(month.month) <= end]
    recorded = [month for month in closed if getattr(month, typed) is not None]
    return sorted(recorded, key=lambda month: month.month)


def month_rates(weeks: Weeks, months: Sequence[Month], count: int) -> dict[str, Figure]:
    """The rates of the last ``count`` closed months with overhead recorded, by their keys.

    What is set against the money collected uses the months of which every week is recorded.
    ``take_home`` is the total of those months, and says that it is before tax while no tax rate is
    typed; the sessions to break even are per month, at the money per session of the last 13 open
    weeks, and say so where that rests on the fees.
    """
    used = closed_months(weeks, months, "overhead")[-count:]
    if not used:
        return dict.fromkeys((rate.key for rate in MONTH_RATES), Figure(None, 0, NO_OVERHEAD))
    whole, collected = _whole(weeks, used)
    n, cost = len(whole), sum(month.overhead or 0.0 for month in whole)
    inside = {week for month in whole for week in weeks_of_month(month.month, weeks.plan)}
    kept = float(weeks["sessions_kept"][[start in inside for start in weeks.starts]].sum())
    rate, tax_rate = session_rate(last_open_weeks(weeks, 13)), weeks.plan.tax_rate
    taxed = BEFORE_TAX if tax_rate is None else ""
    left = Figure(take_home(collected, cost, tax_rate), n, taxed)
    spent = sum(month.overhead or 0.0 for month in used)
    with_pay = [(m.owner_pay, m.tax_set_aside) for m in used]
    paid = [pay + tax for pay, tax in with_pay if pay is not None and tax is not None]
    even_with_pay = Figure(None, len(paid), NO_PAY)
    if len(paid) == len(used):
        even_with_pay = _sessions_for((spent + sum(paid)) / len(used), rate, len(used))
    return {
        "overhead_share": _divided(cost, collected, n, INCOMPLETE),
        "owner_pay_share": _share([month.owner_pay for month in whole], collected),
        "tax_share": _share([month.tax_set_aside for month in whole], collected),
        "overhead_per_session": _divided(cost, kept, n, INCOMPLETE),
        "take_home": left if whole else Figure(None, 0, INCOMPLETE),
        "break_even_sessions": _sessions_for(spent / len(used), rate, len(used)),
        "break_even_with_pay": even_with_pay,
    }


def owner_pay(weeks: Weeks, months: Sequence[Month]) -> Figure:
    """What the owner was paid in the months that ``take_home`` of 12 is of. [currency]

    ``n`` is how many of them have a number; the pay is of these.
    """
    used, _ = _whole(weeks, closed_months(weeks, months, "overhead")[-12:])
    known = [month.owner_pay for month in used if month.owner_pay is not None]
    return Figure(sum(known), len(known)) if known else Figure(None, 0, "type Owner pay in Monthly")


def take_home(collected: float, overhead: float, tax_rate: float | None) -> float:
    """What is left of the money collected: less overhead, less tax on the profit. [currency]

    >>> take_home(10_000, 4_000, 0.25), take_home(3_000, 4_000, 0.25)
    (4500.0, -1000.0)
    """
    profit = collected - overhead
    return profit - (tax_rate or 0.0) * max(0.0, profit)


def still_to_set_aside(weeks: Weeks, months: Sequence[Month]) -> Figure:
    """Tax on this business year's profit less what was set aside; never below 0. [currency]

    Over all its closed months with overhead and every week's money recorded; ``n`` is how many. A
    month without a number for tax set aside counts as none set aside. ``why`` says the next date.
    """
    tax_rate, year = weeks.plan.tax_rate, year_read(weeks)
    if tax_rate is None:
        return Figure(None, 0, "type a tax rate in Plan")
    closed = closed_months(weeks, months, "overhead")
    if not closed or year is None or weeks.as_of is None:
        return Figure(None, 0, NO_OVERHEAD)
    used, collected = _whole(weeks, [month for month in closed if month.month >= year])
    today = weeks.as_of + WEEK
    if not used:
        return Figure(None, 0, "needs a closed month of this year with every week's money")
    profit = collected - sum(month.overhead or 0.0 for month in used)
    aside = sum(month.tax_set_aside or 0.0 for month in used)
    years = (today.year, today.year + 1)
    days = [date(year, month, number) for year in years for month, number in weeks.plan.tax_days]
    due = min((when for when in days if when >= today), default=None)
    words = f"of {plural(len(used), 'month')}" + (f"; next tax date {day(due)}" if due else "")
    return Figure(max(0.0, tax_rate * profit - aside), len(used), words)


def days_in_ar(weeks: Weeks, months: Sequence[Month]) -> Figure:
    """Days of income unpaid at the last month's end: unpaid / (billed in 91 days / 91). [days]

    ``n`` is the number of weeks with billed recorded.
    """
    known = closed_months(weeks, months, "unpaid_balance")
    if not known:
        return Figure(None, 0, "type Unpaid balance in Monthly")
    daily = daily_billed(weeks, next_month(known[-1].month))
    unpaid = known[-1].unpaid_balance or 0.0
    return daily if daily.value is None else Figure(unpaid / daily.value, daily.n)


def daily_billed(weeks: Weeks, end: date, key: str = "billed") -> Figure:
    """Billed a day over the 13 weeks that ended by ``end`` (exclusive). [currency a day]

    A week off bills nothing; a week without the number is left out of sum and days.
    """
    after = max(0, (end - weeks.starts[0]) // WEEK)  # the place after the last of them
    billed = np.where(weeks.off & np.isnan(weeks[key]), 0.0, weeks[key])
    values = billed[max(0, after - BILLED_WEEKS) : after]
    known = values[~np.isnan(values)]
    if len(known) < BILLED_FEWEST or known.sum() <= 0:
        return Figure(None, len(known), f"type Billed in Weekly, for {BILLED_FEWEST} weeks")
    return Figure(float(known.sum()) / (7 * len(known)), len(known))


def _whole(weeks: Weeks, months: Sequence[Month]) -> tuple[list[Month], float]:
    """The months of which every week's money is recorded, and that money."""
    figures = [(month, collected_in_month(weeks, month.month)) for month in months]
    whole = [(month, of.value) for month, of in figures if of.value is not None and not of.why]
    return [month for month, _ in whole], sum(value for _, value in whole)


def _share(amounts: Sequence[float | None], collected: float) -> Figure:
    """Amounts of some months as a share of what came in; every month must have one."""
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return Figure(None, len(known), NO_PAY)
    return _divided(sum(known), collected, len(known), "nothing came in" if known else INCOMPLETE)


def _sessions_for(amount: float, rate: Figure, n: int) -> Figure:
    """Sessions that bring an amount; by the fees where money per session rests on them."""
    sessions = _divided(amount, rate.value or 0.0, n, "needs money per session")
    known = sessions.value is not None and rate.why == FROM_FEES
    return sessions._replace(why=FROM_FEES) if known else sessions


def _divided(above: float, below: float, n: int, why: str) -> Figure:
    """A quotient; the reason instead where there is nothing to divide by, or it is not known."""
    return Figure(above / below, n) if below > 0 else Figure(None, n, why)
