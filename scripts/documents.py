"""Places in the documents that scripts fill: between <!-- name --> and <!-- /name -->."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"


def placed(text: str, name: str, block: str) -> str:
    """A document's text with the block of this name made anew."""
    place = re.compile(f"(<!-- {name} -->\\n).*?(<!-- /{name} -->)", re.DOTALL)
    return place.sub(lambda found: f"{found[1]}{block}\n{found[2]}", text)


def place_in_readme(name: str, block: str) -> None:
    """Write a block into the README."""
    text = README.read_text(encoding="utf-8")
    README.write_text(placed(text, name, block), encoding="utf-8")
