"""Forms of reminders."""

from django import forms

from trust.forms.widgets import date_field, text_field


class DigestForm(forms.Form):
    """What one wants by mail."""

    wants_digest = forms.BooleanField(
        label="Send me the digest of the week",
        required=False,
        help_text="On Monday morning, or the first school day of the week: what is late, what is due this week and "
        "next, and what waits for your answer.",
    )


class PauseForm(forms.Form):
    """Days on which reminders rest."""

    from_on = date_field("First day")
    until_on = date_field("Last day", help_text="Reminders go on the day after.")
    reason = text_field("Why?", missing="Say why, for those who look later.", longest=300)
