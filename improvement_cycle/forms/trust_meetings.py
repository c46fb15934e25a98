"""Forms of the meetings of the trust."""

from collections.abc import Sequence
from typing import Any

from django import forms

from improvement_cycle.enums import MAY_BE_ASKED, TrustMeetingKind
from improvement_cycle.models.trust_meetings import LONGEST_ABOUT
from trust.deadlines import ROLE_WORDS
from trust.forms.widgets import choice_field, date_field, text_field

Choices = Sequence[tuple[str, str]]


class MeetingForm(forms.Form):
    """A meeting that is planned or changed."""

    kind = choice_field(
        "Which meeting is it?",
        [(value, f"{label[:1].upper()}{label[1:]}") for value, label in TrustMeetingKind.choices],
        missing="Choose which meeting it is.",
    )
    title = text_field("Its name, if it has another", required=False, longest=120)
    held_on = date_field("Day")
    starts_at = forms.TimeField(
        required=False,
        label="Begins at",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Enter a time such as 17:30."},
    )
    place = text_field("Where", required=False, longest=120)
    academy_id = forms.ChoiceField(
        required=False,
        label="Academy",
        help_text="A local advisory group is that of one academy.",
        error_messages={"invalid_choice": "Choose an academy of the list."},
    )
    asked = forms.MultipleChoiceField(
        required=False,
        label="Who is asked",
        help_text="Leave all empty for those who usually are at it.",
        choices=[(role, ROLE_WORDS[role]) for role in MAY_BE_ASKED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose roles of the list."},
    )
    about = forms.CharField(
        required=False,
        max_length=LONGEST_ABOUT,
        label="What it is about",
        help_text="The agenda, a line each. Everybody who is asked reads it.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    papers = forms.MultipleChoiceField(
        required=False,
        label="Papers",
        help_text="Each is read by those who may read it anyway.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose papers of the list."},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, academies: Choices, papers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["academy_id"].choices = [("", "The whole trust"), *academies]  # type: ignore[attr-defined]
        self.fields["papers"].choices = list(papers)  # type: ignore[attr-defined]
        if not papers:
            del self.fields["papers"]


class CancelForm(forms.Form):
    """Why a meeting does not take place."""

    why = text_field("Why", missing="Say why it does not take place.", longest=300)
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Reload the page."})
