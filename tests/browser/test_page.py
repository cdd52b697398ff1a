"""The browser edition does what the commands do, and reaches nothing."""

from __future__ import annotations

import socket
import threading
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from practice_xl import making
from practice_xl.browser import friday_page
from practice_xl.cli import main
from practice_xl.coach.roster import roster
from practice_xl.problems import PracticeError
from practice_xl.schema.inputs import TABLE_BY_NAME
from practice_xl.tracker import Tracker
from practice_xl.xlsx.book import ClosedBook

# The page works as of today, so the command beside it does too.
TODAY = date.today()


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return making.example(tmp_path / "example year.xlsx")


def cells(path: Path) -> dict[str, object]:
    """Every filled cell of a workbook."""
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def differing(one: Path, other: Path) -> list[str]:
    """Cells that differ: text at all, numbers by more than one in a thousand.

    The page has a numpy of its own: of 2,000 futures one may be rounded the other way. Times of
    day are left out."""
    left, right = cells(one), cells(other)
    return [
        place
        for place in sorted(left.keys() | right.keys())
        if left.get(place) != right.get(place)
        and not (
            isinstance(left.get(place), (int, float))
            and right.get(place) == pytest.approx(left.get(place), rel=1e-3)
        )
        and not hasattr(left.get(place), "hour")
    ]


def test_the_example_year_reads_as_the_command_has_it(visitor, tracker):
    visitor.choose("#choose", tracker)
    assert not visitor.failed, visitor.status
    saved = visitor.save()
    facts = Tracker(tracker, TODAY).recalculate()
    assert differing(saved, tracker) == []
    with zipfile.ZipFile(saved) as page, zipfile.ZipFile(tracker) as command:
        assert page.namelist() == command.namelist()
        ours = ("xl/worksheets/", "xl/charts/")
        untouched = [name for name in page.namelist() if not name.startswith(ours)]
        assert [n for n in untouched if page.read(n) != command.read(n)] == []
    text = visitor.page.inner_text("#page")
    assert facts.report.scorecard.readings.leader in text
    quarter = friday_page(facts, TODAY)["quarter"]
    assert quarter and all(line in text for line in quarter)
    assert {url for url in visitor.requests if not url.startswith("blob:")} == {visitor.page.url}


def test_a_decision_is_told_with_what_it_brings(visitor, tracker):
    """Three cells typed on Decisions: the page names the decision and what more comes in."""
    row, column = TABLE_BY_NAME["Decisions"].place
    with ClosedBook(tracker) as book:
        cells_ = ("Yes", "Raise the fee", datetime.combine(TODAY + timedelta(60), time()))
        for at, value in enumerate(cells_):
            book.sheets["Decisions"].range((row + 1, column + at)).value = value
        book.save()
    visitor.choose("#choose", tracker)
    assert not visitor.failed, visitor.status
    told = friday_page(Tracker(tracker, TODAY).report(), TODAY)["decisions"]
    text = visitor.page.inner_text("#page")
    assert told[0] in text and "more collected" in text


def test_a_week_typed_on_the_page_stands_in_weekly(visitor, tracker):
    visitor.choose("#choose", tracker)
    visitor.page.click("#type-week")
    visitor.page.fill("#box-sessions_kept", "21")
    visitor.page.click("#week-write")
    visitor.settle()
    assert not visitor.failed, visitor.status
    assert 21 in [value for place, value in cells(visitor.save()).items() if "Weekly!" in place]


def test_a_word_for_a_number_is_met_as_at_the_command_and_changes_nothing(visitor, tracker):
    visitor.choose("#choose", tracker)
    before = visitor.save().read_bytes()
    visitor.page.click("#type-week")
    visitor.page.fill("#box-sessions_kept", "eighteen")
    visitor.page.click("#week-write")
    visitor.page.wait_for_selector("#status.failed")
    assert "Nothing was changed" in visitor.status
    assert "'eighteen'" in visitor.page.inner_text("#problem-list")
    assert visitor.save().read_bytes() == before


def test_the_coach_copy_is_the_commands_and_its_notes_come_back(visitor, tracker, tmp_path):
    visitor.choose("#choose", tracker)
    visitor.page.click("#share")
    visitor.page.wait_for_selector("#question[open]")
    assert "Insurance A" in visitor.page.inner_text("#question-text")
    visitor.page.click("#question-no")

    def confirm() -> None:
        visitor.page.click("#question-yes")

    visitor.page.wait_for_selector("#question[open] >> text=no client data")
    copy = visitor.download(confirm)
    native, *_ = Tracker(tracker, TODAY).share()
    assert copy.name == native.name
    assert differing(copy, native) == []
    book = openpyxl.load_workbook(copy)
    notes = book["Coach"]
    header = next(cell for row in notes.iter_rows() for cell in row if cell.value == "Comment")
    notes.cell(header.row + 1, header.column).value = "Ask about Fridays"
    book.save(tmp_path / "back.xlsx")
    visitor.choose("#merge", tmp_path / "back.xlsx")
    assert not visitor.failed, visitor.status
    assert "Ask about Fridays" in cells(visitor.save()).values()


def test_an_import_is_previewed_confirmed_and_typed(visitor, make_tracker, tmp_path):
    tracker = make_tracker([{"week_start": date(2026, 11, 2), "sessions_kept": 18}])
    export = tmp_path / "weeks.csv"
    export.write_text("week_start,sessions_kept,missed\n2026-10-26,17,2\n")
    visitor.choose("#choose", tracker)
    visitor.choose("#import", export)
    visitor.page.wait_for_selector("#question[open]")
    visitor.page.click("#question-yes")
    visitor.settle()
    assert not visitor.failed, visitor.status
    typed = cells(visitor.save())
    assert 17 in [value for place, value in typed.items() if place.startswith("Weekly!")]


def test_a_workbook_with_macros_keeps_them(visitor, tmp_path):
    path = making.new(tmp_path / "mine.xlsm", TODAY)
    visitor.choose("#choose", path)
    assert not visitor.failed, visitor.status
    with zipfile.ZipFile(visitor.save()) as saved, zipfile.ZipFile(path) as before:
        assert saved.read("xl/vbaProject.bin") == before.read("xl/vbaProject.bin")


def test_a_folder_of_copies_becomes_the_overview(visitor, tracker, tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    copy, *_ = Tracker(tracker, TODAY).share()
    (folder / copy.name).write_bytes(copy.read_bytes())
    with visitor.page.expect_download() as download:
        visitor.choose("#coach-folder", folder)
    download.value.save_as(tmp_path / "page.xlsx")
    roster(folder, tmp_path / "command.xlsx", today=TODAY)
    assert differing(tmp_path / "page.xlsx", tmp_path / "command.xlsx") == []


@pytest.mark.parametrize("kind", ["damaged", "foreign"])
def test_what_is_no_tracker_is_refused_in_the_commands_words(visitor, tmp_path, kind):
    file = tmp_path / "other.xlsx"
    if kind == "damaged":
        file.write_bytes(b"PK\x03\x04 and then nothing of a workbook")
    else:
        openpyxl.Workbook().save(file)
    with pytest.raises(PracticeError) as refused:
        Tracker(file, TODAY).recalculate()
    visitor.choose("#choose", file)
    assert visitor.failed
    shown = visitor.status + visitor.page.inner_text("main")
    assert str(refused.value).splitlines()[0] in shown


def test_the_command_finds_the_page_or_says_where_to_get_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["browser"]) == 1
    assert "comes with a release" in capsys.readouterr().err
    page = tmp_path / "dist" / "practice_xl.html"
    page.parent.mkdir()
    page.touch()
    assert main(["browser"]) == 0
    assert str(page) in capsys.readouterr().out


def test_the_page_cannot_connect_to_anything(visitor):
    """Every way out is tried; a listener on this computer hears nothing."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(3)

        def listen() -> None:
            with suppress(TimeoutError):  # a connection opened ahead of time says nothing
                connection, _ = server.accept()
                connection.settimeout(1)
                heard.append(connection.recv(100))

        ear = threading.Thread(target=listen)
        ear.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        page = visitor.page.context.new_page()  # a form leaves a page waiting
        page.goto(visitor.page.url)
        blocked = page.evaluate(
            """async (address) => {
                const blocked = [];
                document.addEventListener("securitypolicyviolation",
                    (event) => blocked.push(event.effectiveDirective));
                const frame = document.createElement("iframe");
                frame.src = address;
                document.body.append(frame);
                new Image().src = address;
                try { new WebSocket(address.replace("http", "ws")); } catch {}
                try { new Worker(address); } catch {} // a file may start none at all
                try { navigator.sendBeacon(address, "x"); } catch {}
                const request = new XMLHttpRequest();
                try { request.open("GET", address); request.send(); } catch {}
                const form = document.createElement("form");
                form.action = address;
                document.body.append(form);
                form.submit();
                for (let turn = 0; new Set(blocked).size < 4 && turn < 40; turn++)
                    await new Promise((done) => setTimeout(done, 250));
                return [...new Set(blocked)].sort();
            }""",
            address,
        )
        ear.join()
        page.close()
    assert blocked == ["connect-src", "form-action", "frame-src", "img-src"]
    assert b"".join(heard) == b""


def test_no_serious_barrier_is_found(visitor, axe):
    """axe-core looks at the page with the example open, in both schemes and as wide as a phone."""
    visitor.page.click("[data-verb=example]")
    visitor.page.wait_for_selector("#friday:not([hidden])", timeout=80_000)
    visitor.page.evaluate(axe)
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 390)):
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.set_viewport_size({"width": width, "height": 800})
        found = visitor.page.evaluate("axe.run().then((result) => result.violations)")
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
        sideways = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert sideways <= 0
    visitor.page.click("#type-week")
    visitor.page.wait_for_selector("#week-form[open]", timeout=40_000)
    found = visitor.page.evaluate("axe.run().then((result) => result.violations)")
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
