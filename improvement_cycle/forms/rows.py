"""Forms of an academy's row: status, dissent, evidence."""

from typing import Any

from django import forms

from improvement_cycle.enums import Party
from improvement_cycle.forms.scoring import LONGEST
from trust.file_types import IN_WORDS
from trust.forms.widgets import LineField, date_field
from trust.models import StoredFile


class StatusForm(forms.Form):
    """The category that people decided on."""

    category = forms.TypedChoiceField(coerce=int, error_messages={"required": "Choose a category."})
    reason = forms.CharField(max_length=LONGEST, error_messages={"required": "Say why."})
    took_part = forms.MultipleChoiceField(
        choices=[(value, f"{label[:1].upper()}{label[1:]}") for value, label in Party.choices],
        widget=forms.CheckboxSelectMultiple,
        label="Who took part?",
        error_messages={"required": "Say who took part."},
    )
    also_present = LineField(max_length=300, required=False, label="Others who were there")
    effective_from = date_field("From", required=False)
    seen = forms.UUIDField(required=False)

    def __init__(self, *args: Any, numbers: tuple[int, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(str(number), str(number)) for number in numbers]  # type: ignore[attr-defined]


class DissentForm(forms.Form):
    """What the head does not agree with."""

    note = forms.CharField(
        max_length=LONGEST,
        label="What do you not agree with?",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what you do not agree with."},
    )
    seen = forms.UUIDField(required=False)


class EvidenceForm(forms.Form):
    """A link, a file or a short summary."""

    title = LineField(max_length=200, label="Title", error_messages={"required": "Give it a short title."})
    source = forms.ChoiceField(
        label="Where it comes from", error_messages={"required": "Choose where the evidence comes from."}
    )
    url = LineField(max_length=500, required=False, label="Link", help_text="Begins with https:// or http://")
    file = forms.FileField(required=False, label="File", help_text=IN_WORDS)
    summary = forms.CharField(
        max_length=1000,
        required=False,
        label="Short summary",
        help_text="No names of pupils, and nothing that points at one teacher.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    dated_on = date_field("Date", required=False)
    columns = forms.MultipleChoiceField(
        required=False, label="Columns of the matrix it speaks to", widget=forms.CheckboxSelectMultiple
    )
    areas = forms.MultipleChoiceField(
        required=False,
        label="Sections of the self-evaluation it speaks to",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, sources: Any, columns: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if areas:
            self.fields["areas"].choices = [(each.key, each.label) for each in areas]  # type: ignore[attr-defined]
        else:
            del self.fields["areas"]
        self.fields["source"].choices = [("", "Choose"), *((each.key, each.label) for each in sources)]  # type: ignore[attr-defined]
        self.fields["columns"].choices = [(each.key, each.label) for each in columns]  # type: ignore[attr-defined]


class SeenForm(forms.Form):
    """By what mark one knows again what was on screen."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class CorrectForm(SeenForm, EvidenceForm):
    """What a piece of evidence is to say from now on."""

    without_file = forms.BooleanField(required=False, label="Take the file away")

    # What is hidden stands first: between two fields it would take their distance away.
    field_order = ("seen", "title", "source", "url", "file", "without_file")

    def __init__(self, *args: Any, file: StoredFile | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file is None:
            del self.fields["without_file"]
        else:
            self.fields["file"].label = "Another file"
            self.fields["file"].help_text = f"Instead of {file.name}. {IN_WORDS}"
            self.fields["without_file"].help_text = file.name


class PublishForm(forms.Form):
    """A word to the readers."""

    note = LineField(max_length=300, required=False, label="A line to the readers")


class OpenYearForm(forms.Form):
    """Which year, by which version."""

    school_year = forms.UUIDField(
        error_messages={"required": "Choose a school year.", "invalid": "Choose a school year."}
    )
    model = forms.UUIDField(error_messages={"required": "Choose a version.", "invalid": "Choose a version."})


class AddAcademyForm(forms.Form):
    """Which academy gets its row."""

    academy = forms.UUIDField(error_messages={"required": "Choose an academy.", "invalid": "Choose an academy."})


class DueDatesForm(forms.Form):
    """Until when what is due in a year."""

    self_evaluations_due_on = date_field(
        "Self-evaluations handed in", required=False, help_text="By this day each head submits the self-evaluation."
    )
    priorities_due_on = date_field(
        "Priorities agreed",
        required=False,
        help_text="By this day head, director and chief executive have agreed them.",
    )
    plans_due_on = date_field(
        "Plans handed in", required=False, help_text="By this day each head submits the improvement plan."
    )


class CloseYearForm(forms.Form):
    """Why a year closes although something is unfinished."""

    note = forms.CharField(
        max_length=LONGEST, required=False, label="Why it closes all the same", widget=forms.Textarea(attrs={"rows": 3})
    )
