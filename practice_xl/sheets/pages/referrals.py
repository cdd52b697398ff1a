"""The sheet Referrals: what each source brings, and above it what a leader sees first."""

from __future__ import annotations

from practice_xl.domain.aliases import source_aliases
from practice_xl.schema.blocks import REFERRALS, REFERRALS_HEADLINE
from practice_xl.sheets.pages.page import NOT_YET, Facts, Rows, empty, filled

NONE_YET = "Type below who sends you clients, and at the right who came from whom each week."


def referrals_page(facts: Facts) -> dict[str, Rows]:
    """The headline, and the block beside the table Sources."""
    result = facts.report.referrals
    words = [*(result.words or (NONE_YET,)), "", ""][: REFERRALS_HEADLINE.rows - 1]
    rows = empty(REFERRALS)
    aliases = source_aliases(facts.report.practice)
    places = facts.beside.get("Sources", ())
    for source, alias, place in zip(result.each, aliases, places, strict=False):
        if place < len(rows):
            rows[place] = [
                alias,
                source.inquiries,
                source.started,
                NOT_YET if source.conversion is None else source.conversion,
                NOT_YET if source.worth is None else source.worth,
                source.last_met or NOT_YET,
                NOT_YET if source.weeks_since is None else source.weeks_since,
                NOT_YET if source.share is None else source.share,
                "strong" if source.strong else "wanted" if source.source.wanted else "",
            ]
    return {
        REFERRALS_HEADLINE.name: filled(
            REFERRALS_HEADLINE, [[line] for line in (*words, facts.status)]
        ),
        REFERRALS.name: rows,
    }
