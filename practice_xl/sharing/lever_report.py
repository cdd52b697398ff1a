"""The levers as the coach may read them: what is withheld is counted together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from practice_xl.domain.levers import LeverResult, LeversResult
from practice_xl.domain.levers import words as lever_words
from practice_xl.sharing.breakdowns import no_rate
from practice_xl.sharing.withheld import Withheld

OTHER_LEVERS = "withheld"  # stands for levers counted together, in the charts
WITHHELD_WHY = "withheld: fewer than {small} sessions or weeks stand behind it"


def levers_for_coach(
    levers: LeversResult, withheld: Withheld, small: int
) -> tuple[LeversResult, frozenset[str]]:
    """The levers with what is withheld merged into one; and which they are.

    One alone would be the total less the others: a second is withheld with it, the one worth
    least; without a second the total is withheld.
    """
    hidden = {key for key in withheld.levers if levers.each[key].alone is not None}
    counted = {key: abs(lever.share) for key, lever in levers.each.items() if lever.on}
    counted = {key: share for key, share in counted.items() if share >= 0.5}
    merged = hidden & set(counted)
    joint = levers.joint
    if len(merged) == 1:
        others = [key for key in counted if key not in merged]
        if others:
            merged.add(min(others, key=lambda key: counted[key]))
        else:
            joint = None
    hidden |= merged
    each: dict[str, LeverResult] = {}
    why = WITHHELD_WHY.format(small=small)
    for key, lever in levers.each.items():
        each[key] = (
            _hidden(lever, why) if key in hidden else _without_few_clients(levers, lever, small)
        )
    if len(merged) > 1:
        total = sum(levers.each[key].share for key in merged)
        each[OTHER_LEVERS] = replace(
            _hidden(next(iter(each.values())), ""),
            key=OTHER_LEVERS,
            label="Others, counted together",
            on=True,
            share=total,
        )
    best, words = levers.best_three, levers.words
    if best is not None and (set(best.keys) & hidden or joint is None):
        labels = lever_words.and_list([f"“{levers.each[key].label}”" for key in best.keys])
        best = replace(best, gain=0.0, once=0.0, words=f"Worth most: {labels}.")
    if withheld.tiers or no_rate(withheld.figures):
        words = tuple(lever_words.where_from(replace(levers.state, notes=())))
    headline = levers.headline
    if joint is None and levers.joint is not None:
        headline = "What the levers are worth together is withheld: it would say what one is worth"
    safe = replace(
        levers,
        today=None if no_rate(withheld.figures) else levers.today,
        each=each,
        best_three=best,
        joint=joint,
        words=words,
        headline=headline,
        once=levers.once if joint is not None else 0.0,
    )
    return safe, frozenset(hidden)


def _hidden(lever: LeverResult, why: str) -> LeverResult:
    nothing: Mapping[str, Any] = {}
    return replace(
        lever,
        alone=None,
        share=0.0,
        once=0.0,
        rests_on="",
        why=why,
        note="",
        break_even=None,
        numbers=nothing,
    )


def _without_few_clients(levers: LeversResult, lever: LeverResult, small: int) -> LeverResult:
    """A lever's note without a number of clients below the small cell."""
    state = levers.state
    if state.clients is None or lever.key != "raise_fee":
        return lever
    if round(state.clients * state.share_of("full")) >= small and state.clients >= small:
        return lever
    choice = levers.choices[lever.key]
    return replace(lever, note=lever_words.note(replace(state, clients=None), choice, lever.alone))
