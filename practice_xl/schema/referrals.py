"""The sheet Referrals: who sends clients, who came from whom each week, and what that is worth."""

from __future__ import annotations

from practice_xl.schema.measure import MOST_COUNT
from practice_xl.schema.parts import Block, Column, Kind, Share, Table
from practice_xl.schema.plan_tables import date_column

SOURCE_ROWS = 30
WORD_OF_MOUTH = "Word of mouth"
NEVER_A_NAME = (
    f"A client who recommends you is entered as {WORD_OF_MOUTH}, never by name. "
    "Never pay for a referral."
)


def _people(key: str, header: str, unit: str, text: str) -> Column:
    return Column(key, header, unit, Kind.COUNT, text, 0, MOST_COUNT, share=Share.TICKED, width=12)


SOURCES = Table(
    "Sources",
    "Referrals",
    (
        Column(
            "source",
            "Source",
            "name",
            help=f"Who sends you clients, or should. {NEVER_A_NAME}",
            share=Share.ALIAS,
            width=27,
        ),
        Column(
            "kind",
            "Kind",
            "",
            Kind.CHOICE,
            "What it is; may stay blank.",
            choices=(
                "Colleague",
                "Doctor or clinic",
                "School or college",
                "Employer",
                "Insurer",
                "Directory",
                "Own website",
                WORD_OF_MOUTH,
                "Other",
            ),
            share=Share.NUMBER,
            width=19,
        ),
        Column(
            "wanted",
            "Wanted",
            "x = yes",
            Kind.TICK,
            "Tick with x the sources from which you want more clients.",
            share=Share.NUMBER,
        ),
        Column(
            "next_step",
            "Next step",
            "text",
            help="What you will do next. About the source, never about a client.",
            width=13,
        ),
        Column("note", "Note", "text", help="For yourself. Never in the coach copy.", width=14),
    ),
    rows=SOURCE_ROWS,
    title="Who sends clients",
    help=f"Your referral sources, one row each. {NEVER_A_NAME}",
    since=3,
)

ARRIVALS = Table(
    "Arrivals",
    "Referrals",
    (
        date_column("week", "Week", "a day of it", "A day of the week they came in.")._replace(
            width=14
        ),
        Column(
            "source",
            "Source",
            "from the list",
            Kind.CHOICE,
            f"One of the sources at the left. {NEVER_A_NAME}",
            share=Share.ALIAS,
            width=27,
        ),
        _people("inquiries", "Inquiries", "people", "How many asked that week."),
        _people("started", "Started", "clients", "How many new clients began that week."),
        Column(
            "met",
            "Met",
            "x = yes",
            Kind.TICK,
            "Tick with x when you met this source that week.",
            share=Share.TICKED,
        ),
    ),
    rows=60,
    title="Who came from whom, week by week",
    help="One row for each week and source. What is not entered counts as other or unknown.",
    since=3,
)

REFERRALS_HEADLINE = Block(
    "referrals_headline",
    "Referrals",
    (Column("text", "", share=Share.TICKED),),
    4,
    headers=False,
    share=Share.TICKED,
    since=3,
)
REFERRALS = Block(
    "referrals",
    "Referrals",
    tuple(
        Column(key, header, kind=kind, share=Share.TICKED, width=width)
        for key, header, kind, width in (
            ("alias", "In the copy", Kind.TEXT, 11),
            ("inquiries", "Inquiries, 52 weeks", Kind.COUNT, 10),
            ("started", "New clients, 52 weeks", Kind.COUNT, 10),
            ("conversion", "Become clients", Kind.SHARE, 10),
            ("worth", "Worth", Kind.MONEY, 11),
            ("last_met", "Last met", Kind.DATE, 13),
            ("weeks_since", "Weeks since", Kind.COUNT, 8),
            ("share", "Of all new clients", Kind.SHARE, 10),
            ("strong", "Strong", Kind.TEXT, 10),
        )
    ),
    SOURCE_ROWS,
    share=Share.TICKED,
    since=3,
)
