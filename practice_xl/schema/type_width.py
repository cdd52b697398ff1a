"""How wide text stands: the advance widths of Arial, which its stand-ins share."""

from __future__ import annotations

from collections import defaultdict

# Of the characters from space to tilde, in thousandths of the size of the type (Helvetica's AFM).
_REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 "
    "556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 "
    "722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 "
    "556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 "
    "260 334 584"
)
_OTHER = 600  # of a character that is not among them: most are narrower
BOLD = 1.09  # how much wider bold stands, at most, in a line of words
_SAFE = 0.96  # programs draw a little wider than the metrics say


# Of each character; looked up in C, for a page asks for some twenty thousand
_WIDTHS = defaultdict(lambda: _OTHER, {chr(32 + n): int(w) for n, w in enumerate(_REGULAR.split())})


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text. [points]

    >>> round(text_width("full", 10), 2)
    12.78
    """
    units = sum(map(_WIDTHS.__getitem__, text))
    return units * size / 1000 * (BOLD if bold else 1.0)


def column_width(*characters: float) -> float:
    """Width of columns side by side, of so many characters each, as drawn. [points]"""
    return sum((int(width * 7 + 0.5) + 5) * 0.75 for width in characters)


def characters(points: float) -> float:
    """Width of a column in which a text of so many points stands with a little air. [characters]"""
    return points / 5.25 + 1.0


def fit(text: str, width: float, size: float, most: int) -> list[str]:
    """Text as lines that fit a width, in a type of that size; a line break in it begins a new one.

    Never more lines than ``most``; the last one then ends in an ellipsis. Width and size: [points]

    >>> fit("as many words as fit", 50, 10, 2)
    ['as many', 'words …']
    """
    room = width * _SAFE
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and text_width(longer, size) > room:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    if len(lines) <= most:
        return lines if text else []
    last = lines[most - 1].split()
    while len(last) > 1 and text_width(" ".join([*last, "…"]), size) > room:
        last.pop()
    return [*lines[: most - 1], " ".join([*last, "…"])]
