"""What in typed text could say who someone is: patterns that stop a copy, and names to look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from practice_xl.coach.inputs import TypedText
from practice_xl.domain.wording import plural
from practice_xl.problems import Problem
from practice_xl.schema.inputs import COACH_NOTES

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATES = (
    re.compile(r"\b(?P<year>\d{4})[-/.](?:\d{1,2})[-/.](?:\d{1,2})\b"),
    re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.](?P<year>\d{4}|\d{2})\b"),
    re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?,? (?P<year>\d{{4}})\b"),
    re.compile(rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b"),
)
_BORN = re.compile(r"\b(?:d\.?o\.?b\.?|born|date of birth|birth ?date|birthday)\b")
_MAIL = re.compile(
    r"[^\s@]+@[^\s@]+|\S+\s*[\[({]\s*at\s*[\])}]\s*\S+|"
    r"\b[\w.+-]+ at [\w-]+(?:\.| dot )(?:com|org|net|co|uk|edu|io|de|ca|au)\b"
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\s*[-–/]\s*(?:19|20)?\d\d\b")
_PHONE = re.compile(r"(?<![\d,.])\+?\(?\d(?:[\s().\-–/]{0,3}\d){6,14}(?![\d,])")
_LONG = re.compile(r"\d{6,}")
_TAKE_OUT = "Take it out of the text, and share again."
_TAKE_OUT_OR_TICK = "Take it out of the text, or remove the tick, and share again."
_LOOK_AGAIN = (
    "Look at it once more. If it names no client, say yes to it when you share (on the command "
    "line: --names-checked); else change it or remove the tick."
)
_LAST_CENTURY = 10  # birth years written with two digits: everything but the years around now


def found_in(text: str, today: date) -> list[str]:
    """What a typed text holds that may not leave; empty when nothing does.

    A date more than two years before ``today`` could be one of birth.

    >>> found_in("Call Mr B on 555 010 9999", date(2026, 11, 2))
    ['a telephone number']
    >>> found_in("Raise the fee to $1,200 on 2026-12-01, 10-12 of 24 slots", date(2026, 11, 2))
    []
    >>> found_in("b. 3/4/1985, id 48120077", date(2026, 11, 2))
    ['what could be a date of birth', 'a long number']
    """
    rest = plain = _plain(text)
    found = ["an e-mail address"] if _MAIL.search(plain) else []
    birth = bool(_BORN.search(plain))
    for pattern in _DATES:
        birth = birth or any(_is_past(match["year"], today) for match in pattern.finditer(rest))
        rest = pattern.sub(" ; ", rest)
    if birth:
        found.append("what could be a date of birth")
    rest = _YEARS.sub(" ; ", rest)
    if _LONG.search(rest):
        found.append("a long number")
    if _PHONE.search(_LONG.sub(lambda m: m[0] if len(m[0]) > 9 else ";", rest)):
        found.append("a telephone number")
    return found


def names_in(text: str) -> list[str]:
    """What in a text could be a name, initials, or stand for one person.

    Pairs of capitalised words and initials; a title with a name; a name with 's; "the Hendersons";
    "the Garcia family"; a client by name or number; a handle; a number after #; a name, of whatever
    case, after call, ask, email. Not words of the field, companies, towns and directories.

    >>> names_in("meet Jane Doe and J. D. about the CEO hour")
    ['Jane Doe', 'J. D.']
    >>> names_in("ask tom whether Mr Alder's bill is paid")
    ["Mr Alder's", "Alder's", 'ask tom']
    >>> names_in("Ask Blue Cross about EMDR in New York")
    []
    """
    plain = unicodedata.normalize("NFKC", text)
    known = _NO_NAMES_PATTERN.sub(" ; ", plain)
    found = []
    for match in _NAMES.finditer(known):
        words = match[0].strip()
        rest = [word for word in words.split() if word.casefold().strip(".") not in _PLAIN]
        if len(rest) > 1 or (rest and len(words.split()) == 1):
            found.append(words)
    for pattern in _PERSONS:
        for match in pattern.finditer(known):
            name = match["name"].casefold().removesuffix("'s").removesuffix("’s")
            if name not in _PLAIN:
                found.append(match[0].strip())
    return [said for said in dict.fromkeys(found) if said]


_UPPER, _LOWER = r"[^\W\d_a-zß-öø-ÿ]", r"[^\W\d_A-ZÀ-ÖØ-Þ]"
_WORD = rf"{_UPPER}(?:['’]{_UPPER})?{_LOWER}+(?:['’\-]{_UPPER}?{_LOWER}+)*"
_NAMES = re.compile(
    rf"\b{_WORD}(?: (?:de |van |von |der |bin |al-)?(?:{_WORD}|{_UPPER}\b\.?))+"
    rf"|\b{_UPPER}\.(?: ?{_UPPER}\b\.?)*(?: {_WORD})?"
    rf"|\b{_UPPER}{{2,3}}\b"
)
_TITLES = (
    r"mr|mrs|ms|miss|mx|dr|prof|sir|lady|lord|herr|frau|mme|mlle|monsieur|madame|señora?|sra?|srta"
)
_ASKED = r"call|ask|tell|email|e-mail|phone|text|remind|message|write to|ring"
# A name in small letters is one word, and a sentence goes on with one of these.
_GOES_ON = (
    r"(?= (?:about|to|on|for|the|and|whether|if|at|in|again|back|by|with|how|what|that)\b|\W*$)"
)
_NAMES_IN_S = r"james|chris|thomas|lucas|nicholas|marcus|carlos|iris|alexis|louis|charles|dennis"
_PERSONS = (
    re.compile(rf"\b(?i:{_TITLES})\b\.? (?P<name>{_WORD})"),
    re.compile(rf"\b(?P<name>{_UPPER}{_LOWER}+['’]s)\b"),
    re.compile(rf"\b[Tt]he (?P<name>{_UPPER}{_LOWER}+s)\b"),
    re.compile(r"\b(?i:(?P<name>[^\W\d_]+) family)\b"),
    re.compile(r"\b(?i:client|patient) (?P<name>(?!and\b|or\b)(?:[A-Z]\w*|\d+|[a-z]\.))"),
    re.compile(r"(?<!\w)(?P<name>@\w[\w.]+)"),
    re.compile(r"(?P<name>#\s?\d+)"),
    re.compile(rf"\b(?i:{_ASKED}) (?P<name>{_UPPER}{_LOWER}+)\b"),
    re.compile(rf"\b(?i:{_ASKED}) (?P<name>{_NAMES_IN_S}|{_LOWER}*[^\Ws\d_])\b{_GOES_ON}"),
)
_NO_NAMES_PATTERN = re.compile(  # companies, towns, directories and forms of the practice
    r"\b(?:Blue Cross(?: Blue Shield)?|Blue Shield|United ?Healthcare|United Health|Aetna|Cigna|"
    r"Kaiser Permanente|Harvard Pilgrim|Oscar Health|Optum|Humana|Anthem|Magellan|Tricare|Medicare|"
    r"Medicaid|Bupa|Vitality|Headway|Alma|Grow Therapy|Psychology Today|Good Therapy|Zocdoc|"
    r"Google (?:Business|Workspace|Calendar|Drive)|Therapy Den|Simple Practice|Therapy Notes|"
    r"Open Path|Good Faith(?: Estimates?)?|"
    r"New (?:York|Jersey|Mexico|Hampshire|Orleans|Zealand)|Los Angeles|San (?:Francisco|Diego|Jose|"
    r"Antonio)|Las Vegas|North Carolina|South Carolina|Rhode Island|West Virginia|Washington DC|"
    r"United (?:States|Kingdom)|Northern Ireland|Great Britain|Start Page|Friday Page)\b"
)
_PLAIN = frozenset(
    (
        # capitals of the field
        "ceo ehr emr eap pt uk us usa eu nhs hr it vat tv pr ai ok faq emdr cpt cbt dbt act ifs "
        "hcpc npi ein llc dsm icd phq gad ocd sms pdf gfe kpi cfo cpa irs mft lpc msw "
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december christmas easter thanksgiving "
        # what stands after call, ask, email, and before family
        "a an the my our your all each every everyone for about to at on in of by with back me "
        "us them him her it from this that what when how why whether if who no not one "
        "two three and or as again first last next new old clients client patients parents schools "
        "physicians services insurers insurance referral sources reminders hours messages website "
        "colleagues text whole nuclear extended sessions groups couples inquiries past former "
        "current waiting short out up down late practice week owner board staff biller payers "
        # first words of a sentence
        "ask call email phone tell remind write see send offer move raise leave meet plan put "
        "update add use bill apply attend join register talk negotiate close collect take find "
        "choose read review run lower cut keep start stop check open book hire agree renew"
    ).split()
)


def problems_in(
    texts: Sequence[TypedText], today: date, *, names_checked: bool = False
) -> list[Problem]:
    """A problem for each pattern found, and for each text with a name not looked at.

    Never with the text itself.
    """
    found = []
    for text in texts:
        do = _TAKE_OUT if text.sheet == COACH_NOTES.sheet else _TAKE_OUT_OR_TICK
        found += [(text, what, do) for what in found_in(text.text, today)]
    for text in () if names_checked else texts:
        if names := names_in(text.text):
            count = plural(len(names), "word or pair", "words or pairs")
            found.append((text, f"{count} that could be a name or initials", _LOOK_AGAIN))
    expected = "text about the practice, never about a client"
    return [
        Problem(text.sheet, text.cell, text.header, what, expected, do, blocking=True)
        for text, what, do in found
    ]


def _plain(text: str) -> str:
    """One form for what looks alike: other digits and widths, no invisible characters."""
    kept = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    digits = (str(unicodedata.digit(c)) if c.isdigit() else c for c in kept)
    return " ".join("".join(digits).casefold().split())


def _is_past(year: str, today: date) -> bool:
    if len(year) == 4:
        return 1900 <= int(year) < today.year - 2
    return not -2 <= (int(year) - today.year % 100) <= _LAST_CENTURY
