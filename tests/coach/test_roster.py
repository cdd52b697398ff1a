from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from practice_xl.coach.build import build_copy
from practice_xl.coach.copy import write_copy
from practice_xl.coach.inputs import for_coach
from practice_xl.coach.roster import COLUMNS, dask_executor, roster
from practice_xl.problems import FileRefused, NotAvailable
from practice_xl.sheets.pages.page import Facts

from .practices import facts_of, weekly

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, facts: Facts) -> Path:
    """Copies of three practices, one with an earlier copy, one locked; and other files."""
    folder = tmp_path_factory.mktemp("copies")
    (folder / "oak").mkdir()
    write_copy(for_coach(facts), folder / "oak" / "coach_copy_2026-10-26.xlsx")
    earlier = facts_of(weekly(26))
    (folder / "oak" / "coach_copy_2026-09-28.xlsx").write_bytes(
        build_copy(for_coach(earlier)).content
    )
    quiet = facts_of(weekly(30))
    (folder / "elm 2026-10-26.xlsx").write_bytes(build_copy(for_coach(quiet)).content)
    write_copy(for_coach(facts), folder / "ash 2026-10-26.xlsx", password="correct horse")
    openpyxl.Workbook().save(folder / "budget.xlsx")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 not really")
    (folder / "~$elm.xlsx").write_bytes(b"lock")
    return folder


def test_a_row_for_each_practice_and_why_a_talk_helps(folder: Path, facts: Facts) -> None:
    found = roster(folder, today=TODAY)
    assert {row["practice"] for row in found.rows} == {"oak", "elm"}
    oak = next(row for row in found.rows if row["practice"] == "oak")
    assert oak["week"] == date(2026, 10, 26)
    assert oak["age"] == (TODAY - date(2026, 11, 1)).days
    assert oak["manager"] == for_coach(facts).facts.report.scorecard.scores.manager.score
    assert oak["fill"] == pytest.approx(facts.report.rates[4]["fill"].value, abs=0.0051)
    assert oak["actions_overdue"] == 1
    assert "1 action overdue" in oak["why"]
    assert found.rows == sorted(found.rows, key=lambda row: -row["talk"])
    assert [row["week"] for row in found.earlier] == [date(2026, 9, 28)]


def test_files_that_cannot_be_read_are_listed_with_the_reason(folder: Path) -> None:
    unread = dict(roster(folder, today=TODAY).unread)
    assert set(unread) == {"ash 2026-10-26.xlsx", "budget.xlsx", "broken.xlsx"}
    assert "password" in unread["ash 2026-10-26.xlsx"]
    assert "no sheet Start" in unread["budget.xlsx"]
    assert "damaged" in unread["broken.xlsx"]


def test_workbook_csv_and_parquet_say_the_same(folder: Path, tmp_path: Path) -> None:
    for suffix in (".xlsx", ".csv"):
        roster(folder, tmp_path / f"all{suffix}", today=TODAY)
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx")["Roster"]
    headers = [sheet.cell(4, column).value for column in range(2, 2 + len(COLUMNS))]
    assert headers == [header for _, header, _ in COLUMNS]
    frame = pd.read_csv(tmp_path / "all.csv")
    assert [sheet.cell(row, 2).value for row in (5, 6)] == frame["practice"].tolist()
    assert frame["manager"].tolist() == [sheet.cell(row, 16).value for row in (5, 6)]
    try:
        roster(folder, tmp_path / "all.parquet", today=TODAY)
    except NotAvailable as missing:
        assert "pyarrow" in str(missing)
    else:
        assert (
            pd.read_parquet(tmp_path / "all.parquet")["practice"].tolist()
            == frame["practice"].tolist()
        )


def test_rows_of_the_workbook_are_as_high_as_their_words(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "all.xlsx"
    roster(folder, output, today=TODAY + timedelta(days=60))
    sheet = openpyxl.load_workbook(output)["Roster"]
    why = max((sheet.cell(row, 4).value for row in (5, 6)), key=len)
    lines = -(-len(why) // int(sheet.column_dimensions["D"].width))
    assert lines > 1
    assert max(sheet.row_dimensions[row].height for row in (5, 6)) >= 12 * lines
    for letter, width in (("U", 9), ("V", 12)):
        assert sheet.column_dimensions[letter].width > width


def test_any_executor_gives_the_same(folder: Path) -> None:
    counted: list[tuple[int, int]] = []
    with ThreadPoolExecutor(2) as pool:
        with_pool = roster(
            folder, executor=pool, today=TODAY, progress=lambda *n: counted.append(n)
        )
        assert pool.submit(int).result() == 0  # it is not shut down
    assert with_pool.rows == roster(folder, today=TODAY).rows
    assert counted[-1] == (6, 6)


def test_many_copies_are_read_by_processes(folder: Path, tmp_path: Path) -> None:
    content = (folder / "elm 2026-10-26.xlsx").read_bytes()
    for number in range(70):
        (tmp_path / f"practice {number:02d}.xlsx").write_bytes(content)
    assert len(roster(tmp_path, today=TODAY).rows) == 70


def test_old_numbers_are_a_reason_to_talk(folder: Path) -> None:
    row = roster(folder, today=TODAY + timedelta(days=60)).rows[0]
    assert "days old" in row["why"]


def test_a_folder_without_copies_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"no \.xlsx file"):
        roster(tmp_path)
    with pytest.raises(FileRefused, match="There is no folder"):
        roster(tmp_path / "none")
    (tmp_path / "a.xlsx").write_bytes(b"x")
    with pytest.raises(FileRefused, match="end the name"):
        roster(tmp_path, tmp_path / "out.doc")


def test_a_dask_cluster_reads_them(folder: Path) -> None:
    distributed = pytest.importorskip("dask.distributed", reason="dask is not installed")
    cluster = distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        dashboard_address=None,
    )
    with cluster, dask_executor(cluster.scheduler_address) as executor:
        found = roster(folder, executor=executor, today=TODAY)
    assert found.rows == roster(folder, today=TODAY).rows


def test_without_dask_or_its_scheduler_there_is_a_sentence() -> None:
    with pytest.raises(NotAvailable), dask_executor("tcp://127.0.0.1:1", wait=1):
        pass
