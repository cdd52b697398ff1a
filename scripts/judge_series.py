"""Judge the projection on real series: its band and its loss, with a bootstrap interval.

    python scripts/judge_series.py WEEKS.csv --paths 500

WEEKS.csv: series, week_start, slots_offered, sessions_kept, clients_started, clients_ended,
active_clients, one row a week. Totals of 4, 13, 26 and 52 weeks from histories of as many, a new
origin every 12 weeks, with client counts and from sessions alone. The interval (5 to 95 %) draws
whole series again, for the windows of one are not independent.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from evaluate_projection import HORIZONS, pinball

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
            for mode, more in (("with client counts", CLIENTS), ("sessions only", [])):
                said = project(past[KNOWN + more], paths=paths).sessions
                for weeks in HORIZONS:
                    band, total = tuple(said.iloc[weeks - 1]), came[weeks - 1]
                    inside = band[0] <= total <= band[2]
                    loss = pinball(band, total) / weeks
                    found.append(
                        {"series": name, "mode": mode, "weeks": weeks, "in": inside, "loss": loss}
                    )
    return found


def main() -> None:
    """Print what was inside and lost, by mode and by horizon."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("weeks", help="the csv")
    parser.add_argument("--paths", type=int, default=500)
    arguments = parser.parse_args()
    data = pd.read_csv(arguments.weeks, parse_dates=["week_start"])
    windows = pd.DataFrame(
        [
            line
            for name, rows in data.groupby("series")
            for line in judge(str(name), rows, arguments.paths)
        ]
    )
    rng = np.random.default_rng(0)
    for mode, lines in windows.groupby("mode"):
        inside = lines.groupby("series")["in"].mean().to_numpy()
        again = rng.choice(inside, (DRAWS, len(inside))).mean(axis=1)
        low, high = np.quantile(again, (0.05, 0.95))
        print(f"{mode}: {lines['in'].mean():.3f} inside ({low:.2f} to {high:.2f}), ", end="")
        print(f"loss {lines['loss'].mean():.3f}")
        print(lines.groupby("weeks")["in"].mean().round(2).to_string())


if __name__ == "__main__":
    main()
