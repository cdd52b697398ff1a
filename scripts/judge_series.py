"""Judge the projection on real series: its band and its loss, with a bootstrap interval.

    python scripts/judge_series.py WEEKS.csv --paths 1000 --readme

WEEKS.csv: series, week_start, slots_offered, sessions_kept, clients_started, clients_ended,
active_clients, one row a week. Totals of 4, 13, 26 and 52 weeks from histories of as many, a new
origin every 12 weeks, with client counts and from sessions alone. The interval (5 to 95 %) draws
whole series again, for the windows of one are not independent. With --readme, what the README
says of it is written there.
"""

from __future__ import annotations

import argparse
from datetime import date

import numpy as np
import pandas as pd
from documents import place_in_readme
from evaluate_projection import HORIZONS, pinball, ses

from practice_xl.domain.projection import project

CLIENTS = ["clients_started", "clients_ended", "active_clients"]
KNOWN = ["week_start", "slots_offered", "sessions_kept"]
FIRST, EVERY, DRAWS = 60, 12, 2000


def judge(name: str, rows: pd.DataFrame, paths: int) -> list[dict[str, object]]:
    """Every window of one series."""
    kept, found = rows["sessions_kept"].to_numpy(dtype=float), []
    for origin in range(FIRST, len(rows) - max(HORIZONS) + 1, EVERY):
        came = kept[origin:].cumsum()
        for history in HORIZONS:
            past = rows.iloc[origin - history : origin]
            if (past["sessions_kept"] > 0).sum() < 2:
                continue
            for mode, more in (("with client counts", CLIENTS), ("from sessions alone", [])):
                said = project(past[KNOWN + more], paths=paths).sessions
                for weeks in HORIZONS:
                    band, total = tuple(said.iloc[weeks - 1]), came[weeks - 1]
                    rival = ses(kept[origin - history : origin], weeks)
                    found.append(
                        {
                            "series": name,
                            "mode": mode,
                            "weeks": weeks,
                            "in": band[0] <= total <= band[2],
                            "below": total < band[0],
                            "loss": pinball(band, total) / weeks,
                            "ses": pinball(rival, total) / weeks,
                        }
                    )
    return found


def main() -> None:
    """Print what was inside and lost, by mode and by horizon."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("weeks", help="the csv")
    parser.add_argument("--paths", type=int, default=500)
    parser.add_argument("--readme", action="store_true", help="write it into the README too")
    arguments = parser.parse_args()
    data = pd.read_csv(arguments.weeks, parse_dates=["week_start"])
    windows = pd.DataFrame(
        [
            line
            for name, rows in data.groupby("series")
            for line in judge(str(name), rows, arguments.paths)
        ]
    )
    block = readme_block(windows)
    print(block)
    if arguments.readme:
        place_in_readme("real", block)


def readme_block(windows: pd.DataFrame) -> str:
    """What the README says of real series, and how sure "8 in 10" was on them."""
    rng, rows, tens = np.random.default_rng(0), [], []
    for mode, lines in reversed(list(windows.groupby("mode"))):
        by_series = lines.groupby("series")["in"].mean().to_numpy()
        again = rng.choice(by_series, (DRAWS, len(by_series))).mean(axis=1)
        low, high = np.quantile(again, (0.05, 0.95))
        ahead = ", ".join(f"{value:.2f}" for value in lines.groupby("weeks")["in"].mean())
        rows.append(
            f"| {mode} | {lines['in'].mean():.3f} ({low:.2f} to {high:.2f}) | {ahead} "
            f"| {lines['loss'].mean():.3f} | {lines['loss'].sum() / lines['ses'].sum():.2f} |"
        )
        tens.append(f"{10 * lines['in'].mean():.1f} in 10 {mode}")
    least = windows.groupby("weeks")["in"].mean()
    return "\n".join(
        [
            f"| real therapists, {date.today():%-d %B %Y} | in the range (bootstrap 5 to 95 %) "
            f"| {', '.join(map(str, HORIZONS))} weeks ahead | loss | / exponential smoothing |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f'So "8 in 10" was {" and ".join(tens)}; least at {least.idxmin()} weeks '
            f"({10 * least.min():.1f} in 10). Its constants were chosen on them: "
            "expect a little less.",
        ]
    )


if __name__ == "__main__":
    main()
