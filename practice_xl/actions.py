"""The verbs as functions; tests still call them so."""

from __future__ import annotations

from typing import Any

from practice_xl.making import demo, example, first_week, new
from practice_xl.tracker import Tracker

__all__ = ["demo", "example", "first_week", "new"]


class ShareOptions(dict[str, Any]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(zip(("confirm", "confirm_names"), args, strict=False), **kwargs)


class ImportOptions(dict[str, Any]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        names = ("notice_hours", "day_first", "mapping", "overwrite")
        super().__init__(zip(names, args, strict=False), **kwargs)


def recalculate(book: Any, today: Any, now: Any = None) -> Any:
    return Tracker(book, today, now).recalculate()


recalculate_file = recalculate


def read_facts(path: Any, today: Any) -> Any:
    return Tracker(path, today).report()


def check(path: Any, today: Any) -> Any:
    return Tracker(path, today).check()


def what_if(path: Any, today: Any, sets: Any) -> Any:
    return Tracker(path, today).levers(sets)


def share(path: Any, today: Any, options: Any = None) -> Any:
    return Tracker(path, today).share(**(options or {}))


def merge(path: Any, coach_file: Any, now: Any = None, **options: Any) -> Any:
    return Tracker(path, now=now).merge(coach_file, **options)


def import_sources(
    path: Any, sources: Any, today: Any, *, options: Any = None, now: Any = None, **more: Any
) -> Any:
    return Tracker(path, today, now).import_(sources, **(options or {}), **more)
