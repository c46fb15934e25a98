"""Invented official files in the real layouts, always the same for the same seed.

The values follow the shares of the published files: missing words, grades of 9, predecessors, ungraded outcomes.
"""

import csv
import datetime as dt
import random
from functools import cache
from pathlib import Path
from typing import Any

LAYOUTS = Path(__file__).parent / "layouts"
FIRST_URN = 900_000  # outside the range of real ones
PHASES = [
    ("2", "Primary", 3, 11),
    ("4", "Secondary", 11, 16),
    ("0", "Not applicable", 4, 19),
    ("7", "All-through", 3, 18),
]
TYPES = [("34", "Academy converter"), ("28", "Academy sponsor led"), ("01", "Community school"), ("35", "Free schools")]
PLACES = [(201 + n, f"Example Authority {n}") for n in range(150)]
UNGRADED = ["School remains Good"] * 59 + ["Standards maintained"] * 20 + ["School remains Outstanding"] * 6
UNGRADED += ["Improved significantly"] * 3 + ["School remains Good (Concerns) - S5 Next"] * 2
OPENERS = ["Ash", "Beech", "Cedar", "Elm", "Fern", "Hazel", "Holly", "Larch", "Maple", "Oak", "Rowan", "Willow"]
CLOSERS = ["Bank", "Brook", "Croft", "Dale", "Field", "Gate", "Hill", "Lea", "Park", "View", "Wood", "Worth"]


@cache
def layout(name: str) -> tuple[str, ...]:
    """Column names in the order of the published file."""
    return tuple((LAYOUTS / f"{name}.txt").read_text(encoding="utf-8").splitlines())


def inspections(path: Path, *, rows: int, seed: int) -> Path:
    """State-funded schools, inspections and outcomes: 76 columns, cp1252."""
    columns = layout("ofsted_inspections")
    chance = random.Random(seed)  # noqa: S311 - must repeat
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        for number in range(rows):
            row = _inspected(FIRST_URN + number, chance)
            writer.writerow([row.get(column, "NULL") for column in columns])
    return path


def _school_name(urn: int) -> str:
    return f"{OPENERS[urn % 12]}{CLOSERS[urn // 12 % 12].lower()} School {urn % 1000}"


def _grade(chance: random.Random) -> str:
    return chance.choice(["1", "2", "2", "2", "2", "3", "4"])


def _area_grade(chance: random.Random, usual: str, missing: float = 0.1) -> str:
    """Seldom far from the school's usual one: of the published rows that we have, two in three have one grade only."""
    if chance.random() < missing:
        return "9"
    return usual if chance.random() < 0.92 else str(min(4, max(1, int(usual) + chance.choice([-1, 1]))))


def _on(chance: random.Random, first: int, last: int) -> dt.date:
    return dt.date(first, 9, 1) + dt.timedelta(days=chance.randrange((last - first) * 365))


def _inspected(urn: int, chance: random.Random) -> dict[str, Any]:
    code, authority = PLACES[urn % len(PLACES)]
    _, phase, low, high = PHASES[0] if urn % 4 else PHASES[1]
    kind = TYPES[urn % len(TYPES)][1]
    group = 20_000 + urn // 12 if chance.random() < 0.5 else None
    now = {
        "URN": urn,
        "LAESTAB": f"{code}{2000 + urn % 6000:04d}",
        "School name": _school_name(urn),
        "School type": kind,
    }
    row = {
        "Web Link (opens in new window)": f"http://www.ofsted.gov.uk/provider/ELS/{urn}",
        **now,
        "Ofsted phase": phase,
        "Type of education": kind,
        "School open date": f"{_on(chance, 2008, 2018):%d/%m/%Y}",
        "Admissions policy": "Not applicable",
        "Sixth form": "Does not have a sixth form",
        "Designated religious character": "None",
        "Religious ethos": "None",
        "Faith grouping": "Non-faith",
        "Ofsted region": "North East, Yorkshire and the Humber",
        "Region": "Yorkshire and the Humber",
        "Local authority": authority,
        "Parliamentary constituency": authority,
        "Multi-academy trust UID": group or "NULL",
        "Multi-academy trust name": f"EXAMPLE TRUST {group}" if group else "NULL",
        "Postcode": "ZZ1 1ZZ",
        "The income deprivation affecting children index (IDACI) quintile": 1 + urn % 5,
        "Total number of pupils": 90 + urn % 1200,
        "Statutory lowest age": low,
        "Statutory highest age": high,
    }
    row |= _graded(now, chance) | _previous(now, chance)
    if chance.random() < 0.45:
        row |= _ungraded(now, chance)
    return row


def _at_the_time(now: dict[str, Any], of: str, own: bool) -> dict[str, Any]:
    then = now if own else {**now, "URN": now["URN"] - 500_000, "LAESTAB": f"{now['LAESTAB'][:3]}1999"}
    return {
        f"Does the {of} relate to the URN of the current school?": "Yes" if own else "No",
        f"URN at time of {of}": then["URN"],
        f"LAESTAB at time of {of}": then["LAESTAB"],
        f"School name at time of {of}": then["School name"],
        f"School type at time of {of}": then["School type"],
    }


def _areas(chance: random.Random, usual: str, before: str = "") -> dict[str, str]:
    names = ["Quality of education", "Behaviour and attitudes", "Personal development"]
    names += ["Effectiveness of leadership and management"]
    of_phase = ["Early years provision (where applicable)", "Sixth form provision (where applicable)"]
    grades = {name: _area_grade(chance, usual, 0.02) for name in names}
    grades |= {name: _area_grade(chance, usual, 0.5) for name in of_phase}
    words = {before + (name[0].lower() + name[1:] if before else name): grade for name, grade in grades.items()}
    return {**words, f"{before}{'safeguarding' if before else 'Safeguarding'} is effective?": "Yes"}


def _graded(now: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    start = _on(chance, 2019, 2024)
    usual = _grade(chance)
    overall = "Not judged" if chance.random() < 0.15 else usual
    return {
        "Inspection number of latest graded inspection": f"10{now['URN']}",
        "Inspection type": "S5 Inspection",
        "Inspection type grouping": "S5 Inspection",
        "Event type grouping": "Schools - S5",
        "Inspection start date": f"{start:%d/%m/%Y}",
        "Publication date": f"{start + dt.timedelta(days=40):%d/%m/%Y}",
        **_at_the_time(now, "latest graded inspection", chance.random() > 0.14),
        "Current school type used for chart C6": now["School type"],
        "Overall effectiveness": overall,
        "Category of concern": "SM" if overall == "4" and chance.random() < 0.5 else "NULL",
        **_areas(chance, usual),
    }


def _previous(now: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    start, usual = _on(chance, 2012, 2018), _grade(chance)
    return {
        "Previous inspection number": f"ITS{now['URN']}",
        "Previous inspection start date": f"{start:%d/%m/%Y}",
        "Previous publication date": f"{start + dt.timedelta(days=30):%d/%m/%Y}",
        **_at_the_time(now, "previous graded inspection", chance.random() > 0.3),
        "Previous graded inspection overall effectiveness": usual,
        **_areas(chance, usual, "Previous "),
    }


def _ungraded(now: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    on = dt.date(2024, 10, 1) + dt.timedelta(days=chance.randrange(300))
    return {
        "Does the ungraded inspection relate to the URN of the current school?": "Yes",
        "URN at time of the ungraded inspection": now["URN"],
        "LAESTAB at time of the ungraded inspection": now["LAESTAB"],
        "School name at time of the latest ungraded inspection": now["School name"],
        "School type at time of the latest ungraded inspection": now["School type"],
        "Latest ungraded inspection number since last graded inspection": f"104{now['URN']}",
        "Number of ungraded inspections since the last graded inspection": 1,
        "Date of latest ungraded inspection": f"{on:%d/%m/%Y}",
        "Ungraded inspection publication date": f"{on + dt.timedelta(days=35):%d/%m/%Y}",
        "Did the latest ungraded inspection convert to a graded inspection?": "No",
        "Ungraded inspection overall outcome": chance.choice(UNGRADED),
    }


def register(path: Path, *, rows: int, seed: int) -> Path:
    """The schools register: 135 columns of which five are personal, cp1252."""
    columns = layout("establishments")
    chance = random.Random(seed)  # noqa: S311 - must repeat
    numbers = {"URN", "StatutoryLowAge", "StatutoryHighAge", "SchoolCapacity", "UKPRN", "Easting", "Northing"}
    with path.open("w", encoding="cp1252", newline="") as file:
        file.write(",".join(f'"{column}"' for column in columns) + "\r\n")
        for number in range(rows):
            row = _registered(FIRST_URN + number, chance)
            fields = (str(row.get(column, "")) for column in columns)
            quoted = (
                field if column in numbers else f'"{field}"' for column, field in zip(columns, fields, strict=True)
            )
            file.write(",".join(quoted) + "\r\n")
    return path


def _registered(urn: int, chance: random.Random) -> dict[str, Any]:
    code, authority = PLACES[urn % len(PLACES)]
    phase_code, phase, low, high = PHASES[0] if urn % 4 else PHASES[1]
    type_code, kind = TYPES[urn % len(TYPES)]
    roll, is_open = 90 + urn % 1200, chance.random() < 0.55
    group = 20_000 + urn // 12 if chance.random() < 0.5 else None
    return {
        "URN": urn,
        "LA (code)": code,
        "LA (name)": authority,
        "EstablishmentNumber": f"{2000 + urn % 6000:04d}",
        "EstablishmentName": _school_name(urn),
        "TypeOfEstablishment (code)": type_code,
        "TypeOfEstablishment (name)": kind,
        "EstablishmentTypeGroup (code)": "10",
        "EstablishmentTypeGroup (name)": "Academies",
        "EstablishmentStatus (code)": "1" if is_open else "2",
        "EstablishmentStatus (name)": "Open" if is_open else "Closed",
        "OpenDate": f"{_on(chance, 2008, 2018):%d-%m-%Y}",
        "CloseDate": "" if is_open else f"{_on(chance, 2019, 2024):%d-%m-%Y}",
        "PhaseOfEducation (code)": phase_code,
        "PhaseOfEducation (name)": phase,
        "StatutoryLowAge": low,
        "StatutoryHighAge": high,
        "NurseryProvision (name)": "No Nursery Classes",
        "OfficialSixthForm (code)": "2",
        "OfficialSixthForm (name)": "Does not have a sixth form",
        "Gender (code)": "3",
        "Gender (name)": "Mixed",
        "ReligiousCharacter (code)": "00",
        "ReligiousCharacter (name)": "Does not apply",
        "AdmissionsPolicy (code)": "0",
        "AdmissionsPolicy (name)": "Not applicable",
        "SchoolCapacity": roll + 30,
        "CensusDate": "16-01-2025",
        "NumberOfPupils": roll,
        "NumberOfBoys": roll // 2,
        "NumberOfGirls": roll - roll // 2,
        "PercentageFSM": f"{chance.random() * 60:.1f}",
        "TrustSchoolFlag (code)": "3" if group else "0",
        "TrustSchoolFlag (name)": "Supported by a multi-academy trust" if group else "Not applicable",
        "Trusts (code)": group or "",
        "Trusts (name)": f"EXAMPLE TRUST {group}" if group else "",
        "UKPRN": 10_000_000 + urn,
        "LastChangedDate": f"{_on(chance, 2023, 2025):%d-%m-%Y}",
        "Street": f"{urn % 200} Example Street",
        "Town": authority,
        "County (name)": "Example County",
        "Postcode": "ZZ1 1ZZ",
        "SchoolWebsite": f"http://www.school{urn}.example",
        "TelephoneNum": f"01632{urn}",
        "HeadTitle (name)": "Mx",
        "HeadFirstName": "Invented",
        "HeadLastName": f"Person {urn}",
        "HeadPreferredJobTitle": "Headteacher",
        "GOR (code)": "D",
        "GOR (name)": "Yorkshire and the Humber",
        "DistrictAdministrative (code)": "E08000018",
        "DistrictAdministrative (name)": authority,
        "UrbanRural (code)": "UN1",
        "UrbanRural (name)": "Urban: Nearer to a major town or city",
        "Easting": 400_000 + urn % 90_000,
        "Northing": 390_000 + urn % 90_000,
        "PreviousLA (code)": "999",
        "Country (name)": "Not recorded",
    }
