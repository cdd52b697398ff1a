"""The rates of a tracker as Excel formulas: for timing programs that work formulas out.

Only the rates over the last 4, 13 and 52 weeks. No projection, no levers and no scorecard: those
are not formulas. So it is less work than a click of Recalculate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

COLUMNS = (
    "slots_offered sessions_kept missed missed_charged cancelled_in_time slots_refilled "
    "inquiries clients_started clients_ended collected admin_hours ceo_hours billed"
).split()
# Each rate as sums of columns over a window: {K} stands for the sum of the kept sessions.
RATES = {
    "% worked": "{sessions_kept}/{slots_offered}",
    "% full": "({sessions_kept}+{missed}+{cancelled_in_time}-{slots_refilled})/{slots_offered}",
    "Room for clients": "MAX(0,{slots_offered}-{sessions_kept}-{missed}-{cancelled_in_time}"
    "+{slots_refilled})/{weeks}",
    "Sessions that took place": "{sessions_kept}/({sessions_kept}+{missed}+{cancelled_in_time})",
    "Sessions missed": "{missed}/({sessions_kept}+{missed}+{cancelled_in_time})",
    "Missed and charged": "IF({missed}>0,{missed_charged}/{missed},0)",
    "Inquiries that became clients": "IF({inquiries}>0,{clients_started}/{inquiries},0)",
    "Clients gained": "({clients_started}-{clients_ended})/{weeks}",
    "Money per session, all in": "{collected}/{sessions_kept}",
    "Money per working hour": "{collected}/({sessions_kept}*50/60+{admin_hours}+{ceo_hours})",
    "Collected of what was billed": "{collected}/{billed}",
}


def write_equivalent(path: Path, weekly: Sequence[Mapping[str, Any]]) -> int:
    """A workbook with the weeks as values and the rates as formulas.

    Args:
        path: Where it goes.
        weekly: The weeks, by the keys of the table Weekly, 52 or more.

    Returns:
        How many formulas it holds.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    workbook = xlsxwriter.Workbook(str(path))
    weeks, rates = workbook.add_worksheet("Weekly"), workbook.add_worksheet("Rates")
    weeks.write_row(0, 0, COLUMNS)
    for row, week in enumerate(weekly, start=1):
        weeks.write_row(row, 0, [week.get(key, 0) for key in COLUMNS])
    last = len(weekly) + 1
    for row, (name, formula) in enumerate(RATES.items(), start=1):
        rates.write(row, 0, name)
        for column, window in enumerate((4, 13, 52), start=1):
            sums = {
                key: f"SUM(Weekly!{letter}{last - window + 1}:{letter}{last})"
                for key, letter in zip(COLUMNS, "ABCDEFGHIJKLM", strict=True)
            }
            rates.write_formula(row, column, "=" + formula.format(**sums, weeks=window))
    workbook.close()
    return 3 * len(RATES)
