"""The share rules decide what leaves, and nothing else does."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import cases, of_today

from practice_xl.coach import build as build_module
from practice_xl.coach import inputs as inputs_module
from practice_xl.coach.build import build_copy
from practice_xl.coach.copy import write_copy
from practice_xl.coach.inputs import for_coach, private_texts
from practice_xl.domain.plan import Action, Clinician, Fee, Month, Plan, ShortWeek
from practice_xl.domain.report import Practice, work_out
from practice_xl.domain.weeks import read_weeks
from practice_xl.domain.wording import as_shown
from practice_xl.problems import FileRefused
from practice_xl.schema.inputs import MONTHLY, WEEKLY
from practice_xl.schema.levers import LEVERS
from practice_xl.schema.measures import MEASURABLES, MEASURES
from practice_xl.schema.parts import Share
from practice_xl.sheets.pages.page import Facts

from .practices import FIRST_WEEK

KEEP = ("week_start", "sessions_kept")
COUNTS = (1, 2, 3, 4, 5, 8, 12, 13, 14, 26, 27, 52, 53)  # of weeks: both sides of every window
TYPICAL = 10  # 26 weeks of one clinician, with fees, actions and a goal


def practice_of(seed: int, words: str) -> Facts:
    """A random sound practice, worked out; every text in it begins with ``words``."""
    typed = inputs_of(seed, words)
    return typed._replace(report=work_out(typed.report.practice))


def inputs_of(seed: int, words: str) -> Facts:
    """What a copy is made from: the inputs of a random sound practice, nothing worked out yet."""
    say = random.Random(seed)
    names = [f"{words} {name}" for name in ("Zeta", "Alpha")]
    staff = names if seed % 2 else [""]
    if words == "other":  # the alphabet of the names is another one
        names.reverse()
    rows: list[dict[str, Any]] = []
    for number in range(say.choice(COUNTS)):
        for who in staff:
            kept = say.choice([0, 4, 12, 17, 20, 23])
            row: dict[str, Any] = {
                "week_start": FIRST_WEEK + timedelta(weeks=number),
                "clinician": who,
                "sessions_kept": kept,
                "missed": say.randint(0, 3),
                "cancelled_in_time": say.randint(0, 3),
                "inquiries": say.randint(0, 3),
                "clients_started": say.randint(0, 2),
                "clients_ended": say.randint(0, 2),
                "collected": round(kept * say.uniform(80, 160), 2),
                "admin_hours": say.choice([None, 3, 7.5]),
                "ceo_hours": say.choice([None, 0, 1]),
                "notes_overdue": say.randint(0, 6),
                "bills_unsent": say.randint(0, 6),
            }
            rows.append(row)
    plan = Plan(
        usual_slots=24,
        full_fee=140.0,
        income_goal=say.choice([None, 118_000.0]),
        sessions_goal=say.choice([None, 21.0]),
        practice_name=f"{words} practice",
        fees=(
            Fee(f"{words} full", "full", 140.0, 12.0),
            Fee(f"{words} a", "insurance", 92.5, 5.0),
            Fee(f"{words} b", "insurance", 105.0, 3.0),
        )
        if seed % 3
        else (),
        clinicians=tuple(Clinician(name, 24) for name in staff if name),
        short_weeks=(ShortWeek("christmas", 0.5, f"{words} why"),),
    )
    keys = [measure.key for measure in MEASURABLES]
    actions = tuple(
        Action(
            FIRST_WEEK + timedelta(weeks=number),
            say.choice(keys),
            say.choice([None, "raise_fee"]),
            "keep Friday free" if number == 0 else f"{words} task {number}",
            None if number == 0 else f"{words} result",
            say.choice([None, "Me", "Delegated"]),
            say.choice([None, date(2026, 12, 1)]),
            share=number == 0,
            row=number,
        )
        for number in range(say.randint(0, 4))
    )
    months = (Month(date(2026, 5, 1), 1900.0, 2000.0, 500.0, 6000.0, 500.0),)
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    weeks = read_weeks(range(len(rows)), columns, plan)
    numbers = [(lever.key, number.key) for lever in LEVERS for number in lever.numbers]
    typed: Any = SimpleNamespace(practice=Practice(plan, weeks, months, actions))
    return Facts(
        typed,
        (),
        lever_rows=tuple((place, *keys) for place, keys in enumerate(numbers)),
        beside={"Actions": tuple(range(len(actions)))},
    )


def test_with_other_names_and_unticked_text_the_copy_is_the_same(
    request: pytest.FixtureRequest,
) -> None:
    """Byte for byte, two clinicians among them; and with fees and sessions of parts ticked."""
    for seed in cases(request.config, 8, 300):
        parts = seed % 4 == 1
        one, other = (for_coach(inputs_of(seed, w), parts=parts) for w in ("some", "other"))
        first, second = build_copy(one), build_copy(other)
        assert first.content == second.content, seed
        assert not [v for c in first.cells.values() for v in c.values() if "some task" in str(v)]


@pytest.mark.parametrize("part", range(4))
def test_no_sound_tracker_is_refused(
    part: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    for seed in cases(request.config, 100, 2000)[part::4]:
        owner = inputs_of(seed, "the")
        copy = tmp_path / "copy.xlsx"
        write_copy(for_coach(owner), copy, private=private_texts(owner))


NUMBERED = [m.key for m in MEASURES if m.share is Share.NUMBER and m.key not in KEEP]
CANARY = 173


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All of them in the long mode; else a few that change from day to day."""
    if "rated" in metafunc.fixturenames:
        metafunc.parametrize("rated", of_today(metafunc.config, NUMBERED, 6))
    if "monthly" in metafunc.fixturenames:
        keys = [column.key for column in MONTHLY.columns if column.key != "month"]
        metafunc.parametrize("monthly", of_today(metafunc.config, keys, 3))


def test_a_measure_set_to_never_leaves_nothing(rated: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cells, its label and what rests on it: whatever was typed, the copy is the same."""
    key = rated
    never = tuple(m._replace(share=Share.NEVER) if m.key == key else m for m in MEASURES)
    monkeypatch.setattr(inputs_module, "MEASURES", never)
    columns = tuple(c._replace(share=Share.NEVER) if c.key == key else c for c in WEEKLY.columns)
    monkeypatch.setattr(build_module, "WEEKLY", WEEKLY._replace(columns=columns))
    owner = practice_of(TYPICAL, "some")
    measure = next(m for m in MEASURES if m.key == key)
    copy = build_copy(for_coach(owner))
    labels = {str(v).rstrip(" ↑↓") for sheet in copy.cells.values() for v in sheet.values()}
    if measure.column:
        assert measure.column.label not in {str(v) for at, v in copy.cells["Weekly totals"].items()}
        practice = owner.report.practice
        own = dict(practice.weeks.columns) | {key: practice.weeks[key] * 0 + CANARY}
        weeks = replace(practice.weeks, columns=own)
        canary = owner._replace(
            report=owner.report._replace(practice=practice._replace(weeks=weeks))
        )
        assert build_copy(for_coach(canary)).content == copy.content
    elif measure.rates:
        assert measure.label not in labels


def test_a_column_of_monthly_set_to_never_tells_nothing(
    monthly: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = monthly
    columns = tuple(c._replace(share=Share.NEVER) if c.key == key else c for c in MONTHLY.columns)
    monkeypatch.setattr(inputs_module, "MONTHLY", MONTHLY._replace(columns=columns))
    owner = practice_of(TYPICAL, "some")
    practice = owner.report.practice
    months = tuple(month._replace(**{key: 173.0}) for month in practice.months)
    canary = owner._replace(report=owner.report._replace(practice=practice._replace(months=months)))
    assert build_copy(for_coach(canary)).content == build_copy(for_coach(owner)).content


def test_sessions_kept_set_to_never_leave_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    never = tuple(
        m._replace(share=Share.NEVER) if m.key == "sessions_kept" else m for m in MEASURES
    )
    monkeypatch.setattr(inputs_module, "MEASURES", never)
    with pytest.raises(FileRefused, match="no week to share"):
        for_coach(practice_of(TYPICAL, "some"))


def test_fees_and_sessions_of_a_tier_leave_only_if_ticked() -> None:
    owner = practice_of(TYPICAL, "some")
    without, ticked = (build_copy(for_coach(owner, parts=p)).cells["Levers"] for p in (False, True))
    told = "sessions a week at $92.50"
    assert not [v for v in without.values() if "$140" in str(v) or "$92.50" in str(v)]
    assert [v for v in ticked.values() if told in str(v)]


def test_the_fee_of_a_tier_cannot_be_solved_from_what_a_lever_brings() -> None:
    """5 % of what an insurer pays is 4.63 or 5.25; a year of it, alone, tells its sessions too."""
    owner = practice_of(TYPICAL, "some")
    hidden, shown = (for_coach(owner, parts=p).report.levers for p in (False, True))
    rise = shown.each["insurer_rate"].numbers["change"]
    assert rise == pytest.approx(0.05 * 92.5)
    levers = build_copy(for_coach(owner)).cells["Levers"].values()
    assert as_shown(rise, 2) not in levers
    for key in ("insurer_rate", "leave_panel"):
        assert shown.each[key].alone is not None
        assert hidden.each[key].alone is None
    assert hidden.joint == shown.joint


def test_every_setting_without_a_rule_takes_its_default() -> None:
    plan = for_coach(practice_of(TYPICAL, "some")).plan
    assert plan.practice_name is None
    assert {f.name for f in fields(Plan)} >= {"practice_name", "share_name"}
    assert [fee.tier for fee in plan.fees] == ["Full 1", "Insurance A", "Insurance B"]
