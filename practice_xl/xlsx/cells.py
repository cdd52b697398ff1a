"""The cells of one worksheet and their styles, kept row by row and read when asked for."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property

from practice_xl.xlsx import address, markup
from practice_xl.xlsx.address import Area, Place, column_number, parse_area
from practice_xl.xlsx.markup import Node, Unreadable, attributes, decode_controls, unescape, whole
from practice_xl.xlsx.package import Package
from practice_xl.xlsx.values import NOT_WORKED_OUT, CellError, Serial, Stored, as_serial

MAX_EXTENT = 50_000_000  # cells between A1 and the last one filled; a tracker needs 100,000

# Nearly every cell that holds something is written so, by Excel, by XlsxWriter and by us.
_PLAIN = re.compile(
    rb'<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?+(?: t="([A-Za-z]+)")?+>'
    rb'(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?+>([^<]*)</t></is>)</c>'
)
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)["']""")
_ANY = rb"(?:[\w.-]+:)?"  # what may stand before an element's name
VALUE = re.compile(rb"<%bv(?:\s[^>]*)?>([^<]*)</%bv\s*>" % (_ANY, _ANY))
_FORMULA = re.compile(rb"<%bf(?=[\s/>])([^>]*?)(?:/>|>([^<]*)</)" % _ANY)
_SHEET_DATA = rb"<%bsheetData(?=[\s/>])[^>]*?(/?)>" % _ANY
_MERGED = rb"<%bmergeCell\s([^>]*?)/?>" % _ANY
_COLUMN = rb"<(?:[\w.-]+:)?col(\s[^>]*?)/?>"
_CELL_PLACE = rb"""\sr\s*=\s*["']([A-Za-z]{1,3})[0-9]+["']"""


class SheetCells:
    """Cells of the worksheet whose part is ``part`` and whose name is ``sheet``.

    Raises FileRefused where the part is damaged, or its cells reach absurdly far.
    """

    def __init__(self, package: Package, part: str, sheet: str) -> None:
        self.package = package
        self.sheet = sheet
        self._values: dict[int, dict[int, Stored]] = {}
        with package.reading():
            data = package.archive.read(part)
            mask = markup.searchable(data)
            root = re.search(rb"<((?:[\w.-]+:)?)worksheet[\s/>]", mask)
            if root is None:
                raise Unreadable("a sheet of an unknown kind")
            self.prefix = root[1]  # what this part puts before the name of every element
            p = re.escape(self.prefix)
            self._row = re.compile(rb"<%brow(?=[\s/>])([^>]*?)(/?)>" % p)
            self._cell = re.compile(  # its attributes, its column where usual, its content
                rb'(?s)<%bc(?=[\s/>])((?: r="([A-Z]{1,3})[0-9]+")?+[^>]*?)(?:/>|>(.*?)</%bc\s*>)'
                % (p, p)
            )
            self._as_written = mask is data
            # The part up to its first row, from the end of its last one on, and each row by its
            # number, with all that stands before the next. [bytes]
            self.head, self.tail, self.rows = self._divide(data, mask)
            formula = b"<" + self.prefix + b"f"
            self._may_hold_formulas = mask.find(formula, len(self.head), -len(self.tail)) >= 0
            far = bool(self.rows) and max(self.rows) * address.LAST_COLUMN > MAX_EXTENT
            if far and self.extent and self.extent.bottom * self.extent.right > MAX_EXTENT:
                raise Unreadable(f"cells far outside any table on the sheet {sheet}")

    def _divide(self, data: bytes, mask: bytes) -> tuple[bytes, bytes, dict[int, bytes]]:
        opening = re.search(_SHEET_DATA, mask)
        if opening is None:
            raise Unreadable("a sheet without room for cells")
        start = end = opening.end()
        if not opening[1]:
            end = mask.find(b"</" + self.prefix + b"sheetData", start)
        found = list(self._row.finditer(mask, start, end))
        bounds = [*(match.start() for match in found), end]
        rows: dict[int, bytes] = {}
        number = 0
        for match, first, last in zip(found, bounds, bounds[1:], strict=False):
            said = _ROW_NUMBER.search(match[1])
            previous, number = number, int(said[1]) if said else number + 1
            if not previous < number <= address.LAST_ROW:
                raise Unreadable("rows out of order")
            rows[number] = data[first:last]
        return data[: bounds[0]], data[end:], rows

    def inside(self, row: bytes) -> tuple[bytes, int, int]:
        """A row fit to be searched, and where what lies between its tags begins and ends."""
        mask = row if self._as_written else markup.masked(row)
        opening = self._row.match(mask)
        start = opening.end() if opening else 0
        if opening is None or opening[2]:
            return mask, start, start
        return mask, start, mask.rfind(b"</" + self.prefix + b"row")

    @cached_property
    def extent(self) -> Area | None:
        """The area around all cells that hold something; None when none does."""
        filled = {number: values for number in self.rows if (values := self.row_values(number))}
        if not filled:
            return None
        left = min(min(values) for values in filled.values())
        right = max(max(values) for values in filled.values())
        return Area(min(filled), left, max(filled), right)

    def placed(self, mask: bytes, start: int, end: int) -> list[tuple[int, re.Match[bytes]]]:
        """All cells of a row with their column, counted where the file does not say it."""
        found: list[tuple[int, re.Match[bytes]]] = []
        column = 0
        for match in self._cell.finditer(mask, start, end):
            letters = match[2]
            if letters is None:
                place = re.search(_CELL_PLACE, match[1])
                letters = place[1] if place else None
            column = column_number(letters.decode()) if letters else column + 1
            found.append((column, match))
        return found

    def row_values(self, number: int) -> dict[int, Stored]:
        """Values of one row by column, empty cells left out; FileRefused where one is damaged."""
        values = self._values.get(number)
        if values is None:
            row = self.rows.get(number, b"")
            try:
                values = self._read_row(row) if b"</" in row else {}
            except (Unreadable, ValueError, KeyError) as error:
                with self.package.reading():
                    raise Unreadable(f"a damaged cell on the sheet {self.sheet}") from error
            self._values[number] = values
        return values

    def _read_row(self, row: bytes) -> dict[int, Stored]:
        plain = _PLAIN.findall(row) if self._as_written else []
        if len(plain) == row.count(b"</c>") and not self.prefix:
            return self._plain_values(plain)
        values: dict[int, Stored] = {}
        column = 0
        for cell in markup.parse(row).all("c"):
            place = re.match("[A-Za-z]{1,3}", cell.get("r"))
            column = column_number(place[0]) if place else column + 1
            value = self._value(cell)
            if value is not None:
                values[column] = value
        return values

    def _plain_values(self, cells: list[tuple[bytes, ...]]) -> dict[int, Stored]:
        values: dict[int, Stored] = {}
        dates, texts = self._date_styles, self.package.strings
        for letters, style, kind, text, inline in cells:
            value: Stored
            if not kind and text:
                number = float(text)
                if number - number != 0:
                    raise Unreadable("a number without end")
                value = Serial(number) if style in dates else number
            elif kind == b"s":
                value = texts[int(text)]
            elif kind == b"inlineStr":
                value = decode_controls(unescape(inline.decode()))
            else:
                value = self._decoded(unescape(text.decode()), int(style or 0), kind.decode())
            if value is not None:
                values[column_number(letters.decode())] = value
        return values

    @cached_property
    def _date_styles(self) -> frozenset[bytes]:
        return frozenset(str(number).encode() for number in self.package.styles.dates)

    def _value(self, cell: Node) -> Stored:
        kind, inline, value = cell.get("t", "n"), cell.first("is"), cell.first("v")
        if kind == "inlineStr":
            return markup.text_of(inline) if inline else None
        if value is None or not (value.text or kind == "str"):
            # a formula saved without its result is not a blank cell; one that gives "" is
            return NOT_WORKED_OUT if cell.first("f") else None
        return self._decoded(value.text, int(cell.get("s", "0")), kind)

    def _decoded(self, text: str, style: int, kind: str) -> Stored:
        if kind == "s":
            return self.package.strings[int(text)]
        if kind == "str":
            return decode_controls(text)
        if not text.strip():
            return None
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return CellError(text.strip())
        if kind == "d":
            try:
                moment = dt.datetime.fromisoformat(text.strip())
            except ValueError:
                return text
            return Serial(as_serial(moment, counts_from_1904=self.package.counts_from_1904))
        number = float(text)
        if number - number != 0:
            raise Unreadable("a number without end")
        return Serial(number) if style in self.package.styles.dates else number

    @cached_property
    def formulas(self) -> dict[Place, tuple[dict[str, str], str | None]]:
        """Cells with a formula: its attributes, and its text as it is escaped.

        The text is empty where another cell shares its formula, None where it is oddly written.
        """
        found: dict[Place, tuple[dict[str, str], str | None]] = {}
        rows = self.rows.items() if self._may_hold_formulas else ()
        for number, row in ((n, row) for n, row in rows if b"<" + self.prefix + b"f" in row):
            mask, start, end = self.inside(row)
            for column, match in self.placed(mask, start, end):
                formula = _FORMULA.search(mask, *match.span(3)) if match[3] else None
                if formula is not None:
                    text = row[slice(*formula.span(2))] if formula.start(2) >= 0 else b""
                    plain = b"<!" not in text and b"<?" not in text
                    said = attributes(formula[1])
                    found[number, column] = said, text.decode() if plain else None
        return found

    @cached_property
    def merged(self) -> list[Area]:
        """Areas of merged cells."""
        mask = self.tail if self._as_written else markup.masked(self.tail)
        found = (attributes(m[1]).get("ref", "") for m in re.finditer(_MERGED, mask))
        return [area for ref in found if (area := parse_area(ref)) is not None]

    @cached_property
    def formula_areas(self) -> list[tuple[str, Area]]:
        """What must not be overwritten in part: the kind (array, dataTable, shared) and where."""
        found = []
        for place, (said, _) in self.formulas.items():
            kind, area = said.get("t", "array"), parse_area(said.get("ref", ""))
            if area is not None:
                found.append((kind, Area(*place, *place) if kind == "shared" else area))
        return found

    @cached_property
    def _column_styles(self) -> list[tuple[int, int, str]]:
        """Columns with a style: the first, the last, the style."""
        found = []
        for match in re.finditer(_COLUMN, markup.masked(self.head)):
            said = attributes(match[1])
            if said.get("style", "0") != "0":
                with self.package.reading():
                    first, last = whole(said.get("min", "0")), whole(said.get("max", "0"))
                found.append((first, last, said["style"]))
        return found

    def style_of_new(self, row_tag: bytes, column: int) -> str:
        """The style of a cell that the file does not hold yet; "" for the workbook's normal one.

        A row's own format goes before the column's, as in Excel; ``row_tag`` is "" for a new row.
        """
        if b"customFormat" in row_tag:
            said = attributes(row_tag)
            if said.get("customFormat") in ("1", "true") and said.get("s"):
                return said["s"]
        return next((s for first, last, s in self._column_styles if first <= column <= last), "")

    def _style(self, row: int, column: int) -> int:
        found = self.rows.get(row, b"")
        mask, start, end = self.inside(found)
        known = next((m for place, m in self.placed(mask, start, end) if place == column), None)
        style = attributes(known[1]).get("s") if known else self.style_of_new(found[:start], column)
        with self.package.reading():
            return whole(style or "0")

    def shows_date(self, row: int, column: int) -> bool:
        """Whether a number in this cell is shown as a date or a time."""
        return self._style(row, column) in self.package.styles.dates

    def number_format(self, row: int, column: int) -> str:
        """The number format of a cell."""
        codes, style = self.package.styles.codes, self._style(row, column)
        return codes[style] if style < len(codes) else "General"
