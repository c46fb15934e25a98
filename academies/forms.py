"""Forms of the academy pages."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from academies.actions.school_figures import years_to_report
from academies.enums import AcademyState, Headship, Phase
from academies.presets.measures import measures, year_label
from trust.enums import Place
from trust.forms.widgets import choice_field, date_field, text_field

PHASES = [("", "Choose a phase"), *((key, label.capitalize()) for key, label in Phase.choices)]
STATES = [(AcademyState.MEMBER, "It is a member"), (AcademyState.PIPELINE, "It will join: shown apart until it has")]
ROLES = [("", "Choose a role"), *((place.value, place.label.capitalize()) for place in Place)]
HEADSHIPS = [("", "Not a head"), *((key, label.capitalize()) for key, label in Headship.choices)]


class AcademyForm(forms.Form):
    """What the trust says about an academy."""

    name = text_field("Name", missing="Enter the name of the academy.")
    short_name = text_field("Short name", longest=60, required=False, help_text="For narrow tables. Empty: the name.")
    urn = forms.IntegerField(
        label="URN",
        required=False,
        min_value=10000,
        max_value=999999,
        help_text="The school's number in the national register. It brings in the official facts.",
        error_messages={
            "invalid": "A URN has six digits.",
            "min_value": "A URN has six digits.",
            "max_value": "A URN has six digits.",
        },
    )
    phase = choice_field("Phase", PHASES, missing="Choose a phase.")
    has_early_years = forms.BooleanField(label="It has early years", required=False)
    has_post_16 = forms.BooleanField(label="It has students over 16", required=False)
    local_authority = text_field("Local authority", longest=100, required=False)
    joined_on = date_field(
        "Joined the trust on",
        required=False,
        help_text="Inspections before this day are marked as before joining.",
    )


class NewAcademyForm(AcademyForm):
    """Add one: it is a member, or will join."""

    state = choice_field("In the trust", STATES, missing="Choose whether it is a member or joining.")
    field_order = ("name", "short_name", "urn", "state")


class DayForm(forms.Form):
    """The day of joining or leaving."""

    def __init__(self, *args: Any, label: str, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[name] = date_field(label)
        self.initial.setdefault(name, timezone.localdate())


class AppointmentForm(forms.Form):
    """Who becomes what at the academy."""

    membership = choice_field("Person", [], missing="Choose a person of the trust.")
    role = choice_field("Role", ROLES, missing="Choose a role.")
    headship = choice_field("Kind of head", HEADSHIPS, help_text="Only for headteachers.")
    agrees = forms.BooleanField(
        label="This head agrees for the academy", required=False, initial=True, help_text="One head does, on any day."
    )
    from_on = date_field("From")

    def __init__(self, *args: Any, people: list[tuple[str, str]], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].choices = [("", "Choose a person"), *people]  # type: ignore[attr-defined]
        self.initial.setdefault("from_on", today)


class ReportedFigureForm(forms.Form):
    """A number that the academy knows before it is published."""

    measure = choice_field("Measure", [], missing="Choose a measure.")
    year = forms.TypedChoiceField(
        label="School year", coerce=int, error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a year.")
    )
    breakdown = choice_field("Pupils", list(measures().breakdowns.items()), missing="Choose a group.", initial="all")
    number = forms.DecimalField(
        label="Number",
        max_digits=12,
        decimal_places=4,
        help_text="A percentage without its sign: 61.5",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": "Enter the number.", "invalid": "Enter a number such as 61.5."},
    )
    pupils = forms.IntegerField(
        label="How many pupils are behind it",
        required=False,
        help_text="Their number only, never who they are.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": "Enter how many pupils there are, or leave it empty."},
    )
    basis = text_field("Where it comes from", required=False, help_text="Such as results day, 13 August. No names.")

    def __init__(self, *args: Any, phase: str, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = measures()
        of_theme = {
            theme.label: [(m.key, m.label) for m in known.measures.values() if m.ours and m.theme == theme.key]
            for theme in known.themes.values()
            if theme.is_of(phase)
        }
        groups = [(label, choices) for label, choices in of_theme.items() if choices]
        self.fields["measure"].choices = [("", "Choose a measure"), *groups]  # type: ignore[attr-defined]
        years = [(year, year_label(year)) for year in years_to_report(today)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
