"""The rows of what a leader decides: referral sources, who came from them, results of a quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from practice_xl.domain.calendar import span_of, week_of
from practice_xl.domain.cell_values import in_words
from practice_xl.domain.findings import too_large_a_share
from practice_xl.domain.plan import Plan, Result
from practice_xl.domain.sources import IN_WEEKLY, Arrival, Referrals, Source, plain, too_many
from practice_xl.domain.weeks import Weeks
from practice_xl.problems import Problem
from practice_xl.schema.inputs import SOURCES, WEEKLY
from practice_xl.schema.measures import MEASURE_BY_KEY
from practice_xl.schema.parts import Kind
from practice_xl.sheets.tables import each_row
from practice_xl.sheets.typed_tables import TypedTable, read_grid, read_table

if TYPE_CHECKING:
    from practice_xl.books import Book

_MOST_SHARE = 2  # a share above it was meant in per cent
_MOST_RESULTS = 3  # that a leader names for a quarter


def read_sources(table: TypedTable | None) -> tuple[tuple[Source, ...], tuple[int, ...]]:
    """The sources that have a name, and the place of each in the table, 0 for its first row."""
    sources: dict[str, Source] = {}
    places: list[int] = []
    for row in each_row(table):
        name = str(row.cells["source"] or "").strip()
        if plain(name) in sources:
            row.ask(
                "source",
                "a second row for the same source",
                "one row for each source",
                "The first one counts. Delete the other, or give it a name of its own.",
            )
        elif name:
            sources[plain(name)] = Source(name, row.cells["kind"], row.cells["wanted"])
            places.append(row.place)
    return tuple(sources.values()), tuple(places)


def source_names(book: Book) -> tuple[str, ...]:
    """Names of the sources in a tracker; none where it has no such sheet yet."""
    if SOURCES.sheet not in {sheet.name for sheet in book.sheets}:
        return ()
    table = read_table(book, read_grid(book.sheets[SOURCES.sheet]), SOURCES, [], older=True)
    return tuple(source.source for source in read_sources(table)[0])


def read_arrivals(
    table: TypedTable | None, sources: Sequence[Source], weeks: Weeks, plan: Plan
) -> tuple[Arrival, ...]:
    """Who came from which source; a row that names none of them counts as other or unknown."""
    arrivals: list[Arrival] = []
    first: dict[date, int] = {}  # row of each week
    by_name = {plain(source.source): source for source in sources}
    if table is None:
        return ()
    for row in each_row(table):
        cells, day, name = row.cells, row.cells["week"], str(row.cells["source"] or "").strip()
        known = by_name.get(plain(name))
        if day is None or known is None:
            row.ask(
                "week" if day is None else "source",
                "nothing" if day is None or not name else "a name that is not in Sources",
                "a day of the week" if day is None else "one of the sources at the left",
                "Type it, or clear the row; until then it counts as other or unknown.",
            )
            continue
        counts = cells["inquiries"] or 0.0, cells["started"] or 0.0
        arrivals.append(Arrival(week_of(day, plan), known.source, *counts, cells["met"]))
        first.setdefault(arrivals[-1].week, row.number)
    table.problems.extend(_more_than_weekly(table, first, Referrals(sources, arrivals), weeks))
    return tuple(arrivals)


def read_quarter(
    table: TypedTable | None, weeks: Weeks, plan: Plan
) -> tuple[tuple[Result, ...], tuple[int, ...]]:
    """The results of quarters, and the place of each in the table, 0 for its first row."""
    results: list[Result] = []
    places: list[int] = []
    for row in each_row(table):
        key, to, start = (row.cells.pop(name) for name in ("measurable", "to", "from"))
        if wrong := _no_result(key, to, start):
            row.ask(*wrong)
            continue
        result = Result(key, to, start=start, **row.cells)
        if weeks.as_of:
            first, _ = span_of(result, weeks.as_of, plan)
            same = [other for other in results if span_of(other, weeks.as_of, plan)[0] == first]
            if len(same) == _MOST_RESULTS:
                row.ask(
                    "measurable",
                    f"a fourth result for the quarter from {in_words(first)}",
                    "at most three: what matters most",
                    "Clear it, or give it another quarter; until then it is left out.",
                )
                continue
        results.append(result)
        places.append(row.place)
    return tuple(results), tuple(places)


def _no_result(
    key: str | None, to: float | None, start: float | None
) -> tuple[str, str, str, str] | None:
    """What to ask of a row that is no result: something is missing, or cannot be meant so."""
    left_out = "until then the row is left out."
    if key is None or to is None:
        where = "measurable" if key is None else "to"
        do = f"Choose and type both; {left_out}"
        return where, "nothing", "a measurable, and where it should be", do
    if MEASURE_BY_KEY[key].kind is Kind.SHARE and max(to, start or 0) > _MOST_SHARE:
        where, number = ("to", to) if to > _MOST_SHARE else ("from", start or 0)
        do = f"Type it with its sign, for example {number:g}%; {left_out}"
        return where, too_large_a_share(number), "a share", do
    good = MEASURE_BY_KEY[key].good
    if start is not None and (to < start if good == "up" else to > start):
        return (
            "to",
            f"{to:,.12g}, where {start:,.12g} under From is better",
            f"where it should be; of {MEASURE_BY_KEY[key].label} "
            + ("more is good" if good == "up" else "less is good"),
            f"Is one of the two another number? Correct it; {left_out}",
        )
    return None


def _more_than_weekly(
    table: TypedTable, rows: Mapping[date, int], referrals: Referrals, weeks: Weeks
) -> list[Problem]:
    """Weeks in which more came from the sources than Weekly says came at all."""
    return [
        Problem(
            table.table.sheet,
            table.cell(rows[week], key),
            f"{table.table.column(key).label}, week of {in_words(week)}",
            f"{named:g} from all sources together",
            f"at most {typed:g}, as Weekly has under {WEEKLY.column(IN_WEEKLY[key]).label}",
            "Correct the one that is wrong. Until then nothing of that week is other or unknown.",
        )
        for week, key, typed, named in too_many(referrals, weeks)
    ]
