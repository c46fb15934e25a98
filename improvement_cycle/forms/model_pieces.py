"""Forms for the pieces of a draft of the improvement model."""

from collections.abc import Mapping
from typing import Any

from django import forms

from academies.enums import Phase
from improvement_cycle import enums
from improvement_cycle.presets.implementation_guidance import editions
from trust.forms.widgets import LineField


def words(choices: Any) -> list[tuple[str, str]]:
    """The choices with a capital."""
    return [(value, f"{label[:1].upper()}{label[1:]}") for value, label in choices.choices]


def _editions() -> list[tuple[str, str]]:
    return [("", "None: plans have no checklist"), *((each.key, each.label) for each in editions().values())]


class WordsForm(forms.Form):
    """The draft's own name and that of its matrix, and the guidance its plans go by."""

    label = LineField(max_length=120, label="Name of the model")
    matrix_label = LineField(
        max_length=80, required=False, label="Name of the matrix", help_text="The heading of the matrix page."
    )
    edition = forms.ChoiceField(
        choices=_editions,
        required=False,
        label="Implementation guidance",
        help_text="Each priority's page of an improvement plan has its points as a checklist to think with.",
    )

    @property
    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        values = dict(self.cleaned_data)
        edition = values.pop("edition")
        return values | {"guidance": {"edition": edition} if edition else {}}


class AreaForm(forms.Form):
    label = LineField(max_length=120, label="Name")
    description = forms.CharField(
        max_length=500, required=False, label="What it covers", widget=forms.Textarea(attrs={"rows": 3})
    )


class ScaleForm(forms.Form):
    label = LineField(max_length=120, label="Name")


class GradeForm(forms.Form):
    label = LineField(max_length=60, label="Word")
    short_label = LineField(
        max_length=12, required=False, label="Short word", help_text="Where space is short, such as RI."
    )
    concern = forms.ChoiceField(
        choices=words(enums.Concern),
        label="How much it asks for",
        help_text="The rule that suggests a category counts these.",
    )
    shape = forms.ChoiceField(choices=words(enums.Shape), label="Shape")
    tone = forms.ChoiceField(choices=words(enums.Tone), label="Colour")
    descriptor = forms.CharField(
        max_length=500, required=False, label="What it means", widget=forms.Textarea(attrs={"rows": 3})
    )


class ColumnForm(forms.Form):
    """A judged column. Those that fill themselves can only be renamed."""

    label = LineField(max_length=120, label="Name")
    short_label = LineField(
        max_length=40, required=False, label="Short name", help_text="The heading where space is short."
    )
    scale = forms.ChoiceField(label="Scale")
    area = forms.ChoiceField(label="Key area it belongs to", required=False)
    applies_to = forms.ChoiceField(choices=words(enums.AppliesTo), label="Judged for")
    phases = forms.MultipleChoiceField(
        choices=words(Phase),
        required=False,
        label="Only for these phases",
        help_text="Leave all empty for every phase.",
        widget=forms.CheckboxSelectMultiple,
    )
    guidance = forms.CharField(
        max_length=500, required=False, label="Guidance", widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, scales: Any = (), areas: Any = (), judged: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not judged:
            for name in ("scale", "area", "applies_to", "phases", "guidance"):
                del self.fields[name]
            return
        self.fields["scale"].choices = [(str(each.id), each.label) for each in scales]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "None"), *((str(each.id), each.label) for each in areas)]  # type: ignore[attr-defined]


class SourceForm(forms.Form):
    label = LineField(max_length=120, label="Name")
    hint = LineField(max_length=300, required=False, label="Hint")


class CategoryForm(forms.Form):
    label = LineField(max_length=120, label="Name")
    short_label = LineField(max_length=40, required=False, label="Short name")
    descriptor = forms.CharField(
        max_length=500, required=False, label="What it means", widget=forms.Textarea(attrs={"rows": 3})
    )
    tone = forms.ChoiceField(choices=words(enums.CategoryTone), label="Ring")
    suggest_serious = forms.IntegerField(
        min_value=1,
        max_value=30,
        required=False,
        label="Suggested from so many areas of serious concern",
        help_text="Leave empty if that does not lead here.",
    )
    suggest_some = forms.IntegerField(
        min_value=1, max_value=30, required=False, label="Suggested from so many areas of any concern"
    )
    suggest_concern_category = forms.BooleanField(
        required=False, label="Suggested for an academy in a category of concern"
    )


class CommitmentForm(forms.Form):
    text = forms.CharField(max_length=400, label="What is promised", widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(choices=words(enums.CommitmentKind), label="Kind")
    cadence = forms.ChoiceField(choices=words(enums.Cadence), label="How often")
    responsible = forms.ChoiceField(choices=words(enums.Responsible), label="Who sees to it")
    owed_by = forms.ChoiceField(choices=words(enums.OwedBy), label="Who owes it")
    provider = LineField(max_length=200, required=False, label="Who provides it")


class RemoveForm(forms.Form):
    """Nothing to fill in: the button is the answer."""


PIECE_FORMS: Mapping[str, type[forms.Form]] = {
    "area": AreaForm,
    "scale": ScaleForm,
    "grade": GradeForm,
    "column": ColumnForm,
    "source": SourceForm,
    "category": CategoryForm,
    "commitment": CommitmentForm,
}
