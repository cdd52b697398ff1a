"""Reading the settings of the sheet Plan: each found by its label, or by its defined name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practice_xl.books import named_cells
from practice_xl.domain import cell_values, findings
from practice_xl.domain.cell_values import as_number, is_blank, plain
from practice_xl.problems import Problem
from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.parts import Column, Kind, cell_name
from practice_xl.schema.settings import KEPT_BY_PROGRAM, SETTING_BY_KEY, SETTINGS
from practice_xl.sheets.typed_tables import READERS, UPGRADE, Grid

if TYPE_CHECKING:
    from practice_xl.books import Book


def read_settings(book: Book, grid: Grid, problems: list[Problem]) -> dict[str, Any]:
    """The settings that hold a value, by key; a blank one is left to the Plan's default.

    A blank goal, limit or date is None: unknown, never 0.
    """
    places = _places(book, grid)
    settings: dict[str, Any] = {}
    version = workbook_version(book, grid)
    if version != SCHEMA_VERSION:
        problems.append(_other_version(places.get(VERSION.key), version))
    elif absent := [setting.label for setting in SETTINGS if setting.key not in places]:
        more = f" and {len(absent) - 3} more" if len(absent) > 3 else ""
        found = f"no row for {', '.join(absent[:3])}{more}"
        do = f"Until it is back, the usual value counts. To have every row again: {UPGRADE}"
        expected = "a label with its value beside it"
        problems.append(Problem("Plan", "", "", found, expected, do))
    for setting in SETTINGS:
        place = places.get(setting.key)
        if place is None:
            continue
        value = grid.at(*place)
        if is_blank(value):
            if setting.key.endswith(_BLANK_MEANS_UNKNOWN):
                settings[setting.key] = None
            continue
        found, do, stops = "", _USUAL, False
        try:
            settings[setting.key] = _value(setting, value)
        except _OutsideError as wrong:
            found = str(wrong)
        except cell_values.NotReadableError as wrong:
            found = findings.NOT_LISTED
            if setting.kind is not Kind.CHOICE:
                found, do = findings.why_not(None, value, wrong)
                do, stops = _TYPE_A.get(setting.kind, do), True
        if found:
            where = "Plan", cell_name(*place), setting.label
            problems.append(Problem(*where, found, findings.expected_of(setting), do, stops))
    return settings


def raw_settings(book: Book, grid: Grid) -> dict[str, object]:
    """What was typed for each setting, as it stands, for carrying it over; blank is None."""
    typed = {
        key: grid.at(*place)
        for key, place in _places(book, grid).items()
        if key not in KEPT_BY_PROGRAM
    }
    return {key: None if is_blank(value) else value for key, value in typed.items()}


def workbook_version(book: Book, grid: Grid) -> int:
    """The version of the schema that the workbook was made with; 1 where it does not say."""
    place = _places(book, grid).get(VERSION.key)
    try:
        version = as_number(grid.at(*place)) if place else None
    except cell_values.NotReadableError:
        version = None
    return int(version) if version else 1


VERSION = SETTING_BY_KEY["schema_version"]
_LABELS_WITHIN = 6  # the labels stand in one of the first columns
# Settings without which nothing can be worked out keep their default when blank; of those that end
# so blank says "I have none".
_BLANK_MEANS_UNKNOWN = ("_goal", "_limit", "_goal_by", "_start")


def _places(book: Book, grid: Grid) -> dict[str, tuple[int, int]]:
    """Row and column of each setting's value: beside its label, or at its defined name."""
    keys = {plain(setting.label): setting.key for setting in SETTINGS}
    columns = [
        {plain(row[place]): number for number, row in reversed(list(enumerate(grid.cells)))}
        for place in range(_LABELS_WITHIN)
    ]
    labels = max(columns, key=lambda column: len(keys.keys() & column.keys()))
    value = columns.index(labels) + 2
    places = {keys[text]: (row + 1, value) for text, row in labels.items() if text in keys}
    for setting in SETTINGS:
        cell = None if setting.key in places else named_cells(book, setting.plan_name)
        if cell is not None and cell.sheet.name == grid.sheet:
            places[setting.key] = cell.row, cell.column
    return places


def _value(setting: Column, value: object) -> object:
    """The value of a setting. Raises cell_values.NotReadableError, or _OutsideError."""
    if read := READERS.get(setting.kind):
        return read(value)
    if setting.kind is Kind.CHOICE:
        text = str(value).strip()
        known = {choice.casefold(): choice for choice in setting.choices}
        if setting.key == "currency" and len(text) <= 4:
            return known.get(text.casefold(), text)
        if text.casefold() not in known:
            raise cell_values.NotReadableError(value)
        return known[text.casefold()]
    share, money = setting.kind is Kind.SHARE, setting.kind is Kind.MONEY
    number = cell_values.as_share(value) if share else as_number(value, money=money)
    if number is None or findings.outside(number, setting):
        raise _OutsideError(findings.too_large_a_share(number or 0) if share else f"{number:,.12g}")
    number = findings.without_dust(number)
    return int(number) if setting.key in KEPT_BY_PROGRAM else number


class _OutsideError(ValueError):
    """A number outside its limits; the text is what was found."""


def _other_version(place: tuple[int, int] | None, version: int) -> Problem:
    """A workbook made by another version: a newer one stops the work, an older one goes on."""
    newer = version > SCHEMA_VERSION
    expected = f"version {SCHEMA_VERSION}, which this practice_xl makes"
    do = f"Bring it up to date, with everything you typed carried over: {UPGRADE}"
    if newer:
        do = "Install the newer practice_xl, and press Recalculate again."
    where = "Plan", cell_name(*place) if place else "", VERSION.label
    return Problem(*where, f"version {version}", expected, do, blocking=newer)


_USUAL = "Until it is put right, the usual value counts."
_TYPE_A = {
    Kind.DATE: "Type the date, for example 2026-03-02, and press Recalculate again.",
    Kind.DAYS: "Type the days, for example 15 April, 15 June, and press Recalculate again.",
    Kind.SHARE: "Type it as a percentage, for example 90 %, and press Recalculate again.",
}
