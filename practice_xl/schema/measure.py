"""What a measure is: one declaration of a number of the practice, from which all else derives.

The column of Weekly, the row among the rates, the row of the scorecard's grid, the goal in Plan,
the pair, the choice in Actions, where to start when it is off track, and whether it leaves in the
coach copy. The measures themselves stand in :mod:`~practice_xl.schema.measures_of_sessions` and
:mod:`~practice_xl.schema.measures_of_practice`.
"""

from __future__ import annotations

from typing import NamedTuple

from practice_xl.schema.parts import Column, Kind, Setting, Share

MOST_COUNT = 200
MOST_HOURS = 100
MOST_MONEY = 10_000_000


class Typed(NamedTuple):
    """How a measure is typed in Weekly.

    Attributes:
        low, high: Smallest and largest accepted value, both allowed.
        header: What the column says, where it is not the measure's label.
        help: What is said of the column, where it is not the measure's help.
        each: True when each clinician has a number; else a week's figure is of the practice.
        optional: True when nobody has to fill it in.
    """

    low: float = 0
    high: float = MOST_COUNT
    header: str = ""
    help: str = ""
    each: bool = False
    optional: bool = False


class Start(NamedTuple):
    """Where to start when a measure is off track: the words of a row for Actions.

    Attributes:
        task, result: What to do, and what will be different.
        owner: ``"Me"`` or ``"Delegated"``.
        lever: Key of the lever it works on; empty for none.
    """

    task: str
    result: str
    owner: str = "Me"
    lever: str = ""


class Measure(NamedTuple):
    """A number of the practice.

    Attributes:
        key: Name in code and in ``report --json``.
        label: What the sheets say.
        unit: Unit in words.
        kind: How it is shown.
        help: What it means, in a sentence for the owner.
        share: When it leaves in the coach copy.
        typed: How it is typed in Weekly; None when it is worked out.
        rates: The sheet that lists it over the windows of weeks, or ``"months"`` for the list of
            closed months on Income; empty for neither.
        good: ``"up"`` or ``"down"``, the direction that is good: it is a row of the scorecard's
            grid and a choice of the column Measurable in Actions. Empty for neither.
        goal: Its goal or limit in Plan, or the key of another's; ``"sessions_line"`` and
            ``"income_line"`` for the plan's lines; None for no goal.
        pair: The pair it belongs to; empty for none.
        start: Where to start when it is off track.
        rests_on: Keys of the columns of Weekly and Monthly it is worked out from: where it may not
            leave in the coach copy, they do not either.
    """

    key: str
    label: str
    unit: str
    kind: Kind
    help: str
    share: Share = Share.NEVER
    typed: Typed | None = None
    rates: str = ""
    good: str = ""
    goal: Setting | str | None = None
    pair: str = ""
    start: Start | None = None
    rests_on: tuple[str, ...] = ()

    @property
    def goal_key(self) -> str:
        """Key of its goal; empty for none."""
        return self.goal.key if isinstance(self.goal, Setting) else self.goal or ""

    @property
    def column(self) -> Column:
        """Its column of Weekly. Raises ValueError for a measure that is not typed."""
        if self.typed is None:
            raise ValueError(f"{self.key} is not typed")
        typed = self.typed
        return Column(
            self.key,
            typed.header or self.label,
            self.unit,
            self.kind,
            typed.help or self.help,
            typed.low,
            typed.high,
            practice_level=not typed.each,
            optional=typed.optional,
            share=self.share,
        )


def goal(
    key: str,
    label: str,
    unit: str,
    text: str = "Blank = no goal.",
    kind: Kind = Kind.NUMBER,
    high: float = MOST_COUNT,
) -> Setting:
    """A goal or limit, which is a row of Plan; blank means that there is none."""
    high = {Kind.SHARE: 1, Kind.MONEY: MOST_MONEY}.get(kind, high)
    return Setting(key, label, unit, kind, text, 0, high, share=Share.NUMBER)
