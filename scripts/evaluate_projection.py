"""Judge the projection: its band, its errors and its chances, on simulated practices.

    python scripts/evaluate_projection.py --readme --practices 70 --first 900000 910000 920000

Prints two tables in markdown; with --readme, what the README says of them is written there. Each
practice is cut off at several weeks; what the projection said then is held against what came. The
rivals see the same weeks: *naive* (every week like the mean of the last 4, scattered as they
scattered) and *SES* (simple exponential smoothing, its smoothing fitted, the band of its cumulated
errors).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent))
from documents import place_in_readme
from simulated_practices import Practice, simulate_practice

from practice_xl.domain.calendar import holiday_weeks
from practice_xl.domain.plan import Plan, ShortWeek
from practice_xl.domain.projection import project
from practice_xl.domain.projection.futures import PATHS
from practice_xl.domain.projection.words import FULL_HORIZON

HORIZONS = (4, 13, 26, 52)
HISTORIES = (3, 6, 8, 13, 26, 52, 104)  # weeks known at a cut
SHARES = (0.1, 0.5, 0.9)
BINS = (0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0001)
TARGET = 0.90
SHORT_WEEKS = {"christmas": 0.50, "new_year": 0.60}
Z90 = 1.2816
# What the owner happened to record: everything, one count of clients, sessions and money alone.
RECORDED = {
    "everything": [],
    "one count of clients": ["active_clients"],
    "sessions and money": ["clients_started", "clients_ended", "active_clients"],
    "sessions alone": ["clients_started", "clients_ended", "active_clients", "slots_offered"],
}


@dataclass(frozen=True)
class Case:
    """One total said and come. ``said`` holds P10, P50, P90 of each method."""

    history: int
    horizon: int
    what: str
    recorded: str
    came: float
    said: dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class FullCase:
    """A chance of being full by 26 weeks, and whether it happened.

    ``practice`` is its seed: the cuts of one practice are not independent of each other.
    """

    practice: int
    history: int
    recorded: str
    chance: float
    happened: bool


def ses(values: np.ndarray, horizon: int) -> tuple[float, ...]:
    """Simple exponential smoothing: P10, P50, P90 of the total of the coming weeks."""
    best = (np.inf, 0.1, float(values.mean()), 0.0)
    for alpha in np.arange(0.05, 1.0, 0.05):
        level, squares = float(values[: min(4, len(values))].mean()), 0.0
        for value in values:
            error = value - level
            squares += error * error
            level += alpha * error
        best = min(best, (squares, float(alpha), level, squares / max(1, len(values) - 1)))
    _, alpha, level, variance = best
    spread = np.sqrt(variance * ((1 + alpha * np.arange(horizon)) ** 2).sum())
    return tuple(max(0.0, horizon * level + z * spread) for z in (-Z90, 0, Z90))


def naive(values: np.ndarray, horizon: int) -> tuple[float, ...]:
    """Every week like the mean of the last 4."""
    last = values[-4:]
    spread = np.std(np.diff(values)) / np.sqrt(2) if len(values) > 2 else last.mean() / 3
    spread *= np.sqrt(horizon + horizon**2 / len(last))
    return tuple(max(0.0, horizon * last.mean() + z * spread) for z in (-Z90, 0, Z90))


def full_by(practice: Practice, cut: int, weeks: int, plan: Plan | None) -> bool:
    """Whether 4 open weeks were booked to the target on average within so many weeks.

    As the projection counts it: of the usual slots, holiday weeks of the plan passed over, the
    last three weeks known among them.
    """
    rows = practice.rows
    starts = [start.date() for start in rows["week_start"]]
    listed = holiday_weeks(starts[0], starts[-1], plan) if plan else {}
    counts = (rows["slots_offered"] > 0) & ~pd.Series(starts).isin(list(listed))
    before, after = rows[:cut][counts[:cut]].tail(3), rows[cut : cut + weeks]
    both = pd.concat([before, after[counts[cut : cut + weeks]]])
    booked = both["sessions_kept"] + both["missed"] + both["cancelled_in_time"]
    share = (booked - both["slots_refilled"]) / practice.hours[both.index]
    return bool((share.rolling(4).mean().iloc[len(before) :] >= TARGET).any())


def judge(seed: int, paths: int = PATHS) -> list[Case | FullCase]:
    """Every case of one practice."""
    return list(_cases(seed, paths))


def _cases(seed: int, paths: int) -> Iterator[Case | FullCase]:
    practice, rng = simulate_practice(seed), np.random.default_rng([7, seed])
    rows = practice.rows
    begin = int(rng.integers(0, 50))  # the tracker rarely begins with the practice
    for history in HISTORIES:
        cut = begin + history
        recorded = str(rng.choice(list(RECORDED)))
        known = rows.iloc[begin:cut].drop(columns=RECORDED[recorded])
        if recorded == "one count of clients":
            count = rows["active_clients"].iloc[begin]
            known = known.assign(active_clients=[count, *[None] * (history - 1)])
        short = tuple(ShortWeek(when, share) for when, share in SHORT_WEEKS.items())
        plan = Plan(usual_slots=practice.slots, short_weeks=short) if rng.random() < 0.5 else None
        projection = project(known, plan, FULL_HORIZON, paths)
        if projection.futures is None:
            continue
        after = rows.iloc[cut:]
        for what, frame, key in (
            ("sessions", projection.sessions, "sessions_kept"),
            ("income", projection.income, "collected"),
        ):
            if frame.empty:
                continue
            past = known[key].to_numpy(dtype=float)
            for horizon in HORIZONS:
                said = {
                    "projection": tuple(frame.iloc[horizon - 1].tolist()),
                    "SES": ses(past, horizon),
                    "naive": naive(past, horizon),
                }
                came = float(after[key].iloc[:horizon].sum())
                yield Case(history, horizon, what, recorded, came, said)
        chance = projection.full.chance["26"]
        if chance is not None and recorded != "sessions alone":
            yield FullCase(seed, history, recorded, chance, full_by(practice, cut, 26, plan))


def pinball(said: tuple[float, ...], came: float) -> float:
    """Mean pinball loss of P10, P50, P90."""
    missed = [(q, came - v) for q, v in zip(SHARES, said, strict=True)]
    return float(np.mean([max(q * by, (q - 1) * by) for q, by in missed]))


def tabulate(cases: list[Case]) -> pd.DataFrame:
    """A line a case with its losses; money and sessions each scaled by what SES would lose."""
    lines = []
    for case in cases:
        scale = max(case.said["SES"][1], case.came)
        if scale < case.horizon:
            continue  # less than one session (or one of the currency) a week: nothing to scale by
        line = {
            "history": case.history,
            "horizon": case.horizon,
            "what": case.what,
            "recorded": case.recorded,
        }
        for method, said in case.said.items():
            line[f"inside {method}"] = said[0] <= case.came <= said[2]
            line[f"pinball {method}"] = pinball(said, case.came) / scale
            line[f"error {method}"] = abs(said[1] - case.came) / scale
        lines.append(line)
    return pd.DataFrame(lines)


def summary(lines: pd.DataFrame) -> dict[str, float]:
    """The row of the printed table for these cases."""
    mean = lines.mean(numeric_only=True)
    return {
        "cases": len(lines),
        "coverage": float(lines["inside projection"].mean()),
        "coverage SES": float(lines["inside SES"].mean()),
        "pinball / SES": mean["pinball projection"] / mean["pinball SES"],
        "pinball / naive": mean["pinball projection"] / mean["pinball naive"],
        "error / SES": mean["error projection"] / mean["error SES"],
        "error / naive": mean["error projection"] / mean["error naive"],
    }


def reliability(cases: list[FullCase]) -> list[dict[str, float | str]]:
    """Chances of being full by 26 weeks: said against happened, in six bins.

    ``noise`` is one standard error of the difference, each practice taken as one piece.
    """
    chance = np.array([case.chance for case in cases])
    happened = np.array([case.happened for case in cases], dtype=float)
    practice = np.array([case.practice for case in cases])
    rows: list[dict[str, float | str]] = []
    for low, high in pairwise(BINS):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            rows.append(
                {
                    "chance": f"{low:.0%} to {min(high, 1):.0%}",
                    "cases": int(inside.sum()),
                    "said": float(chance[inside].mean()),
                    "happened": float(happened[inside].mean()),
                    "noise": _noise(practice[inside], (happened - chance)[inside]),
                }
            )
    return rows


def _noise(practice: np.ndarray, difference: np.ndarray) -> float:
    centred = pd.Series(difference - difference.mean()).groupby(practice).sum()
    return float(np.sqrt((centred**2).sum())) / len(difference)


def markdown(rows: dict[str, dict[str, float]]) -> str:
    """A table with one line a key."""
    head = list(next(iter(rows.values())))
    lines = ["| | " + " | ".join(head) + " |", "|---" * (len(head) + 1) + "|"]
    for name, row in rows.items():
        cells = (f"{value:.0f}" if key == "cases" else f"{value:.2f}" for key, value in row.items())
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def evaluate(
    practices: int, first: int = 0, workers: int | None = None, paths: int = PATHS
) -> tuple[list[Case], list[FullCase]]:
    """Every case of so many practices."""
    seeds = range(first, first + practices)
    if workers == 1:
        found = [judge(seed, paths) for seed in seeds]
    else:
        with ProcessPoolExecutor(workers or min(2, os.cpu_count() or 1)) as pool:
            found = list(pool.map(partial(judge, paths=paths), seeds, chunksize=5))
    every = [case for cases in found for case in cases]
    return (
        [case for case in every if isinstance(case, Case)],
        [case for case in every if isinstance(case, FullCase)],
    )


def readme_block(practices: int, lines: pd.DataFrame, full: list[FullCase]) -> str:
    """What the README says of simulated practices."""
    bins = reliability(full)
    said, happened = (", ".join(f"{row[key]:.2f}" for row in bins) for key in ("said", "happened"))
    every, young = summary(lines), summary(lines[lines["history"] <= 8])
    horizons = [summary(lines[lines["horizon"] == horizon]) for horizon in HORIZONS]
    inside, loss = (
        ", ".join(f"{found[key]:.2f}" for found in horizons)
        for key in ("coverage", "pinball / SES")
    )
    return "\n".join(
        [
            f"| {practices} simulated practices, {date.today():%-d %B %Y} | in the range "
            "| loss / exponential smoothing |",
            "|---|---|---|",
            f"| all; {', '.join(map(str, HORIZONS))} weeks ahead "
            f"| {every['coverage']:.2f}; {inside} | {every['pinball / SES']:.2f}; {loss} |",
            f"| 8 weeks of history or fewer | {young['coverage']:.2f} "
            f"| {young['pinball / SES']:.2f} |",
            "",
            f"Full by 26 weeks, said {said}: happened {happened}.",
        ]
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--practices", type=int, default=150, help="how many (150: two minutes)")
    parser.add_argument("--first", type=int, nargs="+", default=[0], help="first seed of each set")
    parser.add_argument("--readme", action="store_true", help="write it into the README too")
    arguments = parser.parse_args()
    sets = [evaluate(arguments.practices, first) for first in arguments.first]
    cases = [case for found, _ in sets for case in found]
    lines = tabulate(cases)
    rows = {"all": summary(lines)}
    for what in ("sessions", "income"):
        rows[what] = summary(lines[lines["what"] == what])
    for horizon in HORIZONS:
        rows[f"{horizon} weeks ahead"] = summary(lines[lines["horizon"] == horizon])
    rows["8 weeks of history or fewer"] = summary(lines[lines["history"] <= 8])
    for recorded in RECORDED:
        rows[recorded] = summary(lines[lines["recorded"] == recorded])
    print(markdown(rows))
    print("\nFull by 26 weeks, said against happened; noise is one standard error:")
    full_cases = {"all": [case for _, full in sets for case in full]}
    for first, (_, full) in zip(arguments.first, sets, strict=True):
        full_cases[f"from seed {first}"] = full
    for name, full in full_cases.items():
        print(f"\n{name}\n\n| chance | cases | said | happened | noise |\n|---|---|---|---|---|")
        for row in reliability(full):
            shares = " | ".join(f"{row[key]:.2f}" for key in ("said", "happened", "noise"))
            print(f"| {row['chance']} | {row['cases']} | {shares} |")
    if arguments.readme:
        practices = arguments.practices * len(arguments.first)
        place_in_readme("simulated", readme_block(practices, lines, full_cases["all"]))


if __name__ == "__main__":
    main()
