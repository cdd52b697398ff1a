from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from engines import libreoffice
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openxml_audit import OpenXmlValidator

from practice_xl.browser import call
from practice_xl.building.example import EXAMPLE_DAY
from practice_xl.building.tracker import build_tracker
from practice_xl.coach import build as build_module
from practice_xl.coach import copy as copy_module
from practice_xl.coach.audit import audit
from practice_xl.coach.build import TABS, build_copy
from practice_xl.coach.copy import copy_name, describe_copy, names_to_check, write_copy
from practice_xl.coach.copy_file import FORMAT_LINE, LINES, CopyFile, read_numbers
from practice_xl.coach.inputs import TypedText, for_coach, private_texts, shared_blocks
from practice_xl.coach.notes import read_notes
from practice_xl.coach.patterns import found_in, names_in
from practice_xl.domain.plan import Fee, Plan, Result
from practice_xl.domain.report import work_out
from practice_xl.domain.sources import Arrival, Source
from practice_xl.libreoffice import write_pdf
from practice_xl.problems import FileRefused, NeedsAttention
from practice_xl.report_json import as_json
from practice_xl.schema.blocks import CLINICIAN_RATES, HEADLINES, REFERRALS
from practice_xl.schema.inputs import QUARTER
from practice_xl.schema.parts import Column, Kind, Share, cell_name
from practice_xl.schema.settings import SETTINGS
from practice_xl.schema.start_page import ROWS, START_PAGE
from practice_xl.sheets.pages.page import Facts
from practice_xl.sheets.pages.typed_sheets import typed_sheets
from practice_xl.sheets.write import block_rows
from practice_xl.tracker import Tracker
from practice_xl.xlsx.archive import lock, unlock
from practice_xl.xlsx.book import ClosedBook

from .practices import FIRST_WEEK, SECRET, TODAY, WEEKS, content, facts_of, weekly

WEEK = date(2026, 10, 26)
EXAMPLE = Path(__file__).parents[2] / "workbook" / "example_year.xlsx"


def written(facts: Facts, folder: Path, **options: Any) -> Path:
    coach = for_coach(facts)
    target = folder / copy_name(coach)
    write_copy(coach, target, private=private_texts(facts), **options)
    return target


def every_text(data: bytes) -> str:
    """All of a package: names, raw bytes and unpacked parts, in small letters."""
    parts = [data.decode("latin-1")]
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            raw = package.read(name)
            parts += [name, raw.decode("utf-8", "replace"), raw.decode("utf-16-le", "replace")]
    return "\n".join(parts).casefold()


def test_copy_name_is_plain_and_has_the_week(facts: Facts) -> None:
    assert copy_name(for_coach(facts)) == "coach_copy_2026-10-26.xlsx"


def test_copy_says_what_it_is_and_has_only_its_sheets(facts: Facts, tmp_path: Path) -> None:
    path = written(facts, tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [sheet.name for sheet in TABS if sheet.name != "Decisions"]
    assert str(book["Start"]["B3"].value).startswith(FORMAT_LINE)
    assert all(sheet.sheet_state == "visible" for sheet in book)
    assert not book.defined_names
    assert book.properties.creator in (None, "")


def test_no_cell_is_a_formula_and_no_note_is_attached(facts: Facts, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(facts, tmp_path))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.comment is None
                assert cell.hyperlink is None


# Canaries -----------------------------------------------------------------------------------------


def canary_tracker(path: Path) -> None:
    """A tracker with a unique text in every cell that takes text, and wherever else it can."""
    typed = content()
    plan = dict(typed.plan) | {
        setting.key: f"{SECRET} plan {setting.key}"
        for setting in SETTINGS
        if setting.kind is Kind.TEXT and setting.key != "share_name"
    }
    rows = []
    for number, row in enumerate(weekly()):
        for name in (f"{SECRET} clinician one", f"{SECRET} clinician two"):
            rows.append(row | {"clinician": name, "private_note": f"{SECRET} note {number} {name}"})
    actions = (
        *typed.actions,
        {"measurable": "Inquiries", "task": f"{SECRET} other task", "result": f"{SECRET} aim"},
    )
    build_tracker(
        path,
        first_week=FIRST_WEEK,
        content=replace(
            typed,
            plan=plan,
            weekly=tuple(rows),
            clinicians=(
                {"name": f"{SECRET} clinician one", "usual_slots": 24},
                {"name": f"{SECRET} clinician two", "usual_slots": 24},
            ),
            actions=actions,
        ),
    )
    book = openpyxl.load_workbook(path)
    book["Weekly"]["D8"].comment = Comment(f"{SECRET} comment", f"{SECRET} author")
    book["Levers"]["G39"] = f"{SECRET} help overwritten"
    book["Words"]["B3"] = f"{SECRET} words"
    book["Capacity"]["B60"] = f"{SECRET} beside a block"
    book["Start"]["H50"] = f"{SECRET} loose cell"
    book["Weekly"].oddHeader.center.text = f"{SECRET} header"
    hidden = book.create_sheet(f"{SECRET} hidden")
    hidden["A1"], hidden.sheet_state = f"{SECRET} hidden cell", "veryHidden"
    book.defined_names[f"{SECRET}_name"] = DefinedName(
        f"{SECRET}_name", attr_text=f'"{SECRET} constant"'
    )
    book.properties.creator = f"{SECRET} creator"
    book.properties.description = f"{SECRET} description"
    book.properties.keywords = f"{SECRET} keywords"
    book["Capacity"]._charts and setattr(book["Capacity"]._charts[0], "title", f"{SECRET} chart")
    book.save(path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("customXml/item1.xml", f"<a>{SECRET} custom xml</a>")
        package.writestr("xl/webextensions/webextension1.xml", f"<a>{SECRET} extension</a>")
        package.writestr("xl/vbaProject.bin", f"{SECRET} macro")
        package.writestr("xl/threadedComments/threadedComment1.xml", f"<a>{SECRET} thread</a>")


def test_canaries_never_leave(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    source = tmp_path / "source"
    source.mkdir()
    canary_tracker(source / "t.xlsx")
    with ClosedBook(source / "t.xlsx") as book:
        notes = read_notes(book)
    owner = Tracker(source / "t.xlsx", TODAY).report()
    assert owner.report.practice.plan.practice_name.startswith(SECRET)
    assert owner.report.practice.weeks.clinicians[0][0].startswith(SECRET)
    on_disk = []
    replace_file = Path.replace

    def watched(self: Path, target: Path) -> Path:
        on_disk.append(self.read_bytes())
        return replace_file(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    out = tmp_path / "out"
    out.mkdir()
    path = written(owner, out, notes=notes)
    plain = path.read_bytes()
    locked = out / "locked.xlsx"
    write_copy(for_coach(owner), locked, notes, password="correct horse")
    opened = unlock(locked.read_bytes(), "correct horse")
    for data in (plain, opened, on_disk[0]):
        assert SECRET not in every_text(data)
    assert (
        SECRET.encode() not in locked.read_bytes().lower() or True
    )  # random bytes may hold two letters
    assert "task not ticked" not in every_text(plain)
    assert "hand the bills over" in every_text(plain)  # ticked
    assert "ask two services" in every_text(plain)  # the coach's own
    assert on_disk[1] == locked.read_bytes()  # with a password nothing readable touched the disk
    said = capsys.readouterr()
    logged = (said.out + said.err + caplog.text).casefold()
    assert SECRET not in logged
    assert "correct horse" not in logged
    assert sorted(p.name for p in out.iterdir()) == [path.name, "locked.xlsx"]
    if shutil.which("soffice") and shutil.which("pdftotext"):
        pdf = write_pdf(path)
        text = subprocess.run(
            ["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert "Coach copy" in text
        assert "task not ticked" not in text
        assert SECRET not in text.casefold()
        assert pdf.read_bytes().startswith(b"%PDF")
        assert sorted(p.suffix for p in out.iterdir()) == [".pdf", ".xlsx", ".xlsx"]


def test_unticked_action_leaves_without_its_words(facts: Facts, tmp_path: Path) -> None:
    text = every_text(written(facts, tmp_path).read_bytes())
    assert "ceo hours" in text
    assert "task not ticked" not in text


def test_a_new_column_is_private_until_someone_decides(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = build_module.WEEKLY
    added = Column("mood", "Mood of the week", "text", Kind.TEXT)
    assert added.share is Share.NEVER
    monkeypatch.setattr(build_module, "WEEKLY", table._replace(columns=(*table.columns, added)))
    copy = build_copy(for_coach(facts))
    assert "Mood of the week" not in copy.cells["Weekly totals"].values()


def test_a_suggestion_typed_into_actions_and_not_ticked_stops_nothing(tmp_path: Path) -> None:
    """The sheets suggest rows for Actions; a copy may suggest the same again."""
    path = tmp_path / "t.xlsx"
    build_tracker(path, first_week=FIRST_WEEK, content=content(actions=()))
    task = Tracker(path, TODAY).report().report.scorecard.decisions[0].task
    actions = ({"measurable": "Enjoyed", "task": task, "result": "the desk is clear"},)
    build_tracker(path, first_week=FIRST_WEEK, content=content(actions=actions))
    copy = written(Tracker(path, TODAY).report(), tmp_path)
    assert task.casefold() in every_text(copy.read_bytes())


# Patterns -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "write to jane@example.org",
        "jane (at) example.org",
        "jane at example.com",
        "call 07700 900123",
        "+1 (555) 010-9999",
        "555-010-9999",
        "0049 30 901820",
        "born 3 March",
        "DOB",
        "3/4/1985",
        "1985-04-03",
        "12 March 1990",
        "March 12, 1990",
        "member 48120077",
        "４８１２００７７",
        "id 123456",
        "0770\u200b0900123",
        "٠٧٧٠٠ ٩٠٠١٢٣",
        "4.3.85",
    ],
)
def test_what_points_at_a_person_is_found(text: str) -> None:
    assert found_in(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "raise the fee to $1,200 by 2027-01-01",
        "10-12 of 24 slots",
        "bills out by 30 Nov 2026",
        "£120,000 a year",
        "two of 3 in 4 weeks",
        "Friday 9-10, 13-14 and 15-16",
        "2026/27",
        "3/12",
        "from 01/12/2026",
        "30 % of 1,250,000",
    ],
)
def test_plain_text_of_a_practice_passes(text: str) -> None:
    assert not found_in(text, TODAY)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("meet Jane Doe", ["Jane Doe"]),
        ("J. D. first", ["J. D."]),
        ("ask MK", ["MK"]),
        ("Ana María López calls", ["Ana María López"]),
        ("Keep Friday free", []),
        ("the CEO hour", []),
        ("Hand over the billing", []),
        ("John O’Neil", ["John O’Neil"]),
        ("Jane D.", ["Jane D."]),
    ],
)
def test_initials_and_pairs_are_found(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def ticked(text: str, tmp_path: Path, column: str = "task") -> Facts:
    actions = ({"measurable": "CEO hours", "task": "plan", "share": "x"} | {column: text},)
    path = tmp_path / "t.xlsx"
    build_tracker(path, first_week=FIRST_WEEK, content=content(actions=actions))
    return Tracker(path, TODAY).report()


def test_a_pattern_in_ticked_text_stops_the_copy_without_repeating_it(tmp_path: Path) -> None:
    owner = ticked("call 07700 900123", tmp_path, "result")
    with pytest.raises(NeedsAttention) as stopped:
        written(owner, tmp_path, names_checked=True)
    problem = stopped.value.problems[0]
    assert (problem.sheet, problem.cell, problem.column) == (
        "Actions",
        "G11",
        "Result it should create",
    )
    assert "07700" not in str(stopped.value)
    assert not list(tmp_path.glob("coach_copy*"))


def test_what_could_be_a_name_needs_a_second_yes(tmp_path: Path) -> None:
    owner = ticked("meet Jane Doe", tmp_path)
    assert names_to_check(for_coach(owner))[0][1] == ["Jane Doe"]
    assert "Jane Doe" in describe_copy(for_coach(owner))
    with pytest.raises(NeedsAttention):
        written(owner, tmp_path)
    assert written(owner, tmp_path, names_checked=True).exists()


def test_the_browser_edition_asks_what_the_command_and_the_button_ask(tmp_path: Path) -> None:
    """Figures of parts, what is inside, few clients, names: one after the other, each answered."""
    actions = ({"measurable": "CEO hours", "task": "meet Jane Doe", "share": "x"},)
    few = tuple(row | {"active_clients": 4 if n == 0 else None} for n, row in enumerate(weekly()))
    few = tuple(row | {"clients_started": 0, "clients_ended": 0} for row in few)
    path = tmp_path / "t.xlsx"
    typed = replace(content(actions=actions), weekly=few)
    build_tracker(path, first_week=FIRST_WEEK, content=typed)
    given = {"file": str(path), "today": str(TODAY)}
    answers: list[bool] = []
    asked: list[str] = []
    while "question" in (
        answer := json.loads(call("share", json.dumps(given | {"answers": answers})))
    ):
        asked.append(answer["question"]["text"])
        assert not list(tmp_path.glob("coach_copy*"))
        answers.append(len(asked) > 1)  # no figures of parts; else yes
    parts, inside, clients, names = asked
    assert "Insurance A" in parts
    assert "are not in it" in inside
    assert "fewer than 5 clients" in clients
    assert "Jane Doe" in names
    assert answer["files"] == ["coach_copy_2026-10-26.xlsx"]
    assert (tmp_path / answer["files"][0]).exists()
    no_to_names = json.loads(
        call("share", json.dumps(given | {"answers": [False, True, True, False]}))
    )
    assert not no_to_names["ok"]


# The audit ----------------------------------------------------------------------------------------


def changed(data: bytes, change: Any) -> bytes:
    """A package with its parts changed by a function of name and content; None removes one."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(out, "w") as new:
        parts = {name: package.read(name) for name in package.namelist()}
        for name, part in change(parts).items():
            new.writestr(name, part)
    return out.getvalue()


def in_part(name: str, old: bytes, new: bytes) -> Any:
    def change(parts: dict[str, bytes]) -> dict[str, bytes]:
        assert old in parts[name], (name, old)
        return parts | {name: parts[name].replace(old, new, 1)}

    return change


SECRETS = [TypedText("Actions", "F6", "Task", "secret task")]
BREACHES = {
    "a part": lambda parts: parts | {"xl/comments1.xml": b"<a/>"},
    "a macro": lambda parts: parts | {"xl/vbaProject.bin": b"x"},
    "a hidden sheet": in_part("xl/workbook.xml", b'name="Levers"', b'name="Levers" state="hidden"'),
    "a name": in_part(
        "xl/workbook.xml", b"<definedNames>", b'<definedNames><definedName name="a">1</definedName>'
    ),
    "a formula": in_part("xl/worksheets/sheet7.xml", b"<v>", b"<f>A1</f><v>"),
    "a hidden column": in_part("xl/worksheets/sheet7.xml", b"<col ", b'<col hidden="1" '),
    "a property": in_part("docProps/core.xml", b"<dc:creator>", b"<dc:creator>me"),
    "a link": in_part(
        "xl/_rels/workbook.xml.rels", b"<Relationship ", b'<Relationship TargetMode="External" '
    ),
    "an e-mail address": in_part("xl/drawings/drawing1.xml", b'descr="', b'descr="a@b.org '),
    "a private text": in_part("xl/charts/chart1.xml", b"<a:t>", b"<a:t>SECRET task "),
    "a number in a chart": in_part(
        "xl/charts/chart1.xml", b'<c:pt idx="0"><c:v>', b'<c:pt idx="0"><c:v>777'
    ),
    "a comment in XML": in_part("xl/workbook.xml", b"<sheets>", b"<!-- x --><sheets>"),
    "a small line drawn from another file": in_part(
        "xl/worksheets/sheet3.xml", b"<xm:f>Scorecard!", b"<xm:f>[1]Weekly!"
    ),
    "another extension": in_part("xl/worksheets/sheet3.xml", b'uri="{05C60535', b'uri="{05C60536'),
    "more in the extension": in_part(
        "xl/worksheets/sheet3.xml", b"<x14:sparklines>", b"<x14:note>x</x14:note><x14:sparklines>"
    ),
    "an extra cell": in_part(
        "xl/worksheets/sheet7.xml", b"</row>", b'<c r="AB1"><v>1</v></c></row>'
    ),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_audit_finds(breach: str, facts: Facts) -> None:
    copy = build_copy(for_coach(facts))
    assert audit(copy.content, copy.cells, SECRETS, copy.said) == []
    broken = changed(copy.content, BREACHES[breach])
    assert audit(broken, copy.cells, SECRETS, copy.said)


def test_a_finding_deletes_the_copy_and_keeps_the_old_one(
    facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / copy_name(for_coach(facts))
    target.write_bytes(b"earlier")
    monkeypatch.setattr(copy_module, "audit", lambda *_: ["Start!B3: something"])
    with pytest.raises(FileRefused, match="Start!B3"):
        write_copy(for_coach(facts), target)
    assert target.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [target]


ORDINARY = (
    "Standard Regular Normal Default Reduced Sliding Full Usual Low High Private Insured Cash Card "
    "Student Couple Family Group Evening Online Weekly Income Goal Money Start Chart Sheet Font "
    "Arial Solid"
).split()


def test_tiers_called_by_ordinary_names_leave(tmp_path: Path) -> None:
    """Words of the sheets and of their markup are no private text: 30 names, 0 refused."""
    assert len(ORDINARY) == 30
    kinds = ("full", "sliding", "insurance")
    fees = tuple(Fee(name, kinds[at % 3], 140.0 - at, 1.0) for at, name in enumerate(ORDINARY))
    owner = facts_of(weekly(), Plan(usual_slots=24, full_fee=140.0, fees=fees))
    written(owner, tmp_path)


def test_a_number_in_a_chart_may_differ_in_its_last_digit(facts: Facts) -> None:
    """1092.928125 in the chart, 1092.9281250000001 in the cell: one number."""
    copy = build_copy(for_coach(facts))
    with zipfile.ZipFile(BytesIO(copy.content)) as package:
        chart = package.read("xl/charts/chart3.xml").decode()
    number = next(n for n in re.findall(r"<c:v>(\d+)</c:v>", chart) if len(n) > 3)
    nearly = repr(float(number) * (1 + 4e-16))
    assert nearly != repr(float(number))
    moved = changed(
        copy.content,
        in_part("xl/charts/chart3.xml", f">{number}<".encode(), f">{nearly}<".encode()),
    )
    assert audit(moved, copy.cells, (), copy.said) == []


# Not empty ----------------------------------------------------------------------------------------


def test_the_copy_says_what_the_tracker_says(facts: Facts) -> None:
    """Every cell of every shared block is the tracker's, rounded to what is shown."""
    for owner in (facts, Tracker(EXAMPLE, EXAMPLE_DAY).report()):
        coach = for_coach(owner, parts=True)
        cells, rows, compared = build_copy(coach).cells, block_rows(owner), 0
        own = {START_PAGE.name, CLINICIAN_RATES.name, *(b.name for b in HEADLINES.values())}
        for block in shared_blocks(coach):
            for down, row in enumerate(rows[block.name]):
                for across, value in enumerate(row):
                    at = (block.first_row + down, block.first_column + across)
                    shown = cells[block.sheet].get(at)
                    if block is START_PAGE and down <= ROWS["about"]:
                        continue  # of the file, not of the practice
                    if isinstance(value, str) and (block.name in own or "Next for you" in value):
                        continue
                    if isinstance(value, float):
                        half = 0.5 if abs(value) >= 2 else 0.05
                        assert shown == pytest.approx(value, abs=half + 1e-9), (block.name, at)
                    else:
                        assert shown == value, (block.name, at, value, shown)
                    compared += value is not None
        assert compared > 800


def test_no_cell_carries_more_digits_than_it_shows(facts: Facts) -> None:
    for sheet in build_copy(for_coach(facts)).cells.values():
        for value in sheet.values():
            assert not isinstance(value, float) or value == round(value, 2)


def test_the_scores_of_the_example_equal_the_report() -> None:
    owner = Tracker(EXAMPLE, EXAMPLE_DAY).report()
    numbers = read_numbers(CopyFile(build_copy(for_coach(owner)).content, "copy"))
    report = as_json(owner)["scorecard"]
    assert numbers["manager"] == report["manager"]["score"]
    assert numbers["leader"] == report["leader"]["score"]
    assert numbers["leader_before"] == report["history"][-5]["leader"]


def test_the_numbers_stand_on_start_without_keys(facts: Facts) -> None:
    cells = build_copy(for_coach(facts)).cells["Start"]
    texts = [value for value in cells.values() if isinstance(value, str)]
    assert not [text for text in texts if "_" in text or "utilisation" in text]
    assert {line.label for line in LINES} <= set(texts)


def test_full_by_says_full_now_where_there_is_no_date() -> None:
    full = [row | {"sessions_kept": 24, "slots_offered": 24} for row in weekly()]
    copy = build_copy(for_coach(facts_of(full)))
    numbers = read_numbers(CopyFile(copy.content, "copy"))
    assert (numbers["full_by"], numbers["full_status"]) == (None, "full now")
    row = next(at[0] for at, value in copy.cells["Start"].items() if value == "Manager")
    assert "full now" in [copy.cells["Start"].get((at, 4)) for at in range(row - 8, row)]


def test_every_chart_has_points_of_its_cells(facts: Facts) -> None:
    data = build_copy(for_coach(facts)).content
    with zipfile.ZipFile(BytesIO(data)) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/")]
        assert len(charts) >= 5
        for name in charts:
            tree = ElementTree.fromstring(package.read(name))
            series = [e for e in tree.iter() if e.tag.rpartition("}")[2] == "ser"]
            assert series
            with_points = 0
            for one in series:
                values = next(e for e in one if e.tag.rpartition("}")[2] == "val")
                points = [e for e in values.iter() if e.tag.rpartition("}")[2] == "v"]
                with_points += bool(points)
            assert with_points, name
        dates = ElementTree.fromstring(package.read(charts[0]))
        cats = [e.text for e in dates.iter() if e.tag.rpartition("}")[2] == "v"]
        assert cats


def questions_of(cells: dict[tuple[int, int], Any]) -> list[str]:
    row = next(row for (row, _), value in cells.items() if value == "Three questions")
    return [str(cells[row + at, 2]) for at in (2, 3, 4)]


def test_conversation_has_three_questions_and_compares_with_the_copy_before(
    facts: Facts, tmp_path: Path
) -> None:
    path = tmp_path / "t.xlsx"
    build_tracker(path, first_week=FIRST_WEEK, content=content())
    before = Tracker(path, TODAY - timedelta(weeks=4)).report()
    written(before, tmp_path)
    with ClosedBook(path) as book:
        notes = read_notes(book)
    copy = written(facts, tmp_path, notes=notes)
    cells = CopyFile(copy.read_bytes(), "copy").cells("Conversation")
    text = "\n".join(str(value) for value in cells.values())
    questions = [
        v for v in cells.values() if isinstance(v, str) and v.endswith("?") and len(v) > 20
    ]
    assert len([q for q in questions if "closer" not in q.casefold()]) >= 3
    asked = questions_of(cells)[0]
    assert re.fullmatch(r"[A-Z]\w+: 2 of 2 on the task, [01] on the result: what would .*\?", asked)
    assert "since the last copy, the week of 28 Sep 2026" in text
    first = next(row for (row, _), value in cells.items() if value == "First of all")
    assert cells[first + 1, 2] == "Ask two services (due 6 Nov 2026)"
    row = next(row for (row, _), value in cells.items() if value == "Likely income, next 12 months")
    then, now = (int(re.sub(r"\D", "", str(cells[row, column]))) for column in (3, 4))
    assert cells[row, 5] == f"{'-' if now < then else '+'}${abs(now - then):,}"
    assert "Delegated, due 30 Sep 2026" in text


def quarter_of(when_then: str, *, share: bool = True) -> Facts:
    """A practice with one result of the quarter, its words typed by the owner."""
    owner = facts_of(weekly())
    result = Result("fill", 0.9, date(2026, 12, 31), 0.7, FIRST_WEEK, when_then, share=share)
    practice = owner.report.practice._replace(quarter=(result,))
    return owner._replace(report=work_out(practice), beside={"Quarter": (2,)})


def test_the_quarter_s_ticked_words_pass_the_same_questions(tmp_path: Path) -> None:
    """Names are asked about, with their cell; a telephone number stops the copy; unticked stays."""
    ((text, found),) = names_to_check(for_coach(quarter_of("If late, meet Jane Doe")))
    assert (text.sheet, text.cell) == (
        QUARTER.sheet,
        cell_name(QUARTER.place[0] + 3, QUARTER.place[1] + QUARTER.keys.index("when_then")),
    )
    assert found == ["Jane Doe"]
    with pytest.raises(NeedsAttention):
        written(quarter_of("If late, meet Jane Doe"), tmp_path)
    with pytest.raises(NeedsAttention):
        written(quarter_of("Call 07700 900123"), tmp_path, names_checked=True)
    unticked = written(quarter_of("If late, meet Jane Doe", share=False), tmp_path)
    assert "jane" not in every_text(unticked.read_bytes())


def test_start_points_to_no_sheet_that_the_copy_does_not_have() -> None:
    """Decisions and Plan are the tracker's, and said to be."""
    almost_full = [row | {"sessions_kept": 23, "slots_offered": 24} for row in weekly()]
    plan = Plan(usual_slots=24, full_fee=140.0)
    cells = build_copy(for_coach(facts_of(almost_full, plan))).cells["Start"]
    text = " ".join(str(value) for _, value in sorted(cells.items()))
    assert "On the tracker's Decisions, give it a day" in text
    assert "type an income goal in the tracker's Plan" in text.replace("Type", "type")
    assert not re.search(r"(?<!the tracker's )\b(Decisions|Plan|Checks|Actions,|Weekly)\b", text)


def test_sources_are_numbered_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    """The owner reads beside each name what the coach reads instead of it."""
    owner = facts_of(weekly())
    sources = tuple(Source(f"{SECRET} {name}", "Doctor or clinic") for name in ("zeta", "alpha"))
    week = FIRST_WEEK + timedelta(weeks=WEEKS - 2)
    arrivals = (Arrival(week, sources[0].source, 3, 1), Arrival(week, sources[1].source, 8, 4))
    practice = owner.report.practice._replace(sources=sources, arrivals=arrivals)
    owner = owner._replace(report=work_out(practice), beside={"Sources": (0, 3)})
    rows = typed_sheets(owner)[REFERRALS.name]
    assert {at: row[0] for at, row in enumerate(rows) if row[0]} == {0: "Source 1", 3: "Source 2"}
    cells = build_copy(for_coach(owner, parts=True)).cells["Conversation"]
    (first,) = (at for at, v in cells.items() if v == "Source 1, Doctor or clinic")
    assert cells[first[0], 3] == "3 inquiries, 1 new"
    assert cells[first[0] + 1, 2] == "Source 2, Doctor or clinic"
    assert cells[first[0] + 1, 3] == "8 inquiries, 4 new"
    without = build_copy(for_coach(owner)).cells["Conversation"].values()
    assert not [value for value in without if "Source" in str(value)]


def test_describe_says_what_is_inside(facts: Facts) -> None:
    said = describe_copy(for_coach(facts))
    assert "Counts and money only, no client data." in said
    assert "Do not send it to someone who knows your clients." in said
    assert "hand the bills over" in said
    assert "task not ticked" not in said
    assert len(said.splitlines()) <= 8


# Opening ------------------------------------------------------------------------------------------


def test_copy_is_valid_ooxml(facts: Facts, tmp_path: Path) -> None:
    result = OpenXmlValidator().validate(str(written(facts, tmp_path)))
    assert not result.errors, [error.description for error in result.errors[:5]]


def test_password_opens_and_nothing_else_does(facts: Facts, tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    write_copy(for_coach(facts), path, password="correct horse")
    data = path.read_bytes()
    assert not data.startswith(b"PK")
    assert b"AES" in data
    assert b'keyBits="256"' in data
    assert CopyFile(unlock(data, "correct horse"), "copy").start
    with pytest.raises(FileRefused):
        unlock(data, "wrong horse")
    with pytest.raises(FileRefused, match="8 to 255 characters"):
        lock(b"PK", "short")


@pytest.mark.skipif(libreoffice.why_unavailable() is not None, reason="no LibreOffice with uno")
def test_libreoffice_opens_the_locked_copy_with_the_password_only(
    facts: Facts, tmp_path: Path
) -> None:
    path = tmp_path / "locked.xlsx"
    write_copy(for_coach(facts), path, password="correct horse")
    uno = libreoffice.load_uno()

    def options(**values: Any) -> tuple[Any, ...]:
        made = []
        for name, value in values.items():
            option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            option.Name, option.Value = name, value
            made.append(option)
        return tuple(made)

    def load(password: str) -> Any:
        try:
            return office.desktop.loadComponentFromURL(
                path.resolve().as_uri(), "_blank", 0, options(Hidden=True, Password=password)
            )
        except Exception:  # LibreOffice says no in its own class
            return None

    with libreoffice.start() as office:
        document = load("correct horse")
        names = document.Sheets.ElementNames
        said = document.Sheets.getByName("Start").getCellRangeByName("B3").String
        document.close(True)
        assert not load("wrong horse")
    assert list(names) == [sheet.name for sheet in TABS if sheet.name != "Decisions"]
    assert said.startswith(FORMAT_LINE)
