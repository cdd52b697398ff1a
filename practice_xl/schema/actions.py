"""The sheet Actions: what was decided, the results of the quarter, and what is written beside both.

A task moves a measurable; a leader names three results for a quarter, and by when.
"""

from __future__ import annotations

from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measure import MOST_MONEY
from practice_xl.schema.measures import MEASURABLES
from practice_xl.schema.parts import Block, Column, Kind, Share, Table
from practice_xl.schema.plan_tables import date_column

CLOSER_ROWS, QUARTER_ROWS = 200, 48  # rows of results of quarters: four years of three each
_LABELS = tuple(measure.label for measure in MEASURABLES)

ACTIONS = Table(
    "Actions",
    "Actions",
    (
        date_column("added", "Added", "date", "The day you wrote it down."),
        Column(
            "measurable",
            "Measurable",
            "",
            Kind.CHOICE,
            "The number it should move.",
            choices=_LABELS,
            share=Share.NUMBER,
            width=15,
        ),
        Column(
            "lever",
            "Lever",
            "",
            Kind.CHOICE,
            "The lever it works on; may stay blank.",
            choices=tuple(lever.label for lever in LEVERS),
            share=Share.NUMBER,
            width=15,
        ),
        Column(
            "task",
            "Task",
            "text",
            help="What to do. About the practice, never about a client.",
            share=Share.TICKED,
            width=25,
        ),
        Column(
            "result",
            "Result it should create",
            "text",
            help="What will be different when it is done.",
            share=Share.TICKED,
            width=25,
        ),
        Column(
            "owner",
            "Owner",
            "",
            Kind.CHOICE,
            "Who does it.",
            choices=("Me", "Delegated"),
            share=Share.ALIAS,
            width=12.5,
        ),
        date_column("due", "Due", "date", "By when."),
        Column(
            "status",
            "Status",
            "",
            Kind.CHOICE,
            "Open until it is done or dropped.",
            choices=("open", "done", "dropped"),
            share=Share.NUMBER,
            width=10.5,
        ),
        date_column("closed", "Closed", "date", "The day it was done or dropped."),
        Column(
            "share",
            "Share",
            "x = yes",
            Kind.TICK,
            "Tick with x to let task and result into the coach copy.",
            width=9,
        ),
    ),
    rows=50,
    help="What you decided to do, and the result each should create.",
    prefilled=True,
)

QUARTER = Table(
    "Quarter",
    "Actions",
    (
        date_column(
            "quarter",
            "Quarter",
            "first day",
            "The first day of its quarter. Blank = the one now running.",
        ),
        Column(
            "measurable",
            "Measurable",
            "",
            Kind.CHOICE,
            "The number that should have moved when the quarter is over.",
            choices=_LABELS,
            share=Share.NUMBER,
            width=24,
        ),
        Column(
            "from",
            "From",
            "its own unit",
            Kind.NUMBER,
            "Where it stands at the beginning. Blank = the mean of the 4 open weeks before.",
            -MOST_MONEY,
            MOST_MONEY,
            share=Share.NUMBER,
            width=12.5,
        ),
        Column(
            "to",
            "To",
            "its own unit",
            Kind.NUMBER,
            "Where it should stand, for example 5% or 22.",
            -MOST_MONEY,
            MOST_MONEY,
            share=Share.NUMBER,
            width=12.5,
        ),
        date_column("by", "By", "date", "By when. Blank = the last day of the quarter."),
        Column(
            "when_then",
            "When ... then I will ...",
            "text",
            help="What you will do when the moment comes. About the practice, never a client.",
            share=Share.TICKED,
            width=36,
        ),
        Column(
            "obstacle",
            "Obstacle",
            "text",
            help="What is most likely to stand in the way.",
            share=Share.TICKED,
            width=30,
        ),
        Column(
            "sure",
            "How sure",
            "1 to 10",
            Kind.RATING,
            "How sure you are that it will be there by then, from 1 to 10.",
            1,
            10,
            share=Share.NUMBER,
            width=9,
        ),
        Column(
            "share",
            "Share",
            "x = yes",
            Kind.TICK,
            "Tick with x to let your words of this row into the coach copy.",
        ),
    ),
    rows=QUARTER_ROWS,
    title="The quarter: three results",
    help="At most three results for a quarter. Only Measurable and To must be typed.",
    since=3,
)

CLOSER = Block(  # the sheet's status, the header, then a word for each row of the table beside it
    "closer",
    "Actions",
    (Column("closer", "Closer?", share=Share.NUMBER, width=23),),
    3 + CLOSER_ROWS,
    headers=False,
    share=Share.NUMBER,
)
CLOSER_HEADER = "Closer? (the program says)"
QUARTER_RESULTS = Block(
    "quarter",
    "Actions",
    (
        Column("from", "From", share=Share.NUMBER, width=11),
        Column("now", "Now", share=Share.NUMBER, width=11),
        Column("done", "Of the way", kind=Kind.SHARE, share=Share.NUMBER, width=10),
        Column("line", "The line", kind=Kind.SHARE, share=Share.NUMBER, width=10),
        Column("chance", "Chance", kind=Kind.SHARE, share=Share.NUMBER, width=10),
        Column("words", "Where it stands", share=Share.NUMBER, width=62),
    ),
    QUARTER_ROWS,
    share=Share.NUMBER,
    since=3,
)
