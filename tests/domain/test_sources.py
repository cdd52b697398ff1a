"""Referral sources: conversion, worth, strength, who was met, what is unnamed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from practice_xl.domain.plan import Plan
from practice_xl.domain.sources import (
    Arrival,
    Referrals,
    Source,
    referrals_result,
    too_many,
    unnamed_arrivals,
)
from practice_xl.domain.weeks import read_weeks
from practice_xl.domain.windows import Figure, last_open_weeks

WEEK_READ = date(2026, 11, 2)


def _weeks_ago(count: int) -> date:
    return WEEK_READ - timedelta(weeks=count)


REFERRALS = Referrals(
    [Source("A"), Source("B"), Source("C", wanted=True)],
    [
        Arrival(_weeks_ago(30), "A", inquiries=4, started=1),
        Arrival(_weeks_ago(3), "a ", inquiries=2, started=2, met=True),
        Arrival(_weeks_ago(51), "B", inquiries=10, started=1),
        Arrival(_weeks_ago(10), "C", inquiries=4, started=2, met=True),
    ],
)


def weeks_of(count, **columns):
    """Open weeks up to the week read."""
    starts = [_weeks_ago(back) for back in range(count - 1, -1, -1)]
    typed = {"slots_offered": [24] * count, "sessions_kept": [18] * count, **columns}
    return read_weeks(range(count), {"week_start": starts, **typed}, Plan())


def test_each_source_is_drawn_towards_the_conversion_of_all():
    """Stay 15, money per session 150; pooled 6 of 20."""
    a, b, c = REFERRALS.figures(WEEK_READ, worth=15 * 150)
    pooled = 6 / 20
    assert a.conversion == pytest.approx((3 + 4 * pooled) / (6 + 4))
    assert b.conversion == pytest.approx((1 + 4 * pooled) / (10 + 4))
    assert c.conversion == pytest.approx((2 + 4 * pooled) / (4 + 4))
    assert [f.worth for f in (a, b, c)] == [3 * 15 * 150, 1 * 15 * 150, 2 * 15 * 150]
    assert [f.strong for f in (a, b, c)] == [True, False, True]
    assert [f.share for f in (a, b, c)] == [3 / 6, 1 / 6, 2 / 6]


def test_only_the_last_52_weeks_count_and_nothing_after_the_week_read():
    older = [Arrival(_weeks_ago(52), "B", 5, 5), Arrival(_weeks_ago(-1), "B", 5, 5)]
    more = REFERRALS._replace(arrivals=[*REFERRALS.arrivals, *older])
    assert more.figures(WEEK_READ, 15 * 150) == REFERRALS.figures(WEEK_READ, 15 * 150)


def test_past_weeks_are_worked_out_again_from_arrivals():
    early = REFERRALS.figures(_weeks_ago(8))
    assert [f.started for f in early] == [1, 1, 2]
    assert [f.weeks_since for f in early] == [None, None, 2]
    eight_weeks_ago = last_open_weeks(weeks_of(60).until(60 - 9), 4)
    assert REFERRALS.met(eight_weeks_ago) == 1  # C


def test_a_source_met_counts_once_while_it_is_strong_or_wanted():
    """A was met 3 weeks ago, twice; C 10 weeks ago; B, which is neither, this week."""
    again = [Arrival(_weeks_ago(2), "A", met=True), Arrival(WEEK_READ, "B", met=True)]
    more = REFERRALS._replace(arrivals=[*REFERRALS.arrivals, *again])
    assert [f.weeks_since for f in more.figures(WEEK_READ)] == [2, 0, 10]
    assert more.met(last_open_weeks(weeks_of(60), 4)) == 1
    assert more.met(last_open_weeks(weeks_of(3), 4)) is None


def test_what_was_typed_counts_until_the_tables_cover_the_weeks():
    """Arrivals begin 51 weeks ago: before, 5 met as typed; after, those of the table."""
    weeks = weeks_of(60, referrals_met=[1] * 60)
    assert REFERRALS.instead_of(5.0, last_open_weeks(weeks.until(6), 4)) == 5.0
    assert REFERRALS.instead_of(5.0, last_open_weeks(weeks.until(9), 4)) == 5.0
    assert REFERRALS.instead_of(None, last_open_weeks(weeks.until(9), 4)) == 0.0
    assert REFERRALS.instead_of(5.0, last_open_weeks(weeks, 4)) == 1.0
    assert Referrals().instead_of(5.0, last_open_weeks(weeks, 4)) == 5.0


def test_other_or_unknown_is_weekly_less_arrivals_and_never_below_zero():
    """Since the first row, 51 weeks ago: 2 asked and 1 began each week, 20 and 6 have a source."""
    weeks = weeks_of(60, inquiries=[2] * 60, clients_started=[1] * 60)
    over = {51: 10 - 2, 30: 4 - 2, 10: 4 - 2}  # weeks ago: more than Weekly has
    found = unnamed_arrivals(REFERRALS, weeks)
    assert found[0] == 2 * 52 - 20 + sum(over.values())
    assert found[1] == 1 * 52 - 6 + (2 - 1) + (2 - 1)
    asked = {(week, key) for week, key, _, _ in too_many(REFERRALS, weeks)}
    assert asked == {(_weeks_ago(ago), "inquiries") for ago in over} | {
        (_weeks_ago(3), "started"),
        (_weeks_ago(10), "started"),
    }


def test_the_sentence_says_who_sends_most_and_what_hangs_on_one():
    weeks = weeks_of(60, inquiries=[0] * 60, clients_started=[0] * 59 + [4])
    stay, rate = Figure(15.0, 52), Figure(150.0, 13)
    result = referrals_result(REFERRALS, weeks, stay, rate)
    assert result.words[0] == (
        "Three sources sent 6 of 10 new clients; one of them was met in the last 4 weeks; "
        "if the first dried up: 30 % of starts."
    )
    assert result.words[1].startswith("Other or unknown: 0 inquiries and 4 new clients")
    unknown = referrals_result(REFERRALS, weeks, Figure(None, 0, "needs 26 weeks"), rate)
    assert [f.worth for f in unknown.each] == [None] * 3
    assert "needs 26 weeks" in unknown.words[-1]
    nobody = referrals_result(REFERRALS._replace(arrivals=[]), weeks, stay, rate)
    assert nobody.words == ("No new client is entered under a source yet.",)
