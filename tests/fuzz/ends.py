"""How a case may end: checked in the file and in the numbers."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import openpyxl

from practice_xl.problems import NeedsAttention, PracticeError
from practice_xl.report_json import as_json
from practice_xl.schema.blocks import BLOCKS
from practice_xl.schema.inputs import TABLES
from practice_xl.tracker import Tracker

from .book import (
    SECRET,
    Area,
    Book,
    DoesNotApply,
    changed_cells,
    packed,
    parts_of,
)
from .cases import NOW, Base, Case, cells_of, numbers_of
from .kinds import Must
from .machines import MACHINES

NO_SENTENCE = re.compile(
    rf"{SECRET}|traceback|exception|error\b(?<!the error)|keyerror|valueerror|(?-i:\bNone\b)"
    r"|\bnan\b|\binf\b|invalid|<class|object at|\\x|nul byte",
    re.IGNORECASE,
)
NO_CELL = re.compile(r"^(nan|inf|-inf|None|NaT)$|Traceback|\bnan\b|\binf\b")
SHARES_TO_ONE = ("show_rate", "missed_rate", "enforcement", "refill_rate")


def run(case: Case, base: Base, folder: Path) -> str:
    """Recalculate the damaged workbook; "right" or "refused".

    Raises:
        AssertionError: It ended in any other way.
    """
    path = folder / f"case{Path(case.base).suffix}"
    path.write_bytes(case.data)
    try:
        facts = Tracker(path, base.today, NOW).recalculate()
    except PracticeError as failure:
        assert case.must in (Must.REFUSE, Must.EITHER), f"refused: {failure}"
        check_sentence(failure)
        assert path.read_bytes() == case.data, "the file was changed"
        assert [p.name for p in folder.iterdir()] == [path.name], "a stray file"
        return "refused"
    assert case.must is not Must.REFUSE, "not refused"
    check_numbers(facts)
    after = path.read_bytes()
    check_only_blocks_changed(case.data, after, machines=_by_machines(case))
    if case.must in (Must.SAME, Must.COUNT):
        assert numbers_of(facts) == base.numbers, "other numbers"
    if case.must is Must.SAME and not _by_machines(case):
        assert cells_of(after) == base.cells, "other cells"
    if case.number % 4 == 0:
        Tracker(path, base.today, NOW).recalculate()
        assert path.read_bytes() == after, "changed by a second run"
    if case.number % 20 == 0 and not _by_machines(case):
        openpyxl.load_workbook(path)
    assert [p.name for p in folder.iterdir()] == [path.name], "a stray file"
    return "right"


def _by_machines(case: Case) -> bool:
    return any(damage in MACHINES for damage in case.damages)


def check_sentence(failure: PracticeError) -> None:
    """Words for a person: no typed text, nothing of the program's inside, each line ended."""
    check_words(str(failure))
    if isinstance(failure, NeedsAttention):
        assert all(p.found and p.expected and p.do and p.sheet for p in failure.problems)
        assert any(p.blocking for p in failure.problems)


def check_words(text: str) -> None:
    """Sentences: nothing of the program's inside, none of what was typed."""
    found = NO_SENTENCE.search(text)
    assert text.strip(), "no words"
    assert not found, f"the message says {found[0] if found else ''}: {text[:400]}"
    assert text.rstrip().endswith((".", ").", "upgrade FILE")), text[-200:]


def check_numbers(facts: Any) -> None:
    """Every number is one, shares and chances lie between 0 and 1, ranges are in order."""
    report = as_json(facts)
    for place, value in _walk(report):
        if isinstance(value, float):
            assert math.isfinite(value), f"{place} is {value}"
    for size in ("4", "13", "52"):
        for key in SHARES_TO_ONE:
            value = report["rates"][size][key]["value"]
            assert value is None or 0 <= value <= 1, f"{key} of {size} weeks is {value}"
    for where, low, high in (("full", 0, 1), ("scorecard", 0, 100)):
        for place, value in _walk(report[where]):
            asked = "chance" in place if where == "full" else place.endswith("score")
            if asked and isinstance(value, (int, float)):
                assert low <= value <= high, f"{where}{place} is {value}"
    for place, value in _walk(report["income"]):
        if place.endswith("/p10") and value is not None:
            parts = report["income"]
            for step in place.split("/")[1:-1]:
                parts = parts[int(step)] if isinstance(parts, list) else parts[step]
            assert parts["p10"] <= parts["p50"] <= parts["p90"], f"income{place}"
    text = json.dumps(report["problems"], ensure_ascii=False)
    assert SECRET.casefold() not in text.casefold(), "a problem repeats what was typed"


def _walk(value: Any, place: str = "") -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, f"{place}/{key}")
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _walk(inner, f"{place}/{number}")
    else:
        yield place, value


MAY_CHANGE = re.compile(r"xl/worksheets/|xl/workbook\.xml|xl/charts/|xl/calcChain|\[Content|_rels")


def check_only_blocks_changed(before: bytes, after: bytes, *, machines: bool) -> None:
    """Every typed cell and every other part is as it was; what was written is a value."""
    if before == after:
        return
    old, new = parts_of(before), parts_of(after)
    assert set(new) <= set(old), "a part more"
    for name, content in old.items():
        assert MAY_CHANGE.match(name) or new[name] == content, f"{name} was changed"
    if machines and b"<sheet " not in old.get("xl/workbook.xml", b""):
        return
    book = Book(packed(new))
    typed = [(table.sheet, table.area) for table in _tables(book)]
    blocks: dict[str, list[Area]] = {}
    for block in BLOCKS:
        sheet, area = book.block(block.name)
        blocks.setdefault(sheet.casefold(), []).append(area)
    for sheet, part in book.sheet_parts.items():
        if old.get(part) == new.get(part):
            continue
        own = blocks.get(sheet.casefold(), [])
        for row, column, was, now in changed_cells(old[part].decode(), new[part].decode()):
            stale = "<f" in was.inner and was.inner.startswith(now.inner)
            written = any(area.holds(row, column) for area in own)
            assert written or stale, f"{sheet} {row},{column}: {was} became {now}"
            assert now.style == was.style or not was.style, "a style was changed"
            assert not NO_CELL.search(re.sub("<[^>]*>", "", now.inner)), f"{sheet} {now}"
            if not stale:
                inside = [a for s, a in typed if s == sheet and a.holds(row, column)]
                assert not inside, f"{sheet} {row},{column} of a typed table was written"


def _tables(book: Book) -> Any:
    for table in TABLES:
        try:
            yield book.table(table.name)
        except (DoesNotApply, TypeError, ValueError):
            continue
