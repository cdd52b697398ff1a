"""Why a point was given, as the coach may read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from practice_xl.domain.scorecard import Pair, Point
from practice_xl.sharing.withheld import Withheld

Rewrite = Callable[[str, Withheld], str]
WITHHELD = "withheld: it would tell what one week may not"


POINTS_REST_ON = frozenset(
    (key, size)
    for size in (4, 13)
    for key in ("show_rate", "fill", "net_clients", "inquiries", "collected", "effective_rate")
) | {("net_collection", 13)}


def owners_pair(pair: Pair) -> Pair:
    """A pair with the owner's own points, its reasons without a figure of one week."""
    if pair.name == "Clients":
        return replace(pair, manager=_with(pair.manager, pair.manager.coach_why))
    if pair.name == "Capacity":
        _, _, target = pair.manager.why.partition("target ")
        manager = f"Capacity: % full this week, target {target}" if target else pair.manager.why
        first, *rest = pair.leader.why.split("; ")
        lead = ["this week almost full"] if "almost full" in first else []
        leader = f"Capacity: {'; '.join([*lead, *rest])}" if rest else pair.leader.why
        return replace(
            pair, manager=_with(pair.manager, manager), leader=_with(pair.leader, leader)
        )
    return pair


def _with(point: Point, why: str) -> Point:
    return Point(point.points, why or point.why)


def safe_pair(pair: Pair, withheld: Withheld) -> Pair:
    """A pair of the week read with its reasons reworded, and without points that are withheld.

    The points are those of weeks as a coach may know them, see
    :mod:`~practice_xl.sharing.longer`.
    """
    manager = _reworded(pair.manager, _MANAGER.get(pair.name), withheld)
    leader = _reworded(pair.leader, _LEADER.get(pair.name), withheld)
    if pair.name == "Income" and {("collected", 13), ("effective_rate", 13)} & withheld.figures:
        leader = Point(None, f"Income: {WITHHELD}")
    if ("show_rate", 4) in withheld.figures and pair.name == "Clients":
        manager = Point(None, f"Clients: {WITHHELD}")
    if ("fill", 4) in withheld.figures and pair.name == "Capacity":
        manager, leader = (Point(None, f"Capacity: {WITHHELD}") for _ in range(2))
    return replace(pair, manager=manager, leader=leader)


def _reworded(point: Point, rewrite: Rewrite | None, withheld: Withheld) -> Point:
    why = point.why if rewrite is None else rewrite(point.why, withheld)
    return Point(point.points, why)


def _manager_clients(why: str, _withheld: Withheld) -> str:
    return why.replace("took place,", "took place over 4 weeks,")


def _full(why: str, _withheld: Withheld) -> str:
    return why.replace(" % full", " % full over 4 weeks", 1)


def _leader_capacity(why: str, withheld: Withheld) -> str:
    parts = _full(why, withheld).split("; ")
    if ("net_clients", 13) in withheld.figures:
        parts = [part for part in parts if "clients gained" not in part]
    return "; ".join(parts)


def _leader_referrals(why: str, withheld: Withheld) -> str:
    if not {("inquiries", 4), ("inquiries", 13)} & withheld.figures:
        return why
    kept = [part for part in why.split("; ") if "inquiries a week" not in part]
    return "; ".join([*kept, "inquiries of 4 weeks against 13"])


def _leader_billing(why: str, withheld: Withheld) -> str:
    parts = why.split("; ")
    if ("net_collection", 13) in withheld.figures:
        parts = [part for part in parts if "of what was billed" not in part]
    text = "; ".join(parts)
    return text if text.startswith("Billing") else f"Billing: {text}"


_MANAGER: dict[str, Rewrite] = {"Clients": _manager_clients, "Capacity": _full}
_LEADER: dict[str, Rewrite] = {
    "Capacity": _leader_capacity,
    "Referrals": _leader_referrals,
    "Billing": _leader_billing,
}
