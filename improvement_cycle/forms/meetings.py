"""Forms of the judgement meeting."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from academies.models import Academy
from improvement_cycle.enums import Responsible
from improvement_cycle.models import AcademyCycle
from improvement_cycle.queries.meetings import Invitee
from trust.forms.widgets import LineField, date_field, text_field
from trust.models import Membership

PLACE = "place-"


class AttendanceForm(forms.Form):
    """Who was there."""

    attendees = forms.TypedMultipleChoiceField(
        label="Who was there?", required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    also_present = LineField(max_length=300, required=False, label="Others who were there")

    def __init__(self, *args: Any, people: Sequence[Invitee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendees"].choices = [  # type: ignore[attr-defined]
            (str(each.membership.id), f"{each.membership.name}, {each.what}") for each in people
        ]


class PlanForm(AttendanceForm):
    """Day, people, and for each academy its place on the agenda; without one it is not on it."""

    held_on = date_field("Day")
    field_order = ("held_on", "attendees", "also_present")

    def __init__(self, *args: Any, rows: Sequence[AcademyCycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendees"].label, self.fields["also_present"].label = "Who is there?", "Others who are there"
        self.rows = {f"{PLACE}{row.id}": row for row in rows}
        for name, row in self.rows.items():
            wrong = f"{row.academy.name}: a number from 1 to 99, or nothing."
            self.fields[name] = forms.IntegerField(
                label=row.academy.name,
                required=False,
                min_value=1,
                max_value=99,
                widget=forms.NumberInput(attrs={"class": "short-in", "inputmode": "numeric"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
            )

    @property
    def agenda(self) -> list[Any]:
        """The boxes of the academies."""
        return [self[name] for name in self.rows]

    def clean(self) -> None:
        """No place is given twice."""
        taken: dict[int, str] = {}
        for name, row in self.rows.items():
            if place := self.cleaned_data.get(name):
                if place in taken:
                    self.add_error(name, f"{row.academy.name}: {taken[place]} has the number {place} already.")
                else:
                    taken[place] = row.academy.name

    def order(self) -> list[UUID]:
        """The rows in the order of their places."""
        placed = {self.cleaned_data[name]: row.id for name, row in self.rows.items() if self.cleaned_data[name]}
        return [placed[place] for place in sorted(placed)]


class PointForm(forms.Form):
    """What stays open, who sees to it, by when."""

    text = text_field("What stays open?", missing="Say what stays open.", longest=300)
    academy = forms.ChoiceField(label="Academy", required=False)
    owner = forms.ChoiceField(
        label="Who sees to it?",
        error_messages={"required": "Say who sees to it.", "invalid_choice": "Choose a person or a role."},
    )
    due_on = date_field("By when")

    def __init__(self, *args: Any, academies: Sequence[Academy], people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["academy"].choices = [("", "None in particular"), *((each.slug, each.name) for each in academies)]  # type: ignore[attr-defined]
        roles = [(value, f"{label[:1].upper()}{label[1:]}") for value, label in Responsible.choices]
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Choose"),
            ("A role", roles),
            ("A person", [(str(each.id), each.name) for each in people]),
        ]
