"""The shapes of the schema: what a column, a table, a setting, a block and a sheet are."""

from __future__ import annotations

from enum import Enum
from functools import partial
from itertools import pairwise
from math import ceil, inf
from typing import NamedTuple

from practice_xl.schema.type_width import column_width
from practice_xl.xlsx import address

PAPER_ACROSS, PAPER_UPRIGHT = 734.0, 537.0  # between the margins, of Letter and A4 [points]
NOT_SET = 9.14  # width of a column that nobody set [characters]
WIDER_IN_PRINT = 1.07  # than on a screen: a printer's digits are not rounded to whole pixels
_LEAST_IN_PRINT = 8.0  # [points]
MOST_COUNT, MOST_HOURS, MOST_MONEY = 200, 100, 10_000_000  # accepted, where a column says no other
OF_ALL = "share, 0 to 100 %"  # unit of a part of a whole
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple(
    "January February March April May June July August September October November December".split()
)


class Kind(Enum):
    """What a cell holds; decides how it is read, validated and shown."""

    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    COUNT = "count"  # whole, never negative
    NUMBER = "number"
    HOURS = "hours"
    MONEY = "money"
    MONEY_RATE = "money rate"  # money for one session: shown with cents
    SHARE = "share"  # a fraction, shown as a percentage
    RATING = "rating"  # 1 to 5
    TICK = "tick"
    HOLIDAY = "holiday or date"  # a holiday by its name, found anew each year, or one date
    DAYS = "days of the year"  # "15 April, 15 June"


class Share(Enum):
    """When a block, a column or a setting may leave in the coach copy. The default is NEVER."""

    NEVER = "never"
    NUMBER = "as it is"  # a figure of the practice as a whole, a date, a choice from a list
    TICKED = "if the owner ticks it"  # typed text, and figures of parts of the practice
    ALIAS = "under another name"  # "Clinician 1", "Full 1", "Me / Delegated"


class Role(Enum):
    """Who writes a block."""

    TYPED = "you type"
    WRITTEN = "the program writes"
    FIXED = "fixed"


class Column(NamedTuple):
    """A number, a date or a word: a column of a table or a block, or a row with one cell for it."""

    key: str  # Name in code and in ``report --json``
    label: str  # What its header says, or the cell to its left
    unit: str = ""  # Unit in words, shown beside or under the label; empty for none
    help: str = ""  # What it means, in a sentence for the owner
    share: Share = Share.NEVER  # When it may leave in the coach copy
    kind: Kind = Kind.TEXT  # How a cell is read and shown
    low: float = -inf  # Smallest accepted value
    high: float = inf  # Largest accepted value
    # Labels of a drop-down, the default first; without any, a list that the owner types has them
    choices: tuple[str, ...] = ()
    default: float | None = None  # What counts while it is blank, where that is not worked out
    width: float = 0  # Width of the column [characters]; 0 for one worked out from what it holds
    # True when each clinician has a number in a week; else it is of the practice, so their rows are
    # added up and one row that has it is enough.
    each: bool = False
    optional: bool = False  # True when nobody has to fill it in

    @property
    def plan_name(self) -> str:
        """The workbook's defined name of its cell, where it is a value of the Plan."""
        return f"plan_{self.key}"


NEVER, AS_IS, TICKED, ALIAS = Share
text = Column
date = partial(Column, kind=Kind.DATE)
choice = partial(Column, kind=Kind.CHOICE)
tick = partial(Column, kind=Kind.TICK)
count = partial(Column, kind=Kind.COUNT, low=0, high=MOST_COUNT)
number = partial(Column, kind=Kind.NUMBER, low=0, high=MOST_COUNT)
hours = partial(Column, kind=Kind.HOURS, low=0, high=MOST_HOURS)
money = partial(Column, kind=Kind.MONEY, low=0, high=MOST_MONEY)
money_rate = partial(Column, kind=Kind.MONEY_RATE)
part = partial(Column, kind=Kind.SHARE, low=0, high=1)  # of a whole
rating = partial(Column, kind=Kind.RATING, low=1, high=5)


def shown(key: str = "", label: str = "", kind: Kind = Kind.TEXT, width: float = 0) -> Column:
    """A column that the program fills in; it leaves in the coach copy where its block does."""
    return Column(key, label, share=AS_IS, kind=kind, width=width)


class Place(NamedTuple):
    """Where something begins on its sheet: a row and a column, counted from 1."""

    row: int
    column: int


PLACES: dict[str, Place] = {}  # by name; filled by the stacks of practice_xl.schema.sheets


class Table(NamedTuple):
    """A table the owner types in."""

    name: str
    sheet: str  # The sheet it stands on
    columns: tuple[Column, ...]  # Its columns, left to right
    rows: int  # Rows laid out when a workbook is made
    help: str = ""  # What it is for
    # True when its first column is filled in in advance, or means nothing alone: a row that holds
    # nothing else is no row.
    prefilled: bool = False
    title: str = ""  # What stands above it; empty for nothing
    # Keys of columns where a group begins, what stands above it, and in a sentence or two how its
    # cells are meant; a group runs to the next one.
    groups: tuple[tuple[str, str, str], ...] = ()
    since: int = 1  # The version of the workbook that first had it; an older one goes on without

    @property
    def place(self) -> Place:
        """Where its first header stands in a new workbook."""
        return PLACES[self.name]

    def column(self, key: str) -> Column:
        """The column of that key. Raises KeyError for a key the table does not have."""
        return {column.key: column for column in self.columns}[key]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the columns, in their order."""
        return tuple(column.key for column in self.columns)


class Block(NamedTuple):
    """A rectangle that Python writes, found by its defined name ``out_<name>``."""

    name: str  # Name in code; the defined name is ``out_<name>``
    sheet: str  # The sheet it stands on
    columns: tuple[Column, ...]  # Keys, headers and kinds of its columns, left to right
    rows: int  # Number of rows
    title: str = ""  # What stands above it; empty for nothing
    headers: bool = True  # True when the columns' headers stand in the row above it
    labels: tuple[str, ...] = ()  # What stands to the left of each row; empty for nothing
    kinds: tuple[Kind, ...] = ()  # Of its rows, where a row decides how its numbers are shown
    share: Share = Share.NEVER  # When it may leave in the coach copy
    since: int = 1  # The version of the workbook that first had it; an older one goes on without

    @property
    def defined_name(self) -> str:
        """The workbook's defined name of the whole block."""
        return f"out_{self.name}"

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.columns)

    @property
    def cell(self) -> str:
        """Its first cell in a new workbook, for example ``"B6"``."""
        return cell_name(*PLACES[self.name])

    @property
    def first_row(self) -> int:
        """Row of its first cell, 1 for the first row of the sheet."""
        return PLACES[self.name].row

    @property
    def first_column(self) -> int:
        """Column of its first cell, 1 for column A."""
        return PLACES[self.name].column

    def kind_at(self, row: int, column: int) -> Kind:
        """How the cell at (row, column) of the block, counted from 0, is shown."""
        kind = self.columns[column].kind
        return self.kinds[row] if self.kinds and kind is Kind.NUMBER else kind


class Sheet(NamedTuple):
    """A sheet: its name, what it is for in one sentence, its column widths, how it prints."""

    name: str  # Name on the tab
    purpose: str  # What it is for, shown under the title
    widths: tuple[float, ...]  # Widths of columns A, B, C, ... [characters]
    printed: str = ""  # The area that prints; empty for the whole sheet, one page wide
    landscape: bool = True  # True when it prints across
    role: Role = Role.WRITTEN  # Who fills it in, mainly
    printed_across: int = 0  # Columns that print where all rows do; 0 for all
    # Rows after which a new page begins; where there are any, it prints at ``scale``.
    breaks: tuple[int, ...] = ()
    breaks_across: tuple[int, ...] = ()  # Columns after which a new page begins to the right
    since: int = 1  # The version of the workbook that first had it; an older one goes on without

    @property
    def scale(self) -> int:
        """Size in print at which the widest of its pages just fits the paper. [%]"""
        first, last = 1, self.printed_across or len(self.widths)
        if self.printed:
            first, last = (cell_position(cell)[1] for cell in self.printed.split(":"))
        edges = (first - 1, *self.breaks_across, last)
        widths = (*self.widths, *[NOT_SET] * last)
        widest = max(column_width(*widths[left:right]) for left, right in pairwise(edges))
        paper = PAPER_ACROSS if self.landscape else PAPER_UPRIGHT
        return min(100, int(100 * paper / (widest * WIDER_IN_PRINT)))

    def type_printed_at(self, points: float) -> float:
        """Size of type on the sheet that prints at so many points. [points]"""
        return ceil(points * 1000 / self.scale) / 10

    @property
    def least_type(self) -> float:
        """Smallest size of type on the sheet that can still be read in print. [points]"""
        return self.type_printed_at(_LEAST_IN_PRINT)


cell_name = address.cell_name  # of a row and a column


def cell_position(cell: str) -> tuple[int, int]:
    """Row and column of an address, both counted from 1.

    >>> cell_position("B6"), cell_position("AA10")
    ((6, 2), (10, 27))
    """
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), address.column_number(letters)
