"""Forms of an inspection week, its outcome, and the days that are set from outside."""

from typing import Any

from django import forms
from django.utils import timezone

from academies.enums import Concern
from academies.presets.frameworks import Framework
from improvement_cycle.actions.inspection_deadlines import Day
from improvement_cycle.actions.inspection_weeks import Outcome
from improvement_cycle.enums import InspectionDeadlineKind
from improvement_cycle.models import InspectionDeadline, InspectionOutcome, InspectionWeek
from improvement_cycle.models.inspection_weeks import LONGEST_NOTE, LONGEST_SENTENCE, LONGEST_WORDS
from improvement_cycle.policies.inspections import areas_to_grade, words_of
from trust.forms.widgets import date_field, text_field

AREA = "area_"
NO_WORD = "Not judged: it has none"


class CallForm(forms.Form):
    """The day of the call."""

    called_on = date_field("Day of the call")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("called_on", timezone.localdate())


class EndForm(forms.Form):
    """A note, if there is something to say."""

    note = text_field("Note", longest=LONGEST_NOTE)


class OutcomeForm(forms.Form):
    """What the inspectors said, in the areas and words of the framework of the day of the call."""

    inspected_on = date_field("First day of the inspection")
    how = forms.ChoiceField(
        label="What they gave",
        choices=[("graded", "A word for each area"), ("sentence", "A sentence, without grades")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether there were grades."},
    )
    sentence = forms.CharField(
        label="In a sentence",
        required=False,
        max_length=LONGEST_SENTENCE,
        help_text="Where no grades were given, what the inspectors said. No names.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    concern = forms.ChoiceField(label="Category of concern", required=False)
    named = forms.MultipleChoiceField(
        label="Who else is told now",
        required=False,
        help_text="The head, the chief executive and you know it anyway. Nobody else does until it is opened.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose people from the list."},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, week: InspectionWeek, framework: Framework, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas_to_grade(framework, week.called_on)
        for area in self.areas:
            words = [(word.key, word.label) for word in words_of(area)]
            first = [("", NO_WORD if area.where_applicable else "Choose")]
            self.fields[f"{AREA}{area.key}"] = forms.ChoiceField(
                label=area.label, required=False, choices=[*first, *words]
            )
        self._choices("named", people)
        now = (Concern.NONE, Concern.SPECIAL_MEASURES, Concern.SIGNIFICANT_IMPROVEMENT)
        self._choices("concern", [(each.value, each.label.capitalize()) for each in now])
        order = ["inspected_on", "how", *(f"{AREA}{area.key}" for area in self.areas)]
        self.order_fields([*order, "sentence", "concern", "named"])

    def _choices(self, name: str, choices: Any) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def outcome(self) -> Outcome:
        """As the action takes it."""
        said = self.cleaned_data
        grades = {area.key: said[f"{AREA}{area.key}"] for area in self.areas if said[f"{AREA}{area.key}"]}
        return Outcome(
            inspected_on=said["inspected_on"],
            is_graded=said["how"] == "graded",
            grades=grades,
            sentence=said["sentence"],
            concern=said["concern"],
            named=said["named"],
        )


def standing(outcome: InspectionOutcome | None, week: InspectionWeek) -> dict[str, Any]:
    """What the form begins with."""
    if outcome is None:
        return {"inspected_on": min(timezone.localdate(), week.called_on), "seen": 0}
    return {
        "inspected_on": outcome.inspected_on,
        "how": "graded" if outcome.is_graded else "sentence",
        "sentence": outcome.sentence,
        "concern": outcome.concern,
        "named": outcome.named,
        "seen": outcome.version,
        **{f"{AREA}{area}": word for area, word in outcome.grades.items()},
    }


class DeadlineForm(forms.Form):
    """A day that was set from outside."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=InspectionDeadlineKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )
    due_on = date_field("By when, or on which day")
    words = text_field(
        "In a few words", missing="Say in a few words what is due.", longest=LONGEST_WORDS,
        help_text="Such as: first monitoring visit; diagnosis agreed with the adviser.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def day(self) -> Day:
        """As the action takes it."""
        said = self.cleaned_data
        return Day(said["kind"], said["due_on"], said["words"])


def of_deadline(found: InspectionDeadline) -> dict[str, Any]:
    """What the form begins with."""
    return {"kind": found.kind, "due_on": found.due_on, "words": found.words, "seen": found.version}


class DoneForm(forms.Form):
    """When it was done, and what came of it."""

    done_on = date_field("Done on")
    note = text_field("What came of it", missing="Write what came of it.", longest=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("done_on", timezone.localdate())


class RemoveForm(forms.Form):
    """Why a day is taken away."""

    why = text_field("Why is it removed?", missing="Say in a sentence why it is removed.", longest=LONGEST_NOTE)
