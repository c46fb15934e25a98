"""Forms of visits: planned, moved, held, answered, and what follows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from academies.models import Academy
from improvement_cycle.enums import WITHOUT_WORDS
from improvement_cycle.forms.commitments import NO_NAMES, refuse_other_than_halves
from improvement_cycle.models import Visit
from improvement_cycle.models.commitments import LONGEST_NOTE
from improvement_cycle.models.visits import LONGEST_ANSWER, LONGEST_FOLLOW_UP
from improvement_cycle.policies.visits import LONGEST_FOCUS, MOST_DAYS, MOST_HOURS, Plan
from improvement_cycle.presenters.visits import KINDS
from improvement_cycle.queries.visits import People
from trust.forms.widgets import LineField, choice_field, date_field, text_field
from trust.models import Membership
from trust.policies.texts import GIVE_A_REASON

SEEN = {"required": "Reload the page.", "invalid": "Reload the page."}
TIME = "Enter a time such as 09:30."


def _time_field() -> forms.TimeField:
    return forms.TimeField(
        label="Time of day",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": TIME},
    )


def _number(label: str, most: Any, unit: str, *, required: bool = False) -> forms.DecimalField:
    wrong = f"Enter a number of {unit} up to {most}, such as 0.5 or 2."
    names = ("required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits")
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=0,
        max_value=most,
        decimal_places=1,
        max_digits=4,
        widget=forms.NumberInput(attrs={"class": "short-in", "step": "0.5", "min": "0", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(names, wrong),
    )


def _reason_field(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        required=required,
        max_length=LONGEST_NOTE,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": GIVE_A_REASON},
    )


class WhenForm(forms.Form):
    """When, and who goes."""

    day = date_field("Day")
    begins_at = _time_field()
    until_on = date_field("Last day", required=False, help_text="Only where it takes several days.")
    people = forms.TypedMultipleChoiceField(
        label="Who goes?",
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the people of the list."},
    )
    leader = forms.TypedChoiceField(
        label="Somebody of an academy who goes too", required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, *args: Any, known: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (str(each.id), f"{each.name}, {each.title}" if each.title else each.name) for each in known.centre
        ]
        self.fields["leader"].choices = [  # type: ignore[attr-defined]
            ("", "Nobody"),
            *((str(each.id), f"{each.name}, {academy}") for each, academy in known.leaders),
        ]

    def clean(self) -> dict[str, Any]:
        """Somebody goes."""
        data = super().clean() or {}
        if not data.get("people") and not data.get("leader") and "people" not in self.errors:
            self.add_error("people", "Choose who goes.")
        return data

    def goes(self) -> tuple[UUID, ...]:
        """All who go."""
        data = self.cleaned_data
        return (*data["people"], *((data["leader"],) if data["leader"] else ()))


class PlanForm(WhenForm):
    """A visit that is planned; without academy and kind where it is planned for a promise."""

    academy = choice_field("Academy", (), missing="Choose the academy.")
    kind = choice_field(
        "What sort of visit is it?", [("", "Choose"), *KINDS], missing="Choose what sort of visit it is."
    )
    focus = forms.CharField(
        required=False,
        max_length=LONGEST_FOCUS,
        label="Focus",
        help_text=f"What you go to look at. The head reads it. {NO_NAMES} Of coaching no words are kept.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("academy", "kind", "day", "begins_at", "until_on", "people", "leader", "focus")

    def __init__(self, *args: Any, academies: Sequence[Academy], kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_kind = kind
        self.fields["academy"].choices = [("", "Choose"), *((str(each.id), each.name) for each in academies)]  # type: ignore[attr-defined]
        if kind:
            del self.fields["academy"], self.fields["kind"]
        if kind in WITHOUT_WORDS:
            del self.fields["focus"]

    def plan(self) -> Plan:
        """As the action takes it."""
        data = self.cleaned_data
        return Plan(
            kind=self.of_kind or data["kind"],
            day=data["day"],
            until_on=data["until_on"],
            begins_at=data["begins_at"],
            people=self.goes(),
            focus=data.get("focus", ""),
        )


class MoveForm(WhenForm):
    """Another day, another time, others who go."""

    reason = _reason_field("Why another day?", required=False, help_text="Needed where the day changes.")
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=SEEN)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not visit.has_words:
            del self.fields["reason"]


class CancelForm(forms.Form):
    """Why it does not take place."""

    reason = _reason_field("Why?")
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=SEEN)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not visit.has_words:
            del self.fields["reason"]


class HeldForm(forms.Form):
    """When it was held, and how long it took."""

    day = date_field("When was it?")
    days = _number("Days it took", MOST_DAYS, "days")
    hours = _number("Hours it took", MOST_HOURS, "hours", required=True)
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages=SEEN)

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["hours" if visit.has_words else "days"]
        if visit.has_words:
            self.fields["days"].help_text = "In half days, such as 0.5 or 2."
            self.fields["days"].validators.append(refuse_other_than_halves)


class AnswerForm(forms.Form):
    """What the head says of a report."""

    accurate = choice_field(
        "Is the report accurate?",
        [("yes", "Yes, it is accurate"), ("no", "No, something in it is not accurate")],
        missing="Say whether it is accurate.",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_ANSWER,
        label="Your note",
        help_text=f"It stands beside the report and is not changed. {NO_NAMES}",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    number = forms.IntegerField(widget=forms.HiddenInput, error_messages=SEEN)

    def clean(self) -> dict[str, Any]:
        """What is not accurate is said."""
        data = super().clean() or {}
        if data.get("accurate") == "no" and not str(data.get("note", "")).strip() and "note" not in self.errors:
            self.add_error("note", "Say what is not accurate.")
        return data


class CorrectForm(forms.Form):
    """Why a report that was sent is taken up again."""

    note = _reason_field("Why?", help_text="The head reads it.")


class FollowUpForm(forms.Form):
    """Who does what by when."""

    text = text_field("What follows?", missing="Say what follows.", longest=LONGEST_FOLLOW_UP)
    owner = forms.TypedChoiceField(
        label="Who sees to it?",
        coerce=UUID,
        error_messages={"required": "Say who sees to it.", "invalid_choice": "Choose a person of the list."},
    )
    due_on = date_field("By when")

    def __init__(self, *args: Any, people: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Choose"), *((str(each.id), each.name) for each in people)]  # type: ignore[attr-defined]


class DoneForm(forms.Form):
    """It is done."""

    day = date_field("When was it done?")
    note = LineField(
        required=False, max_length=LONGEST_NOTE, label="What was done", help_text=NO_NAMES, widget=forms.TextInput
    )


class AsEvidenceForm(forms.Form):
    """A report as evidence of the year."""

    source = choice_field("Where it comes from", (), missing="Choose where the evidence comes from.")
    summary = forms.CharField(
        max_length=1000,
        label="What it shows",
        help_text=f"In a sentence or two, for those who judge. {NO_NAMES}",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence what it shows."},
    )
    columns = forms.MultipleChoiceField(
        required=False, label="Columns of the matrix it speaks to", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sources: Any, columns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [("", "Choose"), *((each.key, each.label) for each in sources)]  # type: ignore[attr-defined]
        self.fields["columns"].choices = [(each.key, each.label) for each in columns]  # type: ignore[attr-defined]
