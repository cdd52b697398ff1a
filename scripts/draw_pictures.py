"""Draws the README's pictures from the example year.

    python scripts/draw_pictures.py

Needs LibreOffice Calc and pdftoppm (Debian: libreoffice-calc poppler-utils fonts-liberation).
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

WORKBOOKS = Path(__file__).resolve().parent.parent / "workbook"
RESOLUTION = 110  # [dots an inch]
# Sheet, and the part of its printed page that is shown: left, top, width, height. [dots]
PICTURES = {
    "Start": (40, 70, 1135, 730),
    "Scorecard": (45, 62, 1125, 710),
    "Income": (45, 60, 1140, 640),
}


def draw_pictures() -> list[Path]:
    """Print the example as a PDF, and cut the pictures out of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        example = WORKBOOKS / "example_year.xlsx"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name]
        subprocess.run([*command, str(example)], check=True, capture_output=True)
        pdf = folder / "example_year.pdf"
        pages = _pages(pdf)
        return [_draw(pdf, pages[sheet], sheet, place) for sheet, place in PICTURES.items()]


def _pages(pdf: Path) -> dict[str, int]:
    """The page each sheet's print begins on, by the sheet's name in the page's header."""
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages: dict[str, int] = {}
    for number, page in enumerate(text.split("\f"), start=1):
        words = page.split()
        if words:
            pages.setdefault(words[0], number)
    return pages


def _draw(pdf: Path, page: int, sheet: str, place: tuple[int, int, int, int]) -> Path:
    target = WORKBOOKS / sheet.lower()
    cut = [text for flag, n in zip("xyWH", place, strict=True) for text in (f"-{flag}", str(n))]
    pages = ["-f", str(page), "-l", str(page), "-singlefile", "-png", "-r", str(RESOLUTION)]
    subprocess.run(["pdftoppm", *pages, *cut, str(pdf), str(target)], check=True)
    return target.with_suffix(".png")


if __name__ == "__main__":
    for made in draw_pictures():
        print(made)
