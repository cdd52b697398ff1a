"""How fast, as ratios measured side by side in one run.

    python scripts/benchmark.py [--runs N] [--skip-libreoffice] [--crowded]

Whole programs run compiled, as ``pip install .`` leaves them, from a folder of their own. Each pair
runs in turns, an input cell changed before every run; the ratio is the median of the pairs' ratios,
so that what else the machine is doing falls on both alike. Prints one table.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from equivalent_workbook import write_equivalent

from practice_xl.building.content import Content
from practice_xl.building.tracker import build_tracker
from practice_xl.xlsx.book import ClosedBook

TODAY = date(2026, 11, 6)
LAST_WEEK = date(2026, 11, 2)
ROOT = Path(__file__).parents[1]
FLOOR = """import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as old, zipfile.ZipFile(sys.argv[2], "w", 8) as new:
    for name in old.namelist():
        new.writestr(name, old.read(name))
"""
OPENPYXL = """import openpyxl, sys
openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])
"""
CALAMINE = """import python_calamine, sys, xlsxwriter
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
with xlsxwriter.Workbook(sys.argv[2]) as new:
    for name in book.sheet_names:
        sheet = new.add_worksheet(name)
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False)):
            sheet.write_row(number, 0, row)
"""
IMPORT = f"""import sys
from datetime import date
from pathlib import Path
from practice_xl.domain.plan import Plan
from practice_xl.importers import read_sources
read_sources([Path(sys.argv[1])], Plan(), today=date({TODAY.year}, {TODAY.month}, {TODAY.day}))
"""
PANDAS = """import pandas, sys
pandas.read_csv(sys.argv[1])
"""
FORMULAS = """import formulas, sys
model = formulas.ExcelModel().loads(sys.argv[1]).finish()
model.calculate()
model.write(dirpath=sys.argv[2])
"""
Run = Callable[[], float]


class Cost(NamedTuple):
    """What a whole program took: seconds on the clock, seconds of processor, peak memory [MB]."""

    wall: float
    cpu: float
    peak: float


Program = Callable[[], Cost]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--skip-libreoffice", action="store_true")
    parser.add_argument(
        "--crowded", action="store_true", help="also where matplotlib and polars are installed"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install(folder)
        rows = whole_process(folder, options.runs, office=not options.skip_libreoffice)
        if options.crowded:
            rows += crowded(folder, options.runs)
        rows += importing(folder, options.runs)  # a child's peak is at least this program's own
        rows += computing(folder, options.runs)
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


def install(folder: Path) -> None:
    """The package compiled in a folder of its own, as an installation leaves it."""
    shutil.copytree(ROOT / "practice_xl", folder / "installed" / "practice_xl")
    compileall.compile_dir(folder / "installed", quiet=2)


def process(folder: Path, *command: str, beside: Path | None = None) -> Cost:
    """A whole program, run where byte code is used and, next time, written."""
    places = [str(folder / "installed"), *([str(beside)] if beside else [])]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join(places)
    start = time.perf_counter()
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=folder
    )
    _, status, used = os.wait4(running.pid, 0)
    wall = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in (0, 1):
        raise subprocess.CalledProcessError(running.returncode, command)
    size = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / size)


def verb(folder: Path, path: Path, *words: str, beside: Path | None = None) -> Program:
    """A command on a tracker; before each run one cell is typed."""
    count = iter(range(10_000))

    def run() -> Cost:
        type_a_cell(path, next(count))
        for copy in path.parent.glob("coach_copy*"):
            copy.unlink()
        name, *options = words
        command = (sys.executable, "-m", "practice_xl", name, str(path), *options)
        return process(folder, *command, f"--as-of={TODAY}", beside=beside)

    return run


def script(folder: Path, code: str, path: Path) -> Program:
    """A few lines of Python that read the tracker and write another file."""
    return lambda: process(
        folder, sys.executable, "-c", code, str(path), str(folder / "written.xlsx")
    )


def pair(runs: int, ours: Program, theirs: Program) -> list[tuple[Cost, Cost]]:
    """Both in turns, after one run of each that counts for nothing."""
    ours(), theirs()
    return [(ours(), theirs()) for _ in range(runs)]


def beside(
    what: str, pairs: list[tuple[Cost, Cost]], other: str, limit: str, key: str = "wall"
) -> list[str]:
    """One line of the table: medians, and the median of the ratios."""
    mine = [getattr(one, key) for one, _ in pairs]
    theirs = [getattr(one, key) for _, one in pairs]
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    show = _time if key == "wall" else "{:.0f} MB".format
    left, right = show(statistics.median(mine)), show(statistics.median(theirs))
    return [what, left, f"{other} {right}", f"{ratio:.2f}", limit]


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
    """A click of three years against other libraries and other verbs, as whole programs."""
    path = tracker(folder, 3)
    what = "recalculate three years"
    click = verb(folder, path, "recalculate")
    loaded = pair(runs, click, script(folder, OPENPYXL, path))
    cpu = statistics.median(one.cpu / one.wall for one, _ in loaded)
    rows = [
        beside(what, loaded, "openpyxl load and save", "0.55"),
        beside(f"{what}: memory", loaded, "openpyxl", "1.2", key="peak"),
        [f"{what}: processor / clock", "", "", f"{cpu:.2f}", "1.05"],
        beside(what, pair(runs, click, script(folder, FLOOR, path)), "zip read and written", ""),
    ]
    if importlib.util.find_spec("python_calamine"):
        copied = pair(runs, click, script(folder, CALAMINE, path))
        rows.append(beside(what, copied, "calamine and XlsxWriter, values alone", ""))
    ten, one = (verb(folder, tracker(folder, years), "recalculate") for years in (10, 1))
    rows.append(beside("recalculate ten years", pair(runs, ten, one), "one year", "1.25"))
    for words, limit in (
        (("check",), "0.9"),
        (("report", "--json"), "0.9"),
        (("share", "--yes", "--names-checked"), "3"),
    ):
        named = verb(folder, path, *words)
        rows.append(beside(f"{words[0]} three years", pair(runs, named, click), what, limit))
    program = shutil.which("soffice")
    if office and program:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = (program, profile, "--headless", "--convert-to", "xlsx", "--outdir")
        convert = lambda: process(folder, *command, str(folder / "converted"), str(path))  # noqa: E731
        converted = pair(max(3, runs // 3), click, convert)
        rows.append(beside(what, converted, "LibreOffice convert", "0.15"))
    return rows + working_out_formulas(folder, runs, click)


def crowded(folder: Path, runs: int) -> list[list[str]]:
    """The same click where matplotlib and polars are installed, which nothing of it uses."""
    others = folder / "others"
    command = (sys.executable, "-m", "pip", "install", "--quiet", "--target", str(others))
    subprocess.run((*command, "matplotlib", "polars"), check=True)
    path, words = tracker(folder, 3), "recalculate"
    with_them = verb(folder, path, words, beside=others)
    pairs = pair(runs, with_them, verb(folder, path, words))
    what = "recalculate three years, matplotlib and polars installed"
    return [beside(what, pairs, "without them", "1.05")]


def working_out_formulas(folder: Path, runs: int, click: Program) -> list[list[str]]:
    """The same click against the library formulas, which works out the rates alone."""
    what, beside_it = "recalculate three years", "formulas, a workbook with the rates alone"
    if importlib.util.find_spec("formulas") is None:
        return [[what, "not measured", f"{beside_it}: pip install formulas", "", ""]]
    path = folder / "equivalent.xlsx"
    write_equivalent(path, [week for week in weeks(3) if week["slots_offered"]])
    command = (sys.executable, "-c", FORMULAS, str(path), str(folder / "worked_out"))
    worked_out = pair(max(3, runs // 3), click, lambda: process(folder, *command))
    return [beside(what, worked_out, beside_it, "")]


def computing(folder: Path, runs: int) -> list[list[str]]:
    """The projection and the levers, inside one process."""
    import numpy as np

    from practice_xl.domain.levers import cost_levers
    from practice_xl.domain.levers.state import state_of
    from practice_xl.domain.middle import quantiles
    from practice_xl.domain.projection import simulate
    from practice_xl.tracker import Tracker

    practice = Tracker(tracker(folder, 3), TODAY).report().report.practice

    def timed(work: Callable[[], object]) -> Run:
        def run() -> float:
            start = time.perf_counter()
            work()
            return time.perf_counter() - start

        return run

    def projected(paths: int) -> Callable[[], object]:
        def run() -> object:
            futures = simulate(practice.weeks, practice.plan, 52, paths)
            return [quantiles(np.cumsum(each, axis=0)) for each in (futures.kept, futures.money)]

        return run

    many, few, levers = in_turns(
        3 * runs,
        timed(projected(10_000)),
        timed(projected(2_000)),
        timed(lambda: cost_levers(state_of(practice.weeks, practice.plan, practice.months))),
    )
    return [
        ["projection, 52 weeks, 2,000 futures", _time(few), "", "", "30 ms"],
        ["projection, 52 weeks, 10,000 futures", _time(many), "", "", "100 ms"],
        ["levers, all 8,192 combinations and shares", _time(levers), "", "", "60 ms"],
    ]


def importing(folder: Path, runs: int) -> list[list[str]]:
    """100,000 appointments against pandas reading the same file, both as whole programs."""
    rows = []
    for name, write in (("11 short columns", short_rows), ("22 columns, quoted", long_rows)):
        source = folder / f"{len(rows)}.csv"
        write(source, 100_000)
        what = f"import 100,000 appointments, {name}"
        pairs = pair(runs, script(folder, IMPORT, source), script(folder, PANDAS, source))
        rows.append(beside(what, pairs, "pandas.read_csv", "1.3"))
        rows.append(beside(f"{what}: memory", pairs, "pandas.read_csv", "1.2", key="peak"))
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


def overview(folder: Path) -> list[list[str]]:
    """The roster of 200 practices against opening each copy with openpyxl; memory of 10,000."""
    import openpyxl

    from practice_xl import making
    from practice_xl.coach.roster import roster

    copy = making.demo(folder / "demo").copy
    few, many = (copies_of(copy, folder / f"{count}_copies", count) for count in (200, 10_000))
    begun = time.perf_counter()
    roster(few, folder / "overview.xlsx", today=TODAY)
    ours = (time.perf_counter() - begun) / 200
    begun = time.perf_counter()
    for path in sorted(few.rglob("*.xlsx"))[:20]:
        openpyxl.load_workbook(path, read_only=True).close()
    theirs = (time.perf_counter() - begun) / 20
    command = (sys.executable, "-m", "practice_xl", "roster", f"--as-of={TODAY}")
    small, large = (
        process(folder, *command, str(copies), f"--output={copies}.xlsx").peak
        for copies in (few, many)
    )
    memory = "roster of 10,000 practices: memory", f"{large:.0f} MB", f"of 200 {small:.0f} MB"
    return [
        row("roster, one practice of 200", ours, "openpyxl, one copy", theirs),
        [*memory, f"{large / small:.2f}", "2"],
    ]


def copies_of(copy: Path, folder: Path, count: int) -> Path:
    """A folder with so many practices, each with one copy; the bytes lie on the disk once."""
    for number in range(count):
        place = folder / f"practice_{number:05}"
        place.mkdir(parents=True)
        (place / copy.name).hardlink_to(copy)
    return folder


def live(folder: Path) -> list[list[str]]:
    """A click on three years in a running LibreOffice, after the imports."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from engines import libreoffice

    from practice_xl.problems import NotAvailable
    from practice_xl.tracker import Tracker

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
            Tracker(book, TODAY).recalculate()
            times.append(time.perf_counter() - start)
        book.close()
    what = "a click in LibreOffice, three years"
    return [[what, _time(statistics.median(times)), "10 reads, 27 writes", "", "300 ms"]]


if __name__ == "__main__":
    main()
