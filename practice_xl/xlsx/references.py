"""Which cells the text of a formula can read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from practice_xl.xlsx.address import LAST_COLUMN, LAST_ROW, Area, parse_area

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_REFERENCE = re.compile(
    r"(?<![\w.$])(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*|\[\d+\][\w.]*)!)?"
    r"(?P<area>\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?"
    r"|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\w(!.])",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w.])[^\W\d][\w.\\]*(?![\w.(])")
_ANYWHERE = re.compile(
    r"\b(?:INDIRECT|OFFSET)\s*\(|\)\s*:|:\s*(?:INDEX|CHOOSE|IF|XLOOKUP)\s*\("
    r"|[\w.']:[^\W\d][\w.]*'?!|'[^'\[\]]+:[^']+'!",
    re.IGNORECASE,
)
_DEPTH = 5  # names that mean names that mean names


@dataclass
class Reads:
    """Areas a formula reads, by sheet; ``anything`` when only a calculation could tell."""

    areas: list[tuple[str, Area]] = field(default_factory=list)
    anything: bool = False


class Scope(NamedTuple):
    """What words in formulas can mean: names (in small letters) and tables with their sheet."""

    names: Mapping[str, list[str]]
    tables: Mapping[str, tuple[str, Area]]


def reads(text: str, sheet: str, scope: Scope, depth: int = 0) -> Reads:
    """The cells a formula can read; too many rather than too few.

    Args:
        text: The formula, without its equals sign.
        sheet: The sheet it stands on, in small letters.
        scope: The workbook's names and tables.
        depth: How many names led here.

    >>> [(place, area.address) for place, area in
    ...     reads("SUM('My sheet'!A1:B2)+C3", "weekly", Scope({}, {})).areas]
    [('my sheet', 'A1:B2'), ('weekly', 'C3')]
    """
    found = Reads()
    text = _TEXT.sub('""', text)
    if depth > _DEPTH or _ANYWHERE.search(text):
        found.anything = True
        return found
    for match in _REFERENCE.finditer(text):
        area, place = parse_area(match["area"]), (match["sheet"] or "").lower()
        if area is None or "[" in place:
            continue
        if place.startswith("'"):
            place = place[1:-1].replace("''", "'")
        found.areas.append((place or sheet, area))
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if word in scope.tables:
            found.areas.append(scope.tables[word])
        for meaning in scope.names.get(word, ()):
            inner = reads(meaning, sheet, scope, depth + 1)
            found.areas += inner.areas
            found.anything = found.anything or inner.anything
    if "[" in text:  # inside a table its own name may be left out
        found.areas += [place for place in scope.tables.values() if place[0] == sheet]
    return found


def widened(area: Area, group: Area) -> Area:
    """The cells that a shared formula reads through one of its references, over all its cells."""
    bottom = min(LAST_ROW, area.bottom + group.bottom - group.top)
    right = min(LAST_COLUMN, area.right + group.right - group.left)
    return area._replace(bottom=bottom, right=right)
