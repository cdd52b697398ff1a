"""What a damage is, and how a damaged workbook must end."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from random import Random
from typing import NamedTuple

from .book import Book


class Must(Enum):
    """How a case must end; every other end is a failure."""

    SAME = "the same cells as without the damage"
    COUNT = "the same numbers, perhaps in other rows or with a check more"
    REFUSE = "a sentence, nothing changed"
    EITHER = "valid numbers, or a sentence and nothing changed"


class Damage(NamedTuple):
    name: str
    must: Must
    do: Callable[[Book, Random], Must | None]
