"""docs/importing.md says what the declarations say, and its examples are read."""

from __future__ import annotations

import runpy
from pathlib import Path

from practice_xl.importers.declaration import all_sources
from practice_xl.importers.own_mapping import load_mapping

ROOT = Path(__file__).resolve().parents[2]


def test_the_guide_is_what_the_declarations_make() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "write_importing.py"))["guide"]()
    kept = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    assert kept == made, "run: python scripts/write_importing.py"


def test_the_examples_of_mappings_are_read(tmp_path: Path) -> None:
    parts = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8").split("```")
    examples = [part.removeprefix("toml\n") for part in parts if part.startswith("toml")]
    assert len(examples) == 2
    for example in examples:
        path = tmp_path / "example.toml"
        path.write_text(example, encoding="utf-8")
        assert load_mapping(path).tells_direction


def test_every_declared_column_has_a_header() -> None:
    """An empty line in a table would want any column whose header is blank."""
    columns = [column for source in all_sources() for column in source.columns]
    assert columns and all(column.role and all(column.names) for column in columns)
