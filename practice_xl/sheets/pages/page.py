"""What every page needs: a block's rows, text wrapped to lines, the status line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from practice_xl.domain.costs import BEFORE_TAX
from practice_xl.domain.income import BY_FEES, FROM_FEES
from practice_xl.domain.plan import Action, Commitment
from practice_xl.domain.projection.words import share
from practice_xl.domain.report import Report
from practice_xl.domain.scorecard import Scorecard
from practice_xl.domain.scorecard.decisions import Decision, WorthMost
from practice_xl.domain.windows import Figure
from practice_xl.domain.wording import day, money, percent, plural
from practice_xl.problems import Problem
from practice_xl.schema.measures import MEASURE_BY_KEY
from practice_xl.schema.parts import Block, Kind

Rows = list[list[object]]
FULL_NOW = "full now"  # a status of the projection
CEILING_WORDS = "at your slots, as many kept as now, at today's money per session"
NOTHING_NEW = "Nothing new asks for a decision: keep to what you decided."
NOT_YET = "–"  # where a number cannot be said
HEADLINE_WIDTH = 125  # characters a line of a headline holds
NEXT_WIDTH = 88  # characters beside "Next for you"


class Facts(NamedTuple):
    """What the pages are made from."""

    report: Report  # Everything worked out
    problems: tuple[Problem, ...]  # Everything that needs a look
    first_five_missing: tuple[str, ...] = ()  # Labels of Plan's first five that are still empty
    # The place of each row of LeverInputs that is known, and its (lever key, number key).
    lever_rows: tuple[tuple[int, str, str], ...] = ()
    commitments: tuple[Commitment, ...] = ()  # What was promised to the coach and is still open
    # For tables with a block beside them, the place of each row read, 0 for the first.
    beside: Mapping[str, tuple[int, ...]] = {}
    # Slots filled in from Plan: the place of each such row of Weekly, and how many.
    slots: tuple[tuple[int, float], ...] = ()

    @property
    def streak(self) -> str:
        """For how many weeks none was left out; a week off never breaks it. Empty for one."""
        weeks = self.report.practice.weeks
        missing = np.flatnonzero(~(weeks.open | weeks.off))
        count = len(weeks) - (int(missing[-1]) + 1 if len(missing) else 0)
        return f"{count} Fridays in a row." if count > 1 else ""

    @property
    def checks(self) -> str:
        """How many checks need a look, in words; shown on every sheet."""
        if not self.problems:
            return "Nothing needs a look."
        needs = "needs" if len(self.problems) == 1 else "need"
        return f"{plural(len(self.problems), 'check')} {needs} a look: see the sheet Checks."

    def sheet(self, name: str) -> str:
        """How a sentence speaks of a sheet; a coach copy does not have all of them."""
        return name

    @property
    def weeks_read(self) -> str:
        """Which weeks the numbers come from, in words."""
        weeks = self.report.practice.weeks
        if weeks.as_of is None:
            return "No week is typed yet"
        open_weeks = plural(int(weeks.open.sum()), "open week")
        if len(weeks) == 1:
            return f"{open_weeks}, the week of {day(weeks.as_of)}"
        return f"{open_weeks}, from {day(weeks.starts[0])} to the week of {day(weeks.as_of)}"

    @property
    def headline(self) -> list[str]:
        """What the numbers say, in a few sentences, for the command line."""
        report, levers = self.report, self.report.levers
        said = (levers.headline, levers.which, levers.parts, report.with_levers_words)
        lines = [line for line in said if line]
        full = report.rates[4]["fill"].value
        if full is not None:
            lines.append(f"{percent(full)} full. {report.projection.full.words}")
        lines.append(report.projection.likely.words)
        manager, leader = report.scorecard.scores.manager, report.scorecard.scores.leader
        if manager.score is not None and leader.score is not None:
            lines.append(f"Manager {manager.score}, leader {leader.score} (0 to 100).")
        return [*report.first_weeks, *lines]

    @property
    def next_for_you(self) -> str:
        """The one thing to do next, in a line: Plan, the first weeks, or the next right step."""
        if self.first_five_missing:
            missing = ", ".join(self.first_five_missing)
            return f"Still empty in {self.sheet('Plan')}: {missing}."
        if self.report.first_weeks:
            return self.report.first_weeks[-1]
        step = first_step(self.report.scorecard)
        if isinstance(step, WorthMost):
            task = in_words(step.action)
        elif step is not None:
            task = step.task
        else:
            return "Read the Friday page, on Start, then share with your coach."
        return wrap(f"{task}.", NEXT_WIDTH, 1)[0]

    @property
    def status(self) -> str:
        """The last line of what Python writes on a sheet: what to do next, what was found."""
        return f"Next for you: {self.next_for_you} {self.checks}"


def first_step(card: Scorecard) -> WorthMost | Decision | None:
    """The next right step: the action worth most, else the first decision; almost full, the lever.

    One place for Start, every status line and the card.
    """
    first = card.decisions[0] if card.decisions else None
    if not card.almost_full or card.lever is None:
        return card.worth_most or first
    if first is not None and first.key == "net_clients":
        return first
    because = f"“{card.lever.label}” is the lever for a practice as full as yours"
    if card.lever.action is not None:
        return WorthMost(card.lever.action, because)
    if card.lever.decided:
        return WorthMost(Action(task=card.lever.decided), f"You decided it: {because}")
    return first or card.worth_most


def in_words(action: Action) -> str:
    """An action by its task; without one, by what it is about.

    >>> in_words(Action(task="send the bills. ")), in_words(Action(measurable="bills_unsent"))
    ('send the bills', 'an action on Billing')
    """
    task = (action.task or "").strip().rstrip(".")
    measure = MEASURE_BY_KEY.get(action.measurable or "")
    about = (measure.pair or measure.label) if measure else "what was added first"
    return task or f"an action on {about}"


def known(value: object) -> object:
    """A value, or a dash where it cannot be said."""
    return NOT_YET if value is None else value


def chance_cell(chance: float | None) -> float | str:
    """A chance as its cell holds it: in words where it is nearly certain, or nearly impossible.

    >>> chance_cell(0.39), chance_cell(1.0), chance_cell(None)
    (0.39, 'more than 98 %', '–')
    """
    if chance is None:
        return NOT_YET
    return chance if share(chance) == percent(chance) else share(chance)


def as_text(value: Any, kind: Kind, currency: str = "") -> str:
    """A value as its cell shows it.

    >>> as_text(8870.6, Kind.MONEY, "$"), as_text(0.93, Kind.SHARE, "$"), as_text("now", Kind.DATE)
    ('$8,871', '93 %', 'now')
    """
    if value is None:
        return NOT_YET
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        return value
    if kind is Kind.MONEY:
        return money(value, currency)
    return percent(value) if kind is Kind.SHARE else f"{value:g}"


def filled(block: Block, rows: Sequence[Sequence[Any]] = ()) -> Rows:
    """Rows padded with blanks, or cut, to the size of the block."""
    result: Rows = [[None] * block.width for _ in range(block.rows)]
    for target, row in zip(result, rows, strict=False):
        target[: len(row)] = list(row)[: block.width]
    return result


def beside(block: Block, places: Iterable[int], cells: Iterable[Sequence[object]]) -> Rows:
    """A block with cells at the place of each row in the table beside it."""
    rows = filled(block)
    for place, values in zip(places, cells, strict=False):
        if 0 <= place < len(rows):
            rows[place][: len(values)] = values
    return rows


def wrap(text: str, width: int, most: int) -> list[str]:
    """Text as lines of at most ``width`` characters; never more than ``most`` lines.

    >>> wrap("as many words as fit", 10, 2)
    ['as many', 'words as …']
    """
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …") if text else []


def lines_of(text: str, count: int) -> list[str]:
    """Text as exactly so many lines of a headline, the last ones blank."""
    lines = wrap(text, HEADLINE_WIDTH, count)
    return lines + [""] * (count - len(lines))


def figures(rates: Sequence[Figure]) -> list[object]:
    """Value and number of weeks for each figure, side by side; a dash where there is no value.

    Beside a value that rests on the fees, or is before tax, that stands with its weeks.

    >>> figures([Figure(0.88, 4), Figure(None, 0, "needs 13 weeks"), Figure(900.0, 3, BEFORE_TAX)])
    [0.88, 4, '–', 0, 900.0, '3, before tax']
    """
    cells: list[object] = []
    for figure in rates:
        said = {FROM_FEES: BY_FEES, BEFORE_TAX: f"{figure.n}, {BEFORE_TAX}"}
        rests_on = figure.n if figure.value is None else said.get(figure.why, figure.n)
        cells += [known(figure.value), rests_on]
    return cells
