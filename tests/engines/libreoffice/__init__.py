"""A running LibreOffice under the verbs, for tests against a real spreadsheet program.

    with start() as office, office.open("my_practice.xlsx") as book:
        Tracker(book, today).recalculate()

It answers the calls of :mod:`practice_xl.books` by the closed book's own classes, over an open
document in place of a file.
"""

from .bridge import load_uno, why_unavailable
from .office import Office, OfficeBook, start

__all__ = ["Office", "OfficeBook", "load_uno", "start", "why_unavailable"]
