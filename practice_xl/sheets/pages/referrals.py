"""The sheet Referrals: what each source brings, and above it what a leader sees first."""

from __future__ import annotations

from practice_xl.schema.referrals import REFERRALS, REFERRALS_HEADLINE
from practice_xl.sheets.pages.page import Facts, Rows, empty, filled


def referrals_page(facts: Facts) -> dict[str, Rows]:
    """The headline, and the block beside the table Sources."""
    return {
        REFERRALS_HEADLINE.name: filled(REFERRALS_HEADLINE, [[""], [""], [""], [facts.status]]),
        REFERRALS.name: empty(REFERRALS),
    }
