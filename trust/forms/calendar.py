"""Forms of the calendar."""

from django import forms

HOLDS = {"mine": "Only what is mine", "all": "All I may see"}


class FeedForm(forms.Form):
    """What an address of the calendar tells."""

    holds = forms.ChoiceField(
        label="It tells",
        choices=list(HOLDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it tells.", "invalid_choice": "Choose what it tells."},
    )
    act = forms.ChoiceField(choices=[("keep", ""), ("new", "")], widget=forms.HiddenInput, required=False)
