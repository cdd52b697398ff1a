"""What was worked out, as pandas DataFrames, for those who go on from there.

Each function takes ``tracker.report().report``. Shares are fractions, money is in Plan's currency,
and a week is named by its first day.
"""

from __future__ import annotations

import pandas as pd

from practice_xl.domain.report import Report


def weeks(report: Report) -> pd.DataFrame:
    """The weeks as they were read, without gaps: one row a week, one column a number of Weekly.

    A number that was not recorded is nan, never 0; slots offered are filled in from Plan. The
    result goes into :func:`practice_xl.project` as it is.
    """
    read = report.practice.weeks
    return pd.DataFrame(read.columns, index=pd.DatetimeIndex(read.starts, name="week_start"))


def rates(report: Report) -> pd.DataFrame:
    """Every rate over the last 4, 13 and 52 open weeks: one row a rate, one column a window."""
    windows = {
        size: {key: figure.value for key, figure in rates.items()}
        for size, rates in report.rates.items()
    }
    return pd.DataFrame(windows, dtype=float).rename_axis(index="rate", columns="weeks")


def scores(report: Report) -> pd.DataFrame:
    """Both scores of each week read: columns manager and leader, 0 to 100; nan where unknown."""
    history = report.scorecard.scores.history
    index = pd.DatetimeIndex([past.week for past in history], name="week_start")
    columns = {side: [getattr(past, side) for past in history] for side in ("manager", "leader")}
    return pd.DataFrame(columns, index=index, dtype=float)


def grid(report: Report) -> pd.DataFrame:
    """The 13-week grid: one row a measure, one column a week; nan where off or unknown."""
    rows = report.scorecard.grid
    starts = report.practice.weeks.starts[-len(rows[0].weeks) :] if rows else ()
    values = {
        row.key: [None if isinstance(value, str) else value for value in row.weeks[-len(starts) :]]
        for row in rows
    }
    frame = pd.DataFrame.from_dict(values, orient="index", columns=list(starts), dtype=float)
    return frame.rename_axis(index="measure", columns="week_start")
