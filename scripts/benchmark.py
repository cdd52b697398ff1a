"""How fast, as ratios measured side by side in one run.

    python scripts/benchmark.py [--runs N] [--skip-libreoffice]

Each pair of programs runs in turns, an input cell changed before every run, and the medians are
compared: what else the machine is doing falls on both alike. Prints one table.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from equivalent_workbook import write_equivalent

from practice_xl.building.content import Content
from practice_xl.building.tracker import build_tracker
from practice_xl.xlsx.book import ClosedBook

TODAY = date(2026, 11, 6)
LAST_WEEK = date(2026, 11, 2)
IMPORTS = "import xlwings, pandas"
FLOOR = f"""{IMPORTS}
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(sys.argv[2], "w", 8) as new:
    for name in old.namelist():
        new.writestr(name, old.read(name))
"""
FORMULAS = """import formulas, sys
model = formulas.ExcelModel().loads(sys.argv[1]).finish()
model.calculate()
model.write(dirpath=sys.argv[2])
"""
Run = Callable[[], float]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--skip-libreoffice", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = whole_process(folder, options.runs, office=not options.skip_libreoffice)
        rows += growth(folder, options.runs)
        rows += computing(folder, options.runs)
        rows += importing(folder, options.runs)
        rows += overview(folder)
        if not options.skip_libreoffice:
            rows += live(folder)
    print(f"Measured on {date.today():%d %B %Y}, medians of {options.runs} runs in turns.\n")
    print("| what | measured | beside | ratio | at most |")
    print("|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def weeks(years: int) -> list[dict[str, Any]]:
    """So many years of weeks, one row each."""
    count = 52 * years
    weekly = []
    for number in range(count):
        start = LAST_WEEK - timedelta(weeks=count - 1 - number)
        off = number % 13 == 6
        kept = 0 if off else 17 + number * 7 % 6
        weekly.append(
            {
                "week_start": start,
                "slots_offered": 0 if off else 25,
                "sessions_kept": kept,
                "missed": 0 if off else number % 3,
                "missed_charged": 0,
                "cancelled_in_time": 0 if off else 1 + number % 2,
                "slots_refilled": 0,
                "inquiries": 1 + number % 3,
                "clients_started": number % 2,
                "clients_ended": 1 - number % 2,
                "collected": 140 * kept + 35 * (number % 5),
                "admin_hours": 6 + number % 3,
                "ceo_hours": number % 2,
                "notes_overdue": number % 4,
                "bills_unsent": number % 2,
                "billed": 150 * kept,
                "active_clients": 22,
            }
        )
    return weekly


def tracker(folder: Path, years: int) -> Path:
    """A tracker of so many years."""
    path = folder / f"{years}_years.xlsx"
    weekly = weeks(years)
    plan = {"usual_slots": 25, "full_fee": 150, "income_goal": 150_000, "sessions_goal": 22}
    content = Content(weekly=tuple(weekly), plan=plan)
    build_tracker(path, first_week=weekly[0]["week_start"], content=content)
    return path


def type_a_cell(path: Path, value: int) -> None:
    """Change one input: the sessions kept of the first week laid out."""
    with ClosedBook(path) as book:
        type_kept(book, value)
        book.save()


def type_kept(book: Any, value: int) -> None:
    """Type the sessions kept of the first week."""
    sheet = book.sheets["Weekly"]
    corner = sheet.tables["Weekly"].range
    sheet.range((corner.row + 1, corner.column + 3)).value = 17 + value % 5


def process(*command: str) -> float:
    """Seconds a whole program takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def in_turns(runs: int, *measures: Run) -> list[float]:
    """Median seconds of each, run in turns."""
    times: list[list[float]] = [[] for _ in measures]
    for _ in range(runs):
        for place, measure in enumerate(measures):
            times[place].append(measure())
    return [statistics.median(values) for values in times]


def row(what: str, seconds: float, beside: str, other: float, limit: str = "") -> list[str]:
    """One line of the table."""
    ratio = f"{seconds / other:.2f}"
    return [what, _time(seconds), f"{beside} {_time(other)}", ratio, limit]


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def whole_process(folder: Path, runs: int, *, office: bool) -> list[list[str]]:
    """A click of three years against the imports, openpyxl and LibreOffice, as whole programs."""
    path = tracker(folder, 3)
    count = iter(range(10_000))

    def click() -> float:
        type_a_cell(path, next(count))
        return process(
            sys.executable, "-m", "practice_xl", "recalculate", str(path), f"--as-of={TODAY}"
        )

    def imports() -> float:
        return process(sys.executable, "-c", IMPORTS)

    def openpyxl() -> float:
        code = (
            f"import openpyxl as o; o.load_workbook({str(path)!r}).save({str(folder / 'o.xlsx')!r})"
        )
        return process(sys.executable, "-c", code)

    def floor() -> float:
        return process(sys.executable, "-c", FLOOR, str(path), str(folder / "floor.xlsx"))

    clicked, imported, floored, loaded = in_turns(runs, click, imports, floor, openpyxl)
    rows = [
        row("recalculate three years", clicked, "the imports alone", imported, "1.8"),
        row("recalculate three years", clicked, "imports, zip read and written", floored),
        row("recalculate three years", clicked, "openpyxl load and save", loaded),
    ]
    program = shutil.which("soffice")
    if office and program:
        profile = f"-env:UserInstallation=file://{folder}/profile"

        def convert() -> float:
            command = (program, profile, "--headless", "--convert-to", "xlsx", "--outdir")
            return process(*command, str(folder / "converted"), str(path))

        convert()  # the first start makes the profile
        clicked, converted = in_turns(max(3, runs // 3), click, convert)
        rows.append(row("recalculate three years", clicked, "LibreOffice convert", converted))
    return rows + working_out_formulas(folder, runs, click)


def working_out_formulas(folder: Path, runs: int, click: Run) -> list[list[str]]:
    """The same click against the library formulas, which works out the rates alone."""
    what, beside = "recalculate three years", "formulas, a workbook with the rates alone"
    if importlib.util.find_spec("formulas") is None:
        return [[what, "not measured", f"{beside}: pip install formulas", "", ""]]
    path = folder / "equivalent.xlsx"
    write_equivalent(path, [week for week in weeks(3) if week["slots_offered"]])
    command = (sys.executable, "-c", FORMULAS, str(path), str(folder / "worked_out"))
    clicked, worked_out = in_turns(max(3, runs // 3), click, lambda: process(*command))
    return [row(what, clicked, beside, worked_out)]


def growth(folder: Path, runs: int) -> list[list[str]]:
    """Ten years against one."""
    count = iter(range(10_000))

    def click(path: Path) -> Run:
        def run() -> float:
            type_a_cell(path, next(count))
            return process(
                sys.executable, "-m", "practice_xl", "recalculate", str(path), f"--as-of={TODAY}"
            )

        return run

    ten, one = in_turns(runs, click(tracker(folder, 10)), click(tracker(folder, 1)))
    return [row("recalculate ten years", ten, "one year", one, "1.5")]


def computing(folder: Path, runs: int) -> list[list[str]]:
    """The projection and the levers, inside one process."""
    from practice_xl import actions
    from practice_xl.domain.levers import evaluate
    from practice_xl.domain.projection import simulate

    practice = actions.read_facts(tracker(folder, 3), TODAY).report.practice

    def timed(work: Callable[[], object]) -> Run:
        def run() -> float:
            start = time.perf_counter()
            work()
            return time.perf_counter() - start

        return run

    def projected(paths: int) -> Callable[[], object]:
        def run() -> object:
            futures = simulate(practice.weeks, practice.plan, 52, paths)
            return futures.kept_totals, futures.money_totals

        return run

    many, few, levers = in_turns(
        3 * runs,
        timed(projected(10_000)),
        timed(projected(2_000)),
        timed(lambda: evaluate(practice.weeks, practice.plan, practice.months)),
    )
    return [
        ["projection, 52 weeks, 2,000 futures", _time(few), "", "", "30 ms"],
        ["projection, 52 weeks, 10,000 futures", _time(many), "", "", "100 ms"],
        ["levers, all 8,192 combinations and shares", _time(levers), "", "", "60 ms"],
    ]


def importing(folder: Path, runs: int) -> list[list[str]]:
    """100,000 appointments against pandas reading the same file, few short columns and many."""
    import pandas as pd

    from practice_xl.domain.plan import Plan
    from practice_xl.importers import read_sources

    def timed(work: Callable[[], object]) -> Run:
        def run() -> float:
            begun = time.perf_counter()
            work()
            return time.perf_counter() - begun

        return run

    rows = []
    for name, write in (("11 short columns", short_rows), ("22 columns, quoted", long_rows)):
        source = folder / f"{len(rows)}.csv"
        write(source, 100_000)
        what = f"import 100,000 appointments, {name}"
        ours, pandas = in_turns(
            runs,
            timed(lambda source=source: read_sources([source], Plan(), today=TODAY)),
            timed(lambda source=source: pd.read_csv(source)),
        )
        rows.append(row(what, ours, "pandas.read_csv", pandas, "3"))
        few = folder / "few.csv"
        write(few, 1000)
        ours, pandas = in_turns(
            3,
            peak_memory("read_sources([source], Plan(), today=TODAY)", source, few),
            peak_memory("pandas.read_csv(source)", source, few),
        )
        beside = f"pandas.read_csv {pandas:.0f} MB"
        rows.append([f"{what}: memory", f"{ours:.0f} MB", beside, f"{ours / pandas:.2f}", "3"])
    return rows


def appointment(number: int) -> tuple[str, str]:
    """When an appointment starts, and what became of it."""
    day = date(2021, 1, 4) + timedelta(days=number // 55)
    status = ("Show", "Show", "Show", "No show", "Canceled", "Late canceled")[number % 6]
    return f"{day:%m/%d/%Y} {8 + number % 55 // 6:02}:{number % 55 % 6 * 10:02}", status


def short_rows(path: Path, count: int) -> None:
    """An export of short columns."""
    with path.open("w", encoding="utf-8") as file:
        file.write("Date of service,Client,Billing code,Rate per unit,Units,Total fee,Status,")
        file.write("Charge,Uninvoiced,Paid,Unpaid\n")
        for number in range(count):
            start, status = appointment(number)
            fee = f"{120 + number % 4 * 10}.00"
            file.write(f"{start},Client {number % 97},90834,")
            file.write(f"{fee},1,{fee},{status},{fee},0,{fee},0\n")


def long_rows(path: Path, count: int) -> None:
    """An export as programs write it: people and notes beside the figures, some cells quoted."""
    headers = "Date of service,Client,Client email,Client phone,Date of birth,Clinician,Location,"
    headers += "Billing code,Description,Primary Insurance,Rate per unit,Units,Total fee,"
    headers += "Progress Note Status,Status,Charge,Uninvoiced,Paid,Unpaid,Insurance Charge,"
    headers += "Insurance Paid,Note"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers.split(","))
        for number in range(count):
            start, status = appointment(number)
            who, fee = number % 397, f"${1200 + number % 40 * 10:,}.00"
            person = [f"Person {who}, First", f"person{who}@example.com", f"(555) 010-{who:04}"]
            session = ["A Clinician", "Office", "90834", "Therapy, 45 min", f"Payer {who % 20}"]
            first = [start, *person, "01/01/1980", *session, fee, 1, fee]
            money = [fee, "$0.00", fee, "$0.00", "$0.00", "$0.00"]
            note = 'said "hello"' if number % 1000 == 0 else ""
            writer.writerow([*first, "Complete", status, *money, note])


def peak_memory(work: str, source: Path, few: Path) -> Run:
    """Most memory a fresh process needs for some work, beyond what it needs for a small file."""
    code = f"""
import resource, sys
from datetime import date
from pathlib import Path
import pandas
from practice_xl.domain.plan import Plan
from practice_xl.importers import read_sources

TODAY = date.fromisoformat("{TODAY}")

def peak():
    status = Path("/proc/self/status")  # elsewhere the peak of the starting process may count too
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(line.split()[1]) / 1024
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1 << 20 if sys.platform == "darwin" else 1 << 10)

source = Path({str(few)!r})
{work}
before, source = peak(), Path({str(source)!r})
{work}
print(peak() - before)
"""

    def run() -> float:
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        return float(done.stdout)

    return run


def overview(folder: Path) -> list[list[str]]:
    """The roster of 200 practices against opening each copy with openpyxl."""
    import openpyxl

    from practice_xl import actions
    from practice_xl.coach.roster import roster

    copy = actions.demo(folder / "demo").copy
    copies = folder / "copies"
    for number in range(200):
        (copies / f"practice_{number:03}").mkdir(parents=True)
        shutil.copy(copy, copies / f"practice_{number:03}" / copy.name)
    begun = time.perf_counter()
    roster(copies, folder / "overview.xlsx", today=TODAY)
    ours = (time.perf_counter() - begun) / 200
    begun = time.perf_counter()
    for path in sorted(copies.rglob("*.xlsx"))[:20]:
        openpyxl.load_workbook(path, read_only=True).close()
    theirs = (time.perf_counter() - begun) / 20
    return [row("roster, one practice of 200", ours, "openpyxl, one copy", theirs)]


def live(folder: Path) -> list[list[str]]:
    """A click on three years in a running LibreOffice, after the imports."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from engines import libreoffice

    from practice_xl import actions
    from practice_xl.problems import NotAvailable

    path = tracker(folder, 3)
    try:
        office = libreoffice.start()
    except NotAvailable as missing:
        return [["a click in LibreOffice, three years", "not measured", str(missing), "", "300 ms"]]
    with office:
        book = office.open(path)
        times = []
        for value in range(7):
            type_kept(book, value)
            start = time.perf_counter()
            actions.recalculate(book, TODAY)
            times.append(time.perf_counter() - start)
        book.close()
    what = "a click in LibreOffice, three years"
    return [[what, _time(statistics.median(times)), "10 reads, 27 writes", "", "300 ms"]]


if __name__ == "__main__":
    main()
