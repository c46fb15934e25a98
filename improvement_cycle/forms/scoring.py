"""Forms of the scoring pages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from improvement_cycle.enums import FigureWord, Party, View

LONGEST = 4000


class SetForm(forms.Form):
    """A grade for one cell: of one's own view, or of what was agreed."""

    sets = forms.ChoiceField(choices=View, error_messages={"required": "Say what is to be set."})
    grade = forms.CharField(max_length=60, error_messages={"required": "Choose a grade."})
    reason = forms.CharField(
        max_length=LONGEST,
        required=False,
        error_messages={"max_length": f"Say it in at most {LONGEST} characters."},
    )
    seen = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)
    evidence = forms.TypedMultipleChoiceField(required=False, coerce=UUID, choices=())
    panel = forms.BooleanField(required=False)
    quick = forms.BooleanField(required=False)

    def __init__(self, *args: Any, evidence: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Any id may be sent; whether it is evidence of this academy is the action's to say.
        self.fields["evidence"].choices = [(each, each) for each in evidence]  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    """Open or close."""

    to = forms.ChoiceField(choices=[("open", "Open"), ("close", "Close")])


class AgreeForm(forms.Form):
    """A party's word on the whole row."""

    party = forms.ChoiceField(choices=Party, error_messages={"required": "Say for whom."})
    word = forms.ChoiceField(choices=[("agree", "Agree"), ("dissent", "Record a dissent"), ("absent", "Absent")])
    seen = forms.IntegerField(min_value=0, max_value=1_000_000)
    note = forms.CharField(max_length=LONGEST, required=False)


class ReopenForm(forms.Form):
    """Why an agreed row changes again."""

    reason = forms.CharField(
        max_length=LONGEST,
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Everybody who reads the row reads it.",
        error_messages={"required": "Say why the row is reopened."},
    )


class FigureAnswerForm(forms.Form):
    """Whether a judgement is kept when a figure under it has changed."""

    party = forms.ChoiceField(choices=Party, error_messages={"required": "Say for whom."})
    word = forms.ChoiceField(choices=FigureWord, error_messages={"required": "Choose keep or revise."})
    seen = forms.IntegerField(min_value=0, max_value=2**53)
    note = forms.CharField(
        max_length=1000,
        required=False,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed to keep it. The three of this academy read it.",
        error_messages={"max_length": "Say it in at most 1,000 characters."},
    )
