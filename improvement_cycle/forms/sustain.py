"""Forms of what comes after delivery."""

from collections.abc import Sequence
from typing import Any

from django import forms

from improvement_cycle.actions.sustain import LONGEST_REACHED
from improvement_cycle.enums import Verdict
from improvement_cycle.models import SustainCheck
from improvement_cycle.policies.seen import word_at
from improvement_cycle.policies.sustain import EVIDENCE, LONGEST_EVIDENCE, SAY_SO, Found
from improvement_cycle.queries.sustain import MarkFound
from trust.forms.widgets import LineField, date_field
from trust.policies.texts import GIVE_A_REASON

NO_NAMES = "Do not name pupils or members of staff."


class ReachedForm(forms.Form):
    """What was reached, and the version that was read."""

    note = LineField(
        max_length=LONGEST_REACHED,
        label="What was reached?",
        help_text=f"In one sentence, with the number you wanted to see. {NO_NAMES}",
        error_messages={"required": "Say in a sentence what was reached."},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Reload the page."})


class CheckForm(forms.Form):
    """What a check finds on each mark, and when somebody looked."""

    looked_on = date_field("Looked at on")
    # Which word was seen; without it nothing is asked.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, marks: Sequence[MarkFound], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marks = marks
        for each in marks:
            key = each.mark.key
            self.fields[f"{key}_verdict"] = forms.ChoiceField(
                label="Holding or slipping?",
                choices=Verdict.choices,
                widget=forms.RadioSelect,
                error_messages={"required": SAY_SO, "invalid_choice": SAY_SO},
            )
            self.fields[f"{key}_evidence"] = forms.CharField(
                max_length=LONGEST_EVIDENCE,
                label="What shows it?",
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": EVIDENCE},
            )

    @property
    def shown(self) -> list[tuple[MarkFound, forms.BoundField, forms.BoundField]]:
        """Each mark with its two fields."""
        return [(each, self[f"{each.mark.key}_verdict"], self[f"{each.mark.key}_evidence"]) for each in self.marks]

    @property
    def called(self) -> dict[str, str]:
        """Its fields by their names where they stand alone: each mark asks the same two questions."""
        return {name: f"{mark}: {self.fields[name].label}" for name, mark in self.about.items()}

    @property
    def about(self) -> dict[str, str]:
        """The mark that each of them asks about."""
        return {f"{each.mark.key}_{part}": each.mark.label for each in self.marks for part in ("verdict", "evidence")}

    def found(self) -> dict[str, Found]:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        keys = [each.mark.key for each in self.marks]
        return {key: Found(data[f"{key}_verdict"], data[f"{key}_evidence"]) for key in keys}


def standing(check: SustainCheck, marks: Sequence[MarkFound]) -> dict[str, Any]:
    """What the form of a check begins with."""
    said: dict[str, Any] = {"looked_on": check.done_on, "seen": word_at(check.at)}
    for each in marks:
        if each.found:
            said |= {f"{each.mark.key}_verdict": each.found.verdict, f"{each.mark.key}_evidence": each.found.evidence}
    return said


class DayForm(forms.Form):
    """Another day, and why."""

    due_on = date_field("New day")
    why = LineField(max_length=LONGEST_REACHED, label="Why?", error_messages={"required": GIVE_A_REASON})
