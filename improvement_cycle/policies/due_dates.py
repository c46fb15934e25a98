"""Until when the academies do what in a year."""

import datetime as dt
from collections.abc import Mapping

from trust.policies.days import faults_of_days
from trust.policies.wording import full_day

# The dates of a year, by field, with what is due.
DUE = {
    "self_evaluations_due_on": "self-evaluations",
    "priorities_due_on": "priorities",
    "plans_due_on": "plans",
}
# Some trusts ask for things in the summer before.
EARLIER = dt.timedelta(days=60)


def faults_of_due_dates(
    label: str, starts_on: dt.date, ends_on: dt.date, dates: Mapping[str, dt.date | None]
) -> dict[str, str]:
    """What is wrong with the dates, by field: each lies in the school year or a little before it."""
    faults = faults_of_days(dates)
    for field, day in dates.items():
        if field in faults or day is None or starts_on - EARLIER <= day <= ends_on:
            continue
        faults[field] = (
            f"Enter a day of {label}, or of the {EARLIER.days} days before it begins: "
            f"from {full_day(starts_on - EARLIER)} to {full_day(ends_on)}."
        )
    return faults
