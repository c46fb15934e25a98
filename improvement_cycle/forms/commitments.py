"""Forms of commitments and of what becomes of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from improvement_cycle.actions.commitments import LONGEST_PROVIDER, LONGEST_TEXT
from improvement_cycle.actions.promises import MOST_DAYS
from improvement_cycle.enums import CommitmentKind, OwedBy, Responsible
from improvement_cycle.models.commitments import LONGEST_NOTE
from improvement_cycle.policies.visits import NO_WORDS
from trust.forms.widgets import LineField, choice_field, date_field, text_field
from trust.policies.texts import GIVE_A_REASON

NO_NAMES = "Do not name pupils, and nothing that points at one teacher."
ACTS = {
    "schedule": "It has a date",
    "deliver": "It was delivered",
    "not_needed": "It was not needed",
    "miss": "It was missed",
    "move": "It is promised for another day",
    "open_again": "That was a mistake: it is still to be kept",
    "take_back": "That was a mistake: it was not used",
}
# Those that say why, and those that name a day.
WITH_REASON = ("not_needed", "miss", "move", "open_again", "take_back")
WITH_DAY = ("schedule", "deliver", "move")


def refuse_other_than_halves(days: Decimal) -> None:
    """Days are counted in halves."""
    # Not with `%`, which knows no answer for a number of hundreds of digits.
    if days * 2 != (days * 2).to_integral_value():
        raise ValidationError("Enter half days, such as 0.5 or 2.", code="halves")


def _days_field() -> forms.DecimalField:
    return forms.DecimalField(
        required=False,
        validators=[refuse_other_than_halves],
        min_value=0,
        max_value=MOST_DAYS,
        decimal_places=1,
        max_digits=4,
        label="Days it took",
        widget=forms.NumberInput(attrs={"class": "short-in", "step": "0.5", "min": "0", "inputmode": "decimal"}),
        help_text="In half days, such as 0.5 or 2.",
        error_messages={
            "invalid": "Enter a number such as 0.5 or 2.",
            "min_value": f"Enter a number of days between 0 and {MOST_DAYS}.",
            "max_value": f"Enter a number of days between 0 and {MOST_DAYS}.",
            "max_decimal_places": "Enter half days, such as 0.5 or 2.",
            "max_digits": f"Enter a number of days between 0 and {MOST_DAYS}.",
            "max_whole_digits": f"Enter a number of days between 0 and {MOST_DAYS}.",
        },
    )


class BecameForm(forms.Form):
    """What became of a promise. The day and the words belong to what was chosen."""

    act = choice_field("What became of it?", (), missing="Choose what became of it.", widget=forms.RadioSelect)
    day = date_field("Day", required=False, help_text="Its date, when it was delivered, or the new day.")
    days = _days_field()
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="What was done, or why",
        help_text=NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Reload the page."})

    def __init__(self, *args: Any, acts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [(each, ACTS[each]) for each in acts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A day where one is needed, and a reason where one is."""
        data = super().clean() or {}
        act = data.get("act")
        if act in WITH_DAY and not data.get("day") and "day" not in self.errors:
            self.add_error("day", "Enter the day.")
        if act in WITH_REASON and not str(data.get("note", "")).strip() and "note" not in self.errors:
            self.add_error("note", GIVE_A_REASON)
        return data


class UseForm(forms.Form):
    """Something was used that has no days of its own."""

    day = date_field("When was it?")
    days = _days_field()
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="What was done",
        help_text=NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, has_words: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_words:
            self.fields["note"].help_text = NO_WORDS


class AddForm(forms.Form):
    """A commitment beside what the category brings."""

    text = LineField(
        max_length=LONGEST_TEXT,
        label="What is promised?",
        error_messages={"required": "Say what is promised."},
    )
    owed_by = choice_field(
        "Who promises it?",
        [(value, capfirst(label)) for value, label in OwedBy.choices],
        missing="Choose who promises it.",
        widget=forms.RadioSelect,
    )
    kind = choice_field(
        "What sort of promise is it?",
        [("", "Choose"), *((value, capfirst(label)) for value, label in CommitmentKind.choices)],
        missing="Choose what sort of promise it is.",
    )
    responsible = choice_field(
        "Who sees to it?",
        [("", "Choose"), *((value, capfirst(label)) for value, label in Responsible.choices)],
        missing="Choose who sees to it.",
    )
    provider = text_field(
        "Who provides it", longest=LONGEST_PROVIDER, help_text="An academy of the trust, a person or a partner."
    )
    due_on = date_field("By when", required=False, help_text="Leave it empty for what is there when it is needed.")
    reason = forms.CharField(
        max_length=LONGEST_NOTE,
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": GIVE_A_REASON},
    )


class EndForm(forms.Form):
    """Why one ends."""

    reason = forms.CharField(
        max_length=LONGEST_NOTE,
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": GIVE_A_REASON},
    )
