"""From the cleaned text of a cell to a value. Each reader raises ValueError with words that name the value."""

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from academies.enums import Concern
from academies.imports.dates import read_date

NOTHING = {"", "null", "not recorded", "not applicable", "does not apply", "..", "-", "n/a"}
LARGEST_COUNT = 2_000_000_000
LARGEST_AGE = 150
LONGEST_URN = 7
COMPANY = re.compile(r"(\d{6,8})\.0")
CONCERNS = {"": "", "null": "", "none": "", "not applicable": "", **{c.value.casefold(): c.value for c in Concern}}

Value = str | int | None
Reader = Callable[[str], Value]


def _short(text: str) -> str:
    return f"“{text[:40]}”"


def read_name(text: str) -> str:
    """Text that must be there."""
    if not text:
        raise ValueError("it is empty")
    return text


@lru_cache(maxsize=65536)
def read_count(text: str) -> int | None:
    """A whole number, or None where nothing was published."""
    if text.casefold() in NOTHING:
        return None
    digits = text.removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10 or int(digits) > LARGEST_COUNT:
        raise ValueError(f"{_short(text)} is not a number of the size expected")
    return int(digits)


def read_age(text: str) -> int | None:
    """A small number."""
    found = read_count(text)
    if found is not None and found > LARGEST_AGE:
        raise ValueError(f"{_short(text)} is not a number of the size expected")
    return found


def read_uid(text: str) -> int | None:
    """The number of a group; 0 stands for none."""
    return read_count(text) or None


# A row names its school several times; the next row seldom does.
@lru_cache(maxsize=1024)
def read_urn(text: str) -> int:
    """The number of a school."""
    return _read_number(text, "school")


def read_group(text: str) -> int:
    """The number of a group of schools."""
    return _read_number(text, "group")


def _read_number(text: str, of: str) -> int:
    if text.isdigit() and text.isascii() and len(text) <= LONGEST_URN and (number := int(text)):
        return number
    raise ValueError(f"{_short(text)} is no number of a {of}" if text else "it is empty")


@lru_cache(maxsize=65536)
def read_optional_date(text: str) -> dt.date | None:
    """A date, or None where nothing or a placeholder was published."""
    return None if text.casefold() in NOTHING else read_date(text)


@lru_cache(maxsize=65536)
def read_day(text: str) -> str | None:
    """The same in the database's notation: to write a text takes a third of the time that a date takes."""
    found = read_optional_date(text)
    return found.isoformat() if found else None


def read_company(text: str) -> str:
    """Eight characters with a leading zero. A spreadsheet makes 9257194.0 of 09257194: mended here, knowingly."""
    if found := COMPANY.fullmatch(text):
        return found[1].zfill(8)
    return text


@lru_cache(maxsize=256)
def read_concern(text: str) -> str:
    """A category of concern by its code, empty where there is none."""
    found = CONCERNS.get(text.casefold())
    if found is None:
        raise ValueError(f"{_short(text)} is no category of concern that we know")
    return found


@lru_cache(maxsize=256)
def read_yes_no(text: str) -> bool | None:
    """Yes, no, or nothing published."""
    return {"yes": True, "no": False}.get(text.casefold())


READERS: dict[str, Reader] = {
    "name": read_name,
    "count": read_count,
    "age": read_age,
    "uid": read_uid,
    "urn": read_urn,
    "group": read_group,
    "date": read_day,
    "company": read_company,
    "concern": read_concern,
}
