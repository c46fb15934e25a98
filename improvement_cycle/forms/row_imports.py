"""Forms for taking rows of a plan over from a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from improvement_cycle.forms.sheets import header_field
from improvement_cycle.policies.plan_rows import CHOOSE, RowKind
from improvement_cycle.policies.row_imports import fields_of

PREFIX = "column-"


class TableFileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="A workbook (.xlsx) or a CSV file of at most 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another one."},
    )


class MatchRowsForm(forms.Form):
    """What the rows are, on which sheet and below which headings they stand, and what each column holds."""

    rows = forms.ChoiceField(
        label="What are the rows?",
        error_messages={"invalid_choice": CHOOSE, "required": CHOOSE},
    )
    sheet = forms.TypedChoiceField(label="Sheet", coerce=int, error_messages={"invalid_choice": CHOOSE})
    header = header_field()

    def __init__(
        self,
        *args: Any,
        sheets: Sequence[str],
        headings: Mapping[int, str],
        kind: RowKind,
        kinds: Sequence[RowKind],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].choices = [(each.key, each.key.capitalize()) for each in kinds]  # type: ignore[attr-defined]
        self.fields["sheet"].choices = [(str(n), title or "The table") for n, title in enumerate(sheets)]  # type: ignore[attr-defined]
        meanings = [("", "Leave out"), *((field.key, field.label) for field in fields_of(kind))]
        self.columns = {f"{PREFIX}{number}": number for number in headings}
        for name, number in self.columns.items():
            self.fields[name] = forms.ChoiceField(
                label=headings[number],
                choices=meanings,
                required=False,
                error_messages={"invalid_choice": CHOOSE},
            )

    def chosen(self) -> dict[int, str]:
        """What each column holds, without those that are left out."""
        return {number: self.cleaned_data[name] for name, number in self.columns.items() if self.cleaned_data[name]}
