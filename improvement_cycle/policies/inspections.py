"""Rules on an inspection week: how long nobody is reminded, and what an outcome taken by hand may say."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from academies.enums import AreaKind
from academies.presets.frameworks import Area, Framework, Word, frameworks

# So many days after the call reminders begin again by themselves, where nobody ends the week before.
PAUSE = dt.timedelta(days=14)
# So many days after the call an inspection may have begun.
LATEST_START = dt.timedelta(days=28)
# A call may be written down so many days late.
LATE = dt.timedelta(days=28)
# Since this day schools paid by the state get no overall grade, though the framework of 2019 still had the area.
NO_OVERALL_SINCE = dt.date(2024, 9, 2)


@dataclass(frozen=True)
class AreaWord:
    """An area with the word that was given for it."""

    area: Area
    word: Word


def framework_on(day: dt.date) -> Framework | None:
    """The framework in force on the day of the call."""
    return frameworks().edition_on(day)


def areas_to_grade(framework: Framework, day: dt.date) -> tuple[Area, ...]:
    """The areas that get a word: an overall one only where the framework has it and it was still given."""
    return tuple(area for area in framework.areas if area.kind != AreaKind.OVERALL or day < NO_OVERALL_SINCE)


def words_of(area: Area) -> tuple[Word, ...]:
    """The words of its scale, best first."""
    return frameworks().scale(area.scale)


def graded(framework_key: str, grades: Mapping[str, str]) -> tuple[AreaWord, ...]:
    """The words that were given, in the framework's order; nothing is converted or summed up."""
    framework = frameworks().frameworks.get(framework_key)
    if framework is None:
        return ()
    found = (
        (area, next((word for word in words_of(area) if word.key == grades.get(area.key)), None))
        for area in framework.areas
    )
    return tuple(AreaWord(area, word) for area, word in found if word is not None)


def faults_of_grades(framework: Framework, day: dt.date, grades: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the grades, by the key of the area."""
    asked = {area.key: area for area in areas_to_grade(framework, day)}
    faults = {key: "This framework has no such area." for key in grades if key not in asked}
    for key, area in asked.items():
        if key in grades and grades[key] not in {word.key for word in words_of(area)}:
            faults[key] = "Choose one of the words of this area."
        elif key not in grades and not area.where_applicable:
            faults[key] = f"Choose the word for {area.label}."
    return faults


def paused_until(called_on: dt.date) -> dt.date:
    """The last day on which nobody is reminded."""
    return called_on + PAUSE
