"""How cells look: colours, type, number formats. One accent; every role has a fill and a word.

Every format carries its fill and its font's colour, white cells too: a program that draws
automatic colours dark leaves such a pair as it is, so no text vanishes in its background.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from practice_xl.schema.parts import Kind, Role

CREATED = datetime(2026, 1, 1)  # as every workbook says: made twice it is the same
FONT, SIZE = "Arial", 10  # on every machine, or drawn with the same widths by its stand-in
LINE_HEIGHT = 1.2  # of a line, as a part of the size of its type
INK, GREY, FAINT = "#1F2A30", "#5C6B73", "#CBD5D8"
ACCENT, ACCENT_SOFT = "#0B5560", "#CFE3E4"
MIDDLE = "#5E9BA1"  # the accent in a chart's second line or bar
PAPER = "#FFFFFF"
TYPED, TYPED_BAND = "#FFFCEB", "#FFF7D6"
WRITTEN, WRITTEN_BAND = "#F0F5F5", "#E7EFEF"
AMBER = "#9A5B00"  # for a loss and for "off track": told apart from the accent without red

Look = dict[str, Any]  # of a cell, a line or an axis, in the words of XlsxWriter
_PLAIN: Look = {"font_name": FONT, "font_size": SIZE, "font_color": INK}  # of every cell
_PLAIN |= {"bg_color": PAPER, "valign": "vcenter"}
STRONG: Look = {"bold": True, "font_color": ACCENT}
HEADING: Look = STRONG | {"font_size": 11}  # of a part
STATUS: Look = {"font_size": 9, "font_color": ACCENT}  # of the line that says what to do next
QUIET: Look = {"font_size": 8, "font_color": GREY}  # units, help, what a number rests on
EDGE: Look = {"bottom": 1, "bottom_color": FAINT}  # of a row of a report
_COLUMN: Look = {"bold": True, "font_size": 9, "text_wrap": True}
HEADER: Look = _COLUMN | {"font_color": ACCENT, "valign": "bottom"}  # of a column of figures
HEADER |= {"bottom": 2, "bottom_color": ACCENT}
TABLE_HEADER: Look = _COLUMN | {"font_color": PAPER, "bg_color": ACCENT}  # of one typed in
TABLE_HEADER |= {"border": 1, "border_color": ACCENT_SOFT}

ROLE_FILL = {Role.TYPED: TYPED_BAND, Role.WRITTEN: WRITTEN_BAND, Role.FIXED: PAPER}
ROLE_TAB = {Role.TYPED: "#F2D66B", Role.WRITTEN: ACCENT, Role.FIXED: "#9AA8AD"}
ROLE_WORDS = {
    Role.TYPED: "Yellow: you type",
    Role.WRITTEN: "Grey-green: the program writes",
    Role.FIXED: "White: nothing to type",
}

MONTH_FORMAT = "mmm yyyy"
_TYPED_FORMATS = {
    Kind.DATE: "d mmm yyyy",
    Kind.COUNT: "#,##0",
    Kind.MONEY: "#,##0;-#,##0",
    Kind.MONEY_RATE: "#,##0.00;-#,##0.00",
    Kind.SHARE: "0 %",
    Kind.RATING: "0",
}
_WRITTEN_FORMATS = {Kind.NUMBER: "#,##0.0;-#,##0.0", Kind.HOURS: "0.0"}
NUMERIC = frozenset(Kind) - {Kind.TEXT, Kind.CHOICE, Kind.TICK, Kind.HOLIDAY, Kind.DAYS}


def number_format(kind: Kind, *, written: bool = False) -> str:
    """The number format of a kind; the currency's sign is added by the Plan, see `currency_format`.

    >>> number_format(Kind.SHARE), number_format(Kind.NUMBER, written=True)
    ('0 %', '#,##0.0;-#,##0.0')
    """
    if written and kind in _WRITTEN_FORMATS:
        return _WRITTEN_FORMATS[kind]
    return _TYPED_FORMATS.get(kind, "General")


def currency_format(symbol: str, kind: Kind) -> str:
    """The format of money in a currency; a sign of letters is set apart by a space.

    >>> currency_format("£", Kind.MONEY), currency_format("CHF", Kind.MONEY_RATE)
    ('"£"#,##0;-"£"#,##0', '"CHF "#,##0.00;-"CHF "#,##0.00')
    """
    sign = f'"{symbol} "' if symbol.isalpha() else f'"{symbol}"'
    amount = "#,##0.00" if kind is Kind.MONEY_RATE else "#,##0"
    return f"{sign}{amount};-{sign}{amount}"


def digits_shown(number_format: str) -> int:
    """Digits behind the point that a number format shows; of a share, two more than in per cent.

    >>> digits_shown('"$"#,##0'), digits_shown("0 %"), digits_shown("#,##0.0;-#,##0.0")
    (0, 2, 1)
    """
    shown = number_format.split(";", maxsplit=1)[0]
    decimals = len(shown.partition(".")[2].rstrip(' %"')) if "0.0" in shown else 0
    if not shown or shown == "General":
        return 2
    return decimals + 2 * ("%" in shown)


class Looks:
    """The cell formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook  # the XlsxWriter workbook they belong to
        self._made: dict[frozenset[tuple[str, object]], object] = {}

    def get(self, **properties: object) -> object:
        """A format with these XlsxWriter properties, on top of font, size, colour and fill."""
        key = frozenset(properties.items())
        if key not in self._made:
            wanted = _PLAIN | properties
            if "indent" in wanted:
                wanted.setdefault("align", "left")
            self._made[key] = self.workbook.add_format(wanted)
        return self._made[key]


def new_workbook(title: str) -> tuple[Looks, BytesIO]:
    """An empty workbook, and where its bytes are once it is closed.

    It is whole in memory before the disk is touched: a full one leaves no part of it.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    font = {"font_name": FONT, "font_size": SIZE}
    workbook = xlsxwriter.Workbook(content, options | {"default_format_properties": font})
    workbook.set_properties({"title": title, "created": CREATED})
    workbook.set_size(2400, 1500)
    return Looks(workbook), content
