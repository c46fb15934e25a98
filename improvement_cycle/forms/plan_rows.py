"""Forms of rows beside a page of a plan, made from what their kind says of its fields."""

from typing import Any

from django import forms

from improvement_cycle.actions.plan_rows import LONGEST_WHY, word_of
from improvement_cycle.models import PlanRow
from improvement_cycle.policies.plan_rows import CHECKS, CHOOSE, KINDS, MOST_WEEKS, RowField, RowKind, Within
from trust.forms.widgets import LineField
from trust.policies.texts import GIVE_A_REASON
from trust.policies.wording import count

TILES = ("state",)  # choices that are shown all at once


class RowForm(forms.Form):
    """What a row says. Whether it fits, the action says: one rule for the page, REST and files."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: RowKind, within: Within, progress: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for field in kind.told if progress else kind.planned:
            made = _made(field, within)
            if made is not None:
                self.fields[field.key] = made

    def said(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    @property
    def shown(self) -> list[tuple[forms.BoundField, bool, bool]]:
        """Each field, whether it may stay empty, and whether it needs the whole width."""
        fields = {field.key: field for field in self.kind.fields}
        return [
            (
                self[name],
                fields[name].may_stay_empty,
                fields[name].longest > 120 and fields[name].kind in ("line", "text"),
            )
            for name in self.fields
            if name in fields
        ]


class SeriesForm(RowForm):
    """A check that comes again: its words, its first day, the last, and how often."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kind=KINDS[CHECKS], **kwargs)
        self.fields["due_on"].label = "First time"
        self.fields["weeks"] = forms.TypedChoiceField(
            label="How often",
            coerce=int,
            choices=[(str(n), "Every week" if n == 1 else f"Every {count(n)} weeks") for n in range(1, MOST_WEEKS + 1)],
            initial="2",
            error_messages={"invalid_choice": CHOOSE, "required": CHOOSE},
        )
        self.fields["last"] = forms.DateField(
            label="Last day",
            help_text="The last time is on this day or before it.",
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": "Enter the day.", "invalid": "Enter a day such as 2027-03-26."},
        )

    def said(self) -> dict[str, Any]:
        """The words of the check."""
        return {name: value for name, value in super().said().items() if name not in ("weeks", "last")}

    @property
    def shown(self) -> list[tuple[forms.BoundField, bool, bool]]:
        """Those of the check, then how often and until when."""
        return [*super().shown, (self["weeks"], False, False), (self["last"], False, False)]


class CloseForm(forms.Form):
    """Why it is worked on no longer."""

    why = LineField(
        max_length=LONGEST_WHY,
        label="Why is it closed?",
        widget=forms.TextInput(),
        error_messages={"required": GIVE_A_REASON},
    )


def _made(field: RowField, within: Within) -> forms.Field | None:
    common: dict[str, Any] = {"label": field.label, "help_text": field.hint, "required": False}
    if field.kind in ("choice", "offered"):
        pairs = field.choices if field.kind == "choice" else tuple(within.offered.get(field.key, {}).items())
        if not pairs:
            return None
        is_open = field.key in TILES
        none = () if is_open else (("", "Choose" if field.missing else field.none),)
        return forms.ChoiceField(
            choices=[*none, *pairs],
            widget=forms.RadioSelect if is_open else forms.Select,
            error_messages={"invalid_choice": CHOOSE},
            **common,
        )
    if field.kind == "text":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "maxlength": field.longest}), **common)
    if field.kind == "day":
        return forms.CharField(widget=forms.TextInput(attrs={"type": "date"}), **common)
    if field.kind == "money":
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short-in"}), **common)
    return forms.CharField(widget=forms.TextInput(attrs={"maxlength": field.longest}), **common)


def standing(kind: RowKind, row: PlanRow, *, progress: bool = False) -> dict[str, Any]:
    """What stands in a row, as its form shows it."""
    found: dict[str, Any] = {"seen": word_of(row) if progress else row.version}
    for field in kind.told if progress else kind.planned:
        name = f"{field.key}_id" if field.key in ("lead", "objective") else field.key
        value = getattr(row, name)
        if field.key == "ends_on" and getattr(row, "day_to_set", False):
            value = None
        found[field.key] = "" if value is None else _typed(field, value)
    return found


def _typed(field: RowField, value: Any) -> str:
    """As one would type it."""
    if field.kind == "money":
        return f"{value:.0f}" if value == int(value) else f"{value:.2f}"
    return str(value.isoformat() if field.kind == "day" else value)
