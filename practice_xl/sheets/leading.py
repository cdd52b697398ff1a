"""The rows of what a leader decides: referral sources, who came from them, results of a quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from practice_xl.domain.calendar import week_of
from practice_xl.domain.cell_values import in_words
from practice_xl.domain.plan import Plan
from practice_xl.domain.sources import Arrival, Referrals, Source, same, too_many
from practice_xl.domain.weeks import Weeks
from practice_xl.problems import Problem
from practice_xl.schema.inputs import WEEKLY
from practice_xl.sheets.tables import each_row
from practice_xl.sheets.typed_tables import TypedTable


def read_sources(
    table: TypedTable | None, problems: list[Problem]
) -> tuple[tuple[Source, ...], tuple[int, ...]]:
    """The sources that have a name, and the place of each in the table, 0 for its first row."""
    sources: list[Source] = []
    rows: list[int] = []
    for row, cells in each_row(table, problems):
        name = str(cells["source"] or "").strip()
        if table and any(same(name, other.source) for other in sources):
            problems.append(
                table.problem(
                    row,
                    "source",
                    "a second row for the same source",
                    "one row for each source",
                    "The first one counts. Delete the other, or give it a name of its own.",
                )
            )
        elif table and name:
            sources.append(Source(name, cells["kind"], cells["wanted"]))
            rows.append(row - table.header - 1)
    return tuple(sources), tuple(rows)


def read_arrivals(
    table: TypedTable | None,
    sources: Sequence[Source],
    weeks: Weeks,
    plan: Plan,
    problems: list[Problem],
) -> tuple[Arrival, ...]:
    """Who came from which source; a row that names none of them counts as other or unknown."""
    arrivals: list[Arrival] = []
    first: dict[date, int] = {}  # row of each week
    if table is None:
        return ()
    for row, cells in each_row(table, problems):
        day, name = cells["week"], str(cells["source"] or "").strip()
        known = next((source for source in sources if same(source.source, name)), None)
        if day is None or known is None:
            problems.append(
                table.problem(
                    row,
                    "week" if day is None else "source",
                    "nothing" if day is None or not name else "a name that is not in Sources",
                    "a day of the week" if day is None else "one of the sources at the left",
                    "Type it, or clear the row; until then it counts as other or unknown.",
                )
            )
            continue
        counts = cells["inquiries"] or 0.0, cells["started"] or 0.0
        arrivals.append(Arrival(week_of(day, plan), known.source, *counts, cells["met"]))
        first.setdefault(arrivals[-1].week, row)
    problems += _more_than_weekly(table, first, Referrals(sources, arrivals), weeks)
    return tuple(arrivals)


def _more_than_weekly(
    table: TypedTable, rows: Mapping[date, int], referrals: Referrals, weeks: Weeks
) -> list[Problem]:
    """Weeks in which more came from the sources than Weekly says came at all."""
    columns = {"inquiries": "inquiries", "started": "clients_started"}
    return [
        Problem(
            table.table.sheet,
            table.cell(rows[week], key),
            f"{table.table.column(key).header}, week of {in_words(week)}",
            f"{named:g} from all sources together",
            f"at most {typed:g}, as Weekly has under {WEEKLY.column(columns[key]).header}",
            "Correct the one that is wrong. Until then nothing of that week is other or unknown.",
        )
        for week, key, typed, named in too_many(referrals, weeks)
    ]
