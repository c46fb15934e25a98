"""Forms of one's own account: accepting an invitation, name, tokens."""

from typing import Any

from django import forms

from trust.forms.widgets import text_field
from trust.scopes import DAYS


class JoinForm(forms.Form):
    """A new account. Pasting is allowed, and nothing is asked of the password but length and being uncommon."""

    name = text_field("Your name", missing="Enter your name.", attrs={"autocomplete": "name"})
    password = forms.CharField(
        label="Choose a password",
        max_length=200,
        strip=False,
        help_text="At least 12 characters. Three random words are easy to remember and hard to guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password."},
    )


class NameForm(forms.Form):
    """One's own name."""

    name = text_field("Your name", missing="Enter your name.", attrs={"autocomplete": "name"})


class WritingForm(forms.Form):
    """How one writes long texts."""

    writes_plain = forms.BooleanField(
        label="Write long texts in a plain box",
        required=False,
        help_text="For screen readers and old browsers. Lists, headings, bold, italic and links are typed as marks.",
    )


class TokenForm(forms.Form):
    """A new access token."""

    label = text_field("What is it for?", missing="Say what the token is for.", longest=100)
    scopes = forms.MultipleChoiceField(
        label="It may",
        help_text="Never more than you may do yourself. Tick what changes things only if the program needs it.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose what the token may do.",
            "invalid_choice": "Choose what the token may do.",
        },
    )
    days = forms.TypedChoiceField(
        label="It holds for",
        choices=list(DAYS.items()),
        coerce=int,
        initial=90,
        error_messages={"required": "Choose how long.", "invalid_choice": "Choose how long."},
    )

    def __init__(self, *args: Any, scopes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.key, scope.words) for scope in scopes]  # type: ignore[attr-defined]
