"""Referral sources: who sends the clients the owner wants, and who has been met.

Counts only. A source is an organisation, a colleague or a way in, never a client: a client who
recommends the practice is entered as Word of mouth.

Source: docs/scoring.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from practice_xl.domain.calendar import WEEK
from practice_xl.domain.cell_values import plain
from practice_xl.domain.weeks import Weeks
from practice_xl.domain.windows import Figure, Window, last_open_weeks
from practice_xl.domain.wording import NUMBER_WORDS, percent

YEAR = 52  # weeks that arrivals are counted over
LATELY = 4  # open weeks in which a source counts as met
PRIOR = 4  # inquiries' worth of weight the pooled conversion has against a source's own
NAMED = 3  # a leader meets three strong sources: the sentence speaks of the three that send most
IN_WEEKLY = {"inquiries": "inquiries", "started": "clients_started"}  # columns of Weekly


class Source(NamedTuple):
    """One row of the table Sources."""

    source: str  # What the owner calls it; the coach reads "Source 1"
    kind: str | None = None  # What it is, for example ``"Colleague"``; None where not said
    wanted: bool = False  # Whether the owner wants more clients from there


class Arrival(NamedTuple):
    """One row of the table Arrivals: what one source sent in one week."""

    week: date  # First day of the week
    source: str  # Name of the source, as in Sources
    inquiries: float = 0  # People who asked. [people]
    started: float = 0  # New clients. [clients]
    met: bool = False  # Whether the owner met the source that week


class SourceFigures(NamedTuple):
    """What is known of one source over 52 weeks."""

    source: Source  # The source
    inquiries: float  # People who asked. [people]
    started: float  # New clients. [clients]
    # Share of inquiries that became clients, drawn towards that of all sources together: (started +
    # 4 p) / (inquiries + 4); None where nobody inquired anywhere
    conversion: float | None
    worth: float | None  # What its new clients bring over their stay; None: not known. [currency]
    last_met: date | None  # The week in which it was last met; None when never recorded
    weeks_since: int | None  # Weeks since then, 0 in the week read
    share: float | None  # Share of all new clients, 0 to 1; None when there were none
    # It sent 2 or more new clients; or 1 or more of 3 or more inquiries, at a conversion above that
    # of all sources together
    strong: bool

    @property
    def counts(self) -> bool:
        """Whether meeting it counts as meeting a strong source: strong, or wanted."""
        return self.strong or self.source.wanted


class Referrals(NamedTuple):
    """The two tables of the sheet Referrals."""

    sources: Sequence[Source] = ()
    arrivals: Sequence[Arrival] = ()

    def used_by(self, week: date) -> bool:
        """Whether something was entered for ``week`` or a week before it."""
        return any(arrival.week <= week for arrival in self.arrivals)

    def figures(
        self,
        week: date,
        worth: float | None = None,
        elsewhere: float = 0.0,
    ) -> tuple[SourceFigures, ...]:
        """Every source of the table Sources, in its order, as it stood at the end of ``week``.

        Args:
            week: First day of the week read; rows after it do not count.
            worth: What one client brings over the stay; None when not known. [currency]
            elsewhere: New clients of other or unknown sources. [clients]
        """
        oldest = week - (YEAR - 1) * WEEK
        sent: dict[str, list[Arrival]] = {}
        for arrival in self.arrivals:
            if arrival.week <= week:
                sent.setdefault(plain(arrival.source), []).append(arrival)
        recent = [a for own in sent.values() for a in own if a.week >= oldest]
        asked, began = sum(a.inquiries for a in recent), sum(a.started for a in recent)
        pooled = began / asked if asked > 0 else None
        everyone = began + elsewhere
        found = []
        for source in self.sources:
            own = sent.get(plain(source.source), [])
            inquiries = sum(a.inquiries for a in own if a.week >= oldest)
            started = sum(a.started for a in own if a.week >= oldest)
            met = max((a.week for a in own if a.met), default=None)
            conversion, strong = None, False
            if pooled is not None:
                conversion = (started + PRIOR * pooled) / (inquiries + PRIOR)
                better = inquiries >= 3 and conversion > pooled
                strong = started >= 2 or (started >= 1 and better)
            brought = None if worth is None else started * worth
            since = (week - met) // WEEK if met else None
            share = started / everyone if everyone > 0 else None
            known = SourceFigures(
                source, inquiries, started, conversion, brought, met, since, share, strong
            )
            found.append(known)
        return tuple(found)

    def met(self, window: Window) -> float | None:
        """Different sources, strong or wanted, met in 4 open weeks; None before there are 4.

        Of a longer window, the mean over its spans of 4 weeks. Weeks off between open ones are
        part of a span.
        """
        starts, places = window.weeks.starts, window.places.tolist()
        counts = []
        for end in range(len(places), LATELY - 1, -LATELY):
            first, last = starts[places[end - LATELY]], starts[places[end - 1]]
            met = [f.last_met for f in self.figures(last) if f.counts]
            counts.append(sum(when is not None and when >= first for when in met))
        return float(np.mean(counts)) if counts else None

    def instead_of(self, typed: float | None, window: Window) -> float | None:
        """Sources met in the window: from these tables where they cover it, else as typed.

        They cover it from the first row of Arrivals on, and where nothing was typed.
        """
        if not len(window.places):
            return typed
        first, last = (window.weeks.starts[int(window.places[at])] for at in (0, -1))
        if self.used_by(first) or (typed is None and self.used_by(last)):
            return self.met(window)
        return typed


NO_REFERRALS = Referrals()


class ReferralsResult(NamedTuple):
    """What the sheet Referrals shows."""

    each: tuple[SourceFigures, ...] = ()  # Every source, in the order of the table
    # What a leader sees first, in a sentence; what is unnamed; why a worth is not known
    words: tuple[str, ...] = ()


def referrals_result(
    referrals: Referrals, weeks: Weeks, stay: Figure, per_session: Figure
) -> ReferralsResult:
    """Everything that stands on the sheet Referrals."""
    if weeks.as_of is None or not referrals.sources:
        return ReferralsResult()
    unnamed = unnamed_arrivals(referrals, weeks)
    asked, began = unnamed or (0.0, 0.0)
    missing = [figure.why for figure in (stay, per_session) if figure.value is None]
    worth = None if missing else (stay.value or 0.0) * (per_session.value or 0.0)
    each = referrals.figures(weeks.as_of, worth, began)
    words = [_sent(each, began, last_open_weeks(weeks, LATELY))]
    if unnamed:
        words.append(
            f"Other or unknown: {asked:g} inquiries and {began:g} new clients, which Weekly has "
            "and Arrivals has not."
        )
    if missing:
        words.append(
            f"What they are worth shows once it is known how long a client stays: {missing[0]}."
        )
    return ReferralsResult(each, tuple(words))


def unnamed_arrivals(referrals: Referrals, weeks: Weeks) -> tuple[float, float] | None:
    """Who came from other or unknown sources: Weekly less Arrivals. [people, clients]

    Week by week since the first row of Arrivals, at most 52 weeks; None before there is a row. A
    week in which Weekly has less counts as 0 and is asked about: see :func:`too_many`.
    """
    if weeks.as_of is None or not referrals.used_by(weeks.as_of):
        return None
    first = max(min(a.week for a in referrals.arrivals), weeks.as_of - (YEAR - 1) * WEEK)
    left = dict.fromkeys(IN_WEEKLY, 0.0)
    for week, key, typed, named in _beside(referrals, weeks):
        if week >= first:
            left[key] += max(0.0, typed - named)
    return left["inquiries"], left["started"]


def too_many(referrals: Referrals, weeks: Weeks) -> list[tuple[date, str, float, float]]:
    """Weeks in which Arrivals has more than Weekly: week, column, Weekly's count, Arrivals'."""
    return [found for found in _beside(referrals, weeks) if found[3] > found[2]]


def _beside(referrals: Referrals, weeks: Weeks) -> list[tuple[date, str, float, float]]:
    """Each count that Weekly has, with what the sources sent in that week."""
    named = {key: dict.fromkeys(weeks.starts, 0.0) for key in IN_WEEKLY}
    for arrival in referrals.arrivals:
        for key, of in named.items():
            of[arrival.week] = of.get(arrival.week, 0.0) + getattr(arrival, key)
    return [
        (week, key, typed, named[key][week])
        for key, column in IN_WEEKLY.items()
        for week, typed in zip(weeks.starts, weeks[column].tolist(), strict=True)
        if not np.isnan(typed)
    ]


def _sent(each: Sequence[SourceFigures], elsewhere: float, lately: Window) -> str:
    """Who sends most, who of them was met, what hangs on the first."""
    senders = sorted((f for f in each if f.started > 0), key=lambda f: -f.started)[:NAMED]
    if not senders:
        return "No new client is entered under a source yet."
    total = sum(f.started for f in each) + elsewhere
    first = lately.weeks.starts[int(lately.places[0])] if len(lately.places) else date.max
    met = sum(f.last_met is not None and f.last_met >= first for f in senders)
    sources, were = "source" if len(senders) == 1 else "sources", "was" if met == 1 else "were"
    return (
        f"{NUMBER_WORDS[len(senders)].capitalize()} {sources} sent "
        f"{sum(f.started for f in senders):g} of {total:g} new clients; "
        f"{NUMBER_WORDS[met]} of them {were} met in the last {LATELY} weeks; "
        f"if the first dried up: {percent(senders[0].started / total)} of starts."
    )
