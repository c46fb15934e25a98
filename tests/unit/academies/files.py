"""Small invented files in published layouts. Numbers lie outside the real range."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

LAYOUTS = Path(__file__).resolve().parents[3] / "benchmarks" / "layouts"

CARD = {
    "URN": "900001",
    "Inspection type": "S5 Inspection",
    "Inspection start date": "14/01/2026",
    "Publication date": "20/02/2026",
    "Category of concern": "NULL",
    "Safeguarding standards": "Met",
    "Inclusion": "Strong standard",
    "Curriculum and teaching": "Expected standard",
    "Achievement": "Expected standard",
    "Attendance and behaviour": "Needs attention",
    "Personal development and wellbeing": "Expected standard",
    "Early years (where applicable)": "Not applicable",
    "Post-16 provision (where applicable)": "",
    "Leadership and governance": "Exceptional",
}
IN_YEAR = {**CARD, "Inspection number": "10999001", "School name": "Alder School"}
OEIF = {
    "Inspection number of latest OEIF graded inspection": "10999002",
    "Inspection start date of latest OEIF graded inspection": "26/11/2019",
    "Latest OEIF overall effectiveness": "2",
    "Latest OEIF quality of education": "2",
    "Latest OEIF behaviour and attitudes": "2",
    "Latest OEIF personal development": "1",
    "Latest OEIF effectiveness of leadership and management": "2",
    "Latest OEIF  safeguarding is effective?": "Yes",
    "Latest OEIF early years provision (where applicable)": "9",
    "Latest OEIF sixth form provision (where applicable)": "0",
}
UNGRADED = {
    "Latest ungraded inspection number": "10999003",
    "Date of latest ungraded inspection": "19/11/2024",
    "Ungraded inspection overall outcome": "Standards maintained",
}
LATEST = {
    **CARD,
    "School name": "Alder School",
    "Ofsted phase": "Primary",
    "Total number of pupils": "210",
    "Inspection number of latest full inspection": "10999001",
    "Attendance and behaviour": "Expected standard",
    "Attendance and behaviour - date of grade": "23/06/2026",
    **OEIF,
    **UNGRADED,
    "Most recent category of concern": "NULL",
}


@cache
def columns(name: str) -> tuple[str, ...]:
    """Column names of a published layout."""
    return tuple((LAYOUTS / f"{name}.txt").read_text(encoding="utf-8").splitlines())


def old_row(**given: str) -> dict[str, str]:
    """A school of the 76-column file; everything not given is NULL."""
    return {
        **dict.fromkeys(columns("ofsted_inspections"), "NULL"),
        "URN": "900001",
        "School name": "Alder School",
        "Ofsted phase": "Primary",
        **{_name(key): value for key, value in given.items()},
    }


SHORT = {
    "number": "Inspection number of latest graded inspection",
    "start": "Inspection start date",
    "overall": "Overall effectiveness",
    "quality": "Quality of education",
    "leadership": "Effectiveness of leadership and management",
    "safe": "Safeguarding is effective?",
    "early": "Early years provision (where applicable)",
    "concern": "Category of concern",
    "ungraded": "Latest ungraded inspection number since last graded inspection",
    "ungraded_on": "Date of latest ungraded inspection",
    "converted": "Did the latest ungraded inspection convert to a graded inspection?",
    "outcome": "Ungraded inspection overall outcome",
    "previous": "Previous inspection number",
    "previous_on": "Previous inspection start date",
    "previous_overall": "Previous graded inspection overall effectiveness",
    "then": "URN at time of latest graded inspection",
    "urn": "URN",
}


def _name(key: str) -> str:
    return SHORT.get(key, key)


def write(path: Path, rows: Sequence[dict[str, Any]], *, before: str = "", encoding: str = "cp1252") -> Path:
    """Write rows as CSV under the columns of the first one."""
    names = list(rows[0])
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n" for line in lines)
    path.write_bytes((before + text).encode(encoding))
    return path


def school(**given: str) -> dict[str, str]:
    """A row of the register with the columns that a layout needs."""
    return {
        "URN": "900001",
        "LA (code)": "999",
        "LA (name)": "Invented",
        "EstablishmentNumber": "4001",
        "EstablishmentName": "Alder School",
        "TypeOfEstablishment (name)": "Academy converter",
        "EstablishmentStatus (name)": "Open",
        "PhaseOfEducation (name)": "Primary",
        "Trusts (code)": "99001",
        "NumberOfPupils": "210",
        "HeadFirstName": "Canary",
        "HeadLastName": "Person",
        **given,
    }
