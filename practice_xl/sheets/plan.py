"""Reading the settings of the sheet Plan: each found by its label, or by its defined name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practice_xl.books import named_cells
from practice_xl.domain.cleaning import show_typed
from practice_xl.domain.typed import NotReadableError, as_date, as_days, as_number, is_blank
from practice_xl.problems import Problem
from practice_xl.schema import SCHEMA_VERSION
from practice_xl.schema.parts import Kind, Setting, cell_name
from practice_xl.schema.settings import SETTING_BY_KEY, SETTINGS
from practice_xl.sheets.grid import Grid

if TYPE_CHECKING:
    from practice_xl.books import Book


def read_settings(book: Book, grid: Grid, problems: list[Problem]) -> dict[str, Any]:
    """The settings that hold a value, by key; a blank one is left to the Plan's default.

    A blank goal, limit or date is None: unknown, never 0.
    """
    places = _places(grid)
    settings: dict[str, Any] = {}
    for setting in SETTINGS:
        place = places.get(setting.label.casefold()) or _named_place(book, setting)
        if place is None:
            problems.append(_problem(grid, "", setting, "no row for it", "its label and its value"))
            continue
        value = grid.at(*place)
        if is_blank(value):
            if setting.key in _BLANK_MEANS_UNKNOWN:
                settings[setting.key] = None
            continue
        address = cell_name(*place)
        try:
            settings[setting.key] = _value(setting, value)
        except NotReadableError:
            blocking = setting.kind is not Kind.CHOICE
            shown = show_typed(value) if blocking else "something else"
            problems.append(
                _problem(grid, address, setting, shown, _expected(setting), blocking=blocking)
            )
        except ValueError:
            found = show_typed(value)
            problems.append(_problem(grid, address, setting, found, _expected(setting)))
    version = settings.get(VERSION.key, SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        place = places.get(VERSION.label.casefold()) or _named_place(book, VERSION)
        problems.append(_other_version(grid, cell_name(*place) if place else "", version))
    return settings


def raw_settings(book: Book, grid: Grid) -> dict[str, Any]:
    """What was typed for each setting, as it stands, for carrying it over; blank is None."""
    places = _places(grid)
    typed: dict[str, Any] = {}
    for setting in SETTINGS:
        place = places.get(setting.label.casefold()) or _named_place(book, setting)
        if place is not None and setting.key not in _KEPT_BY_PROGRAM:
            value = grid.at(*place)
            typed[setting.key] = None if is_blank(value) else value
    return typed


def workbook_version(book: Book, grid: Grid) -> int:
    """The version of the schema that the workbook was made with; 1 where it does not say."""
    version = read_settings(book, grid, []).get(VERSION.key)
    return version if isinstance(version, int) else 1


VERSION = SETTING_BY_KEY["schema_version"]
_KEPT_BY_PROGRAM = ("scoring_version", VERSION.key)

# Settings without which nothing can be worked out keep their default when blank; of these blank
# says "I have none".
_BLANK_MEANS_UNKNOWN = frozenset(
    setting.key
    for setting in SETTINGS
    if setting.key.endswith(("_goal", "_limit", "_goal_by", "_start"))
)


def _places(grid: Grid) -> dict[str, tuple[int, int]]:
    """Row and column of the value beside each label."""
    labels = {setting.label.casefold() for setting in SETTINGS}
    places: dict[str, tuple[int, int]] = {}
    for row, cells in enumerate(grid.cells, start=1):
        for column, value in enumerate(cells[:6], start=1):
            text = value.strip().casefold() if isinstance(value, str) else ""
            if text in labels and text not in places:
                places[text] = (row, column + 1)
    return places


def _named_place(book: Book, setting: Setting) -> tuple[int, int] | None:
    cell = named_cells(book, setting.name)
    return (cell.row, cell.column) if cell and cell.sheet.name == "Plan" else None


def _value(setting: Setting, value: Any) -> Any:
    """The value of a setting. Raises NotReadableError, or ValueError when out of its limits."""
    if setting.kind is Kind.TEXT:
        return str(value)
    if setting.kind is Kind.DATE:
        return as_date(value)
    if setting.kind is Kind.DAYS:
        return as_days(value)
    if setting.kind is Kind.CHOICE:
        text = str(value).strip()
        known = {choice.casefold(): choice for choice in setting.choices}
        if setting.key == "currency" and len(text) <= 4:
            return known.get(text.casefold(), text)
        if text.casefold() not in known:
            raise NotReadableError(value)
        return known[text.casefold()]
    number = as_number(value)
    low, high = setting.low, setting.high
    if number is None or (low is not None and number < low) or (high is not None and number > high):
        raise ValueError("out of its limits")
    whole = setting.key in _KEPT_BY_PROGRAM
    return int(number) if whole else number


def _other_version(grid: Grid, cell: str, version: int) -> Problem:
    """A workbook made by another version: a newer one stops the work, an older one goes on."""
    newer = version > SCHEMA_VERSION
    return Problem(
        grid.sheet,
        cell,
        VERSION.label,
        f"version {version}",
        f"version {SCHEMA_VERSION}, which this practice_xl makes",
        "Install the newer practice_xl, and press Recalculate again."
        if newer
        else "Make it anew, with everything typed carried over: practice-xl upgrade FILE",
        blocking=newer,
    )


def _expected(setting: Setting) -> str:
    if setting.kind is Kind.DATE:
        return "a date"
    if setting.kind is Kind.DAYS:
        return "days of the year, for example 15 April, 15 June"
    if setting.kind is Kind.CHOICE:
        return "one of: " + ", ".join(setting.choices)
    if setting.kind is Kind.SHARE:
        return "a share from 0 % to 100 %"
    return f"a number from {setting.low:,.12g} to {setting.high:,.12g}"


def _problem(
    grid: Grid, cell: str, setting: Setting, found: str, expected: str, *, blocking: bool = False
) -> Problem:
    return Problem(
        grid.sheet,
        cell,
        setting.label,
        found,
        expected,
        "Mend the cell; until then the usual value counts."
        if not blocking
        else "Type the value, and press Recalculate again.",
        blocking,
    )
