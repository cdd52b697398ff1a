"""What in typed text could say who someone is: patterns that stop a copy, and names to look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from practice_xl.coach.notes import Note
from practice_xl.domain.records import Action
from practice_xl.problems import Problem
from practice_xl.schema.inputs import ACTIONS, COACH_NOTES, TABLE_BY_NAME
from practice_xl.schema.parts import Column, Table, cell_name

E_MAIL = "an e-mail address"
TELEPHONE = "a telephone number"
BIRTH_DATE = "what could be a date of birth"
LONG_NUMBER = "a long number"
LINK = "a link"

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATES = (
    re.compile(r"\b(?P<year>\d{4})[-/.](?:\d{1,2})[-/.](?:\d{1,2})\b"),
    re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.](?P<year>\d{4}|\d{2})\b"),
    re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?,? (?P<year>\d{{4}})\b"),
    re.compile(rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b"),
)
_BORN = re.compile(r"\b(?:d\.?o\.?b\.?|born|date of birth|birth ?date|birthday)\b")
_MAIL = re.compile(
    r"[^\s@]+@[^\s@]+|\S+\s*[\[({]\s*at\s*[\])}]\s*\S+|"
    r"\b[\w.+-]+ at [\w-]+(?:\.| dot )(?:com|org|net|co|uk|edu|io|de|ca|au)\b"
)
_WEB = re.compile(r"https?:|www\.|\bfile:")
_YEARS = re.compile(r"\b(?:19|20)\d\d\s*[-–/]\s*(?:19|20)?\d\d\b")
_PHONE = re.compile(r"(?<![\d,.])\+?\(?\d(?:[\s().\-–/]{0,3}\d){6,14}(?![\d,])")
_LONG = re.compile(r"\d{6,}")
_TAKE_OUT = "Take it out of the text, and share again."
_TAKE_OUT_OR_TICK = "Take it out of the text, or remove the tick, and share again."
_LAST_CENTURY = 10  # birth years written with two digits: everything but the years around now


def found_in(text: str, today: date) -> list[str]:
    """What a text holds that may not leave; empty when nothing does.

    Args:
        text: What was typed.
        today: A date more than two years before it could be one of birth.

    >>> found_in("Call Mr B on 555 010 9999", date(2026, 11, 2))
    ['a telephone number']
    >>> found_in("Raise the fee to $1,200 on 2026-12-01, 10-12 of 24 slots", date(2026, 11, 2))
    []
    >>> found_in("b. 3/4/1985, id 48120077", date(2026, 11, 2))
    ['what could be a date of birth', 'a long number']
    """
    plain = _plain(text)
    found = []
    if _MAIL.search(plain):
        found.append(E_MAIL)
    if _WEB.search(plain):
        found.append(LINK)
    rest = plain
    birth = bool(_BORN.search(plain))
    for pattern in _DATES:
        birth = birth or any(_is_past(match["year"], today) for match in pattern.finditer(rest))
        rest = pattern.sub(" ; ", rest)
    if birth:
        found.append(BIRTH_DATE)
    rest = _YEARS.sub(" ; ", rest)
    if _LONG.search(rest):
        found.append(LONG_NUMBER)
    if _PHONE.search(_LONG.sub(lambda m: m[0] if len(m[0]) > 9 else ";", rest)):
        found.append(TELEPHONE)
    return found


def names_in(text: str) -> list[str]:
    """Initials and pairs of capitalised words, which could be a name.

    >>> names_in("meet Jane Doe and J. D. about the CEO hour")
    ['Jane Doe', 'J. D.']
    >>> names_in("Ask MK whether Friday suits")
    ['MK']
    """
    plain = unicodedata.normalize("NFKC", text)
    found = []
    for match in _NAMES.finditer(plain):
        words = match[0].strip()
        unknown = [word for word in words.split() if word not in _NO_NAMES]
        if len(unknown) > 1 or (unknown and len(words.split()) == 1):
            found.append(words)
    return list(dict.fromkeys(found))


_UPPER, _LOWER = r"[^\W\d_a-zß-öø-ÿ]", r"[^\W\d_A-ZÀ-ÖØ-Þ]"
_WORD = rf"{_UPPER}(?:['’]{_UPPER})?{_LOWER}+(?:['’\-]{_UPPER}?{_LOWER}+)*"
_NAMES = re.compile(
    rf"\b{_WORD}(?: (?:de |van |von |der |bin |al-)?(?:{_WORD}|{_UPPER}\b\.?))+"
    rf"|\b{_UPPER}\.(?: ?{_UPPER}\b\.?)*(?: {_WORD})?"
    rf"|\b{_UPPER}{{2,3}}\b"
)
_NO_NAMES = frozenset(
    "CEO EHR EAP PT UK US USA EU NHS HR IT VAT TV PR AI OK FAQ Monday Tuesday Wednesday Thursday "
    "Friday Saturday Sunday January February March April May June July August September October "
    "November December".split()
)


@dataclass(frozen=True)
class TypedText:
    """A text that a person typed and the copy would show.

    Attributes:
        sheet, cell, header: Where it was typed; the cell as a new workbook has it.
        text: The text.
    """

    sheet: str
    cell: str
    header: str
    text: str


def typed_texts(
    actions: Iterable[Action], notes: Iterable[Note], rows: Iterable[int] = ()
) -> list[TypedText]:
    """Every text that leaves because the owner ticked it, and the coach's own.

    Args:
        actions: As they may leave.
        notes: Rows of CoachNotes.
        rows: Row of the sheet Actions for each action, counted from 1, where known.
    """
    texts = []
    places = dict(enumerate(rows))
    for action in actions:
        for key in ("task", "result"):
            text = getattr(action, key) if action.share else None
            if text:
                row = places.get(action.row, TABLE_BY_NAME["Actions"].place[0] + 1)
                texts.append(_text(ACTIONS, ACTIONS.column(key), row, text))
    for note in notes:
        for column in COACH_NOTES.columns:
            text = note.cells.get(column.key)
            if isinstance(text, str) and text.strip() and column.key != "id":
                texts.append(_text(COACH_NOTES, column, note.row, text))
    return texts


def problems_in(texts: Iterable[TypedText], today: date) -> list[Problem]:
    """A problem for each pattern found; without the text itself."""
    return [
        Problem(
            text.sheet,
            text.cell,
            text.header,
            what,
            "text about the practice, never about a client",
            _TAKE_OUT if text.sheet == COACH_NOTES.sheet else _TAKE_OUT_OR_TICK,
            blocking=True,
        )
        for text in texts
        for what in found_in(text.text, today)
    ]


def _text(table: Table, column: Column, row: int, text: str) -> TypedText:
    first = table.place[1]
    cell = cell_name(row, first + table.keys.index(column.key))
    return TypedText(table.sheet, cell, column.header, text)


def _plain(text: str) -> str:
    """One form for what looks alike: other digits and widths, no invisible characters."""
    kept = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    digits = (str(unicodedata.digit(c)) if c.isdigit() else c for c in kept)
    return " ".join("".join(digits).casefold().split())


def _is_past(year: str, today: date) -> bool:
    if len(year) == 4:
        return 1900 <= int(year) < today.year - 2
    return not -2 <= (int(year) - today.year % 100) <= _LAST_CENTURY
