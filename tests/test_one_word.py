"""One word for one thing: no text of the product has a second word for an idea of the glossary."""

from __future__ import annotations

import ast
import re
from datetime import datetime
from pathlib import Path

from test_one_truth import random_practice

import practice_xl
from practice_xl.building.glossary import glossary
from practice_xl.schema.inputs import TABLES
from practice_xl.sheets.write import block_rows

ROOT = Path(practice_xl.__file__).parent
NOT_OURS = {"importers", "setup", "patterns.py"}  # other programs' headers, names, settings
SECOND_WORDS = {
    "% worked": r"utili[sz]ation",
    "Inquiries": r"enquir(y|ies)|prospects?|leads",
    "Active clients": r"patients?|customers?",
    "Sessions kept": r"appointments?(?!\.csv)|attended sessions?",
    "Likely": r"forecasts?|expected income|median|P50",
    "Chance": r"probab(ility|le|ly)|likelihood|odds",
    "Fair share": r"Shapley",
    "Gap": r"shortfall",
    "Days of income unpaid": r"receivables?|A/R|arrears",
    "Bills not sent": r"invoic(e|es|ing)",
    "Week off": r"vacation weeks?|off[- ]weeks?",
    "Money per session": r"(income|revenue|money) (for|of) an? session|session rate",
    "Money collected": r"revenue|turnover|earnings",
    "Overhead": r"expenses",
    "Take-home": r"net (income|profit)",
    "Measurable": r"KPIs?|metrics?",
    "Lever": r"Scenario|income drivers?",
    "Closer?": r"nearer",
    "A full practice": r"capacity ceiling|maximum income",
    "Full fee": r"list fee|standard rate",
    "Late cancels + no-shows": r"DNAs?|missed appointments?",
}


def strings(path: Path) -> list[str]:
    """Texts of several words in a module; neither docstrings nor lists of keys."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [
        node.value
        for node in texts
        if isinstance(node.value, str)
        and id(node) not in told
        and " " in node.value.strip()
        and not re.fullmatch("[a-z0-9_ ]*_[a-z0-9_ ]*", node.value)
    ]


def every_text() -> list[str]:
    """What modules may say, what Words says, and what stands on the sheets of some practices."""
    modules = (p for p in ROOT.rglob("*.py") if not NOT_OURS & set(p.relative_to(ROOT).parts))
    texts = [text for path in modules for text in strings(path)]
    texts += [text for _, entries in glossary() for entry in entries for text in entry]
    for seed in (3, 5, 8):
        blocks = block_rows(random_practice(seed), datetime(2026, 11, 6)).values()
        texts += [c for rows in blocks for row in rows for c in row if isinstance(c, str)]
    return texts


def test_no_text_has_a_second_word_for_an_idea_of_the_glossary():
    """Each second word names the word of the glossary to write in its place."""
    words = {word for _, entries in glossary() for word, *_ in entries}
    assert set(SECOND_WORDS) <= words
    texts = every_text()
    found = {
        (word, text)
        for word, second in SECOND_WORDS.items()
        for text in texts
        if re.search(rf"\b({second})\b", text, re.IGNORECASE)
    }
    assert found == set()


def test_every_word_of_the_glossary_has_one_meaning_in_words_and_no_name_of_code():
    """Nothing is left to guess, and no table is called as the program calls it."""
    entries = [entry for _, of in glossary() for entry in of]
    assert [word for word, _, meaning, *_ in entries if not meaning.strip()] == []
    names = {table.name for table in TABLES if re.search("[a-z][A-Z]", table.name)}
    titles = [title for title, _ in glossary()]
    shown = " ".join([*titles, *(text for entry in entries for text in entry)])
    assert [name for name in names if name in shown] == []
    for word in ("Fair share", "The line", "Likely", "Chance", "Manager", "Leader"):
        assert [of[0] for of in entries].count(word) == 1
