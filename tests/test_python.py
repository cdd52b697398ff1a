"""The door for Python users: the guide is true, an open workbook is worked on where it is."""

from __future__ import annotations

import doctest
from pathlib import Path

from conftest import TODAY, steady_weeks

import practice_xl
from practice_xl.xlsx.book import ClosedBook

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "python.md"


def test_the_examples_of_the_guide_run(tmp_path, monkeypatch):
    """Every example of docs/python.md, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(
        str(GUIDE), module_relative=False, globs={"made_here": tmp_path}
    )
    assert tried > 10 and not failed


def test_a_book_that_was_handed_in_is_its_owners_to_save(make_tracker):
    """The cells of the open book change; its file stays as it was until its owner saves it."""
    path = make_tracker(steady_weeks(6))
    before = path.read_bytes()
    with ClosedBook(path) as book:
        facts = practice_xl.open(book, TODAY).recalculate()
        assert path.read_bytes() == before
        book.save()
    assert path.read_bytes() != before
    assert practice_xl.open(str(path), TODAY).report().headline == facts.headline


def test_the_public_names_are_there():
    """Everything named in __all__ can be had, and nothing else."""
    assert all(getattr(practice_xl, name) for name in practice_xl.__all__)
