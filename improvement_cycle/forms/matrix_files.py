"""Forms for taking a past year over from a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from improvement_cycle.forms.sheets import header_field
from improvement_cycle.models import Cycle
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.taking_over import ACADEMY, CATEGORY, URN

PREFIX = "column-"


class ChooseFileForm(forms.Form):
    """Which year, which file."""

    cycle = forms.ChoiceField(
        label="Year", error_messages={"required": "Choose a year.", "invalid_choice": "Choose a year."}
    )
    file = forms.FileField(
        label="Spreadsheet",
        help_text="A workbook (.xlsx) or a CSV file, one academy in each row, one area in each column.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another one."},
    )

    def __init__(self, *args: Any, years: Sequence[Cycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].choices = [  # type: ignore[attr-defined]
            (str(each.id), f"{each.school_year.label}, by {each.model.label}") for each in years
        ]


class MatchForm(forms.Form):
    """Which sheet, in which row the headings stand, what each column holds."""

    sheet = forms.TypedChoiceField(label="Sheet", coerce=int)
    header = header_field()

    def __init__(
        self, *args: Any, sheets: Sequence[str], headings: Mapping[int, str], definition: Definition, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [(str(n), title or "The table") for n, title in enumerate(sheets)]  # type: ignore[attr-defined]
        meanings = [
            ("", "Leave out"),
            (ACADEMY, "Academy"),
            (URN, "Number of the academy (URN)"),
            *((column.key, column.label) for column in definition.judged_columns),
            *([(CATEGORY, "Current status")] if definition.categories else []),
        ]
        self.columns = {f"{PREFIX}{number}": number for number in headings}
        for name, number in self.columns.items():
            self.fields[name] = forms.ChoiceField(
                label=headings[number],
                choices=meanings,
                required=False,
                error_messages={"invalid_choice": "Choose from the list."},
            )

    def chosen(self) -> dict[int, str]:
        """What each column holds, without those that are left out."""
        return {number: self.cleaned_data[name] for name, number in self.columns.items() if self.cleaned_data[name]}
