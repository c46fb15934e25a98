"""The form of a board pack: for when, which pages, which questions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from improvement_cycle.actions.board_packs import LONGEST_TITLE
from improvement_cycle.models.board_packs import LONGEST_WHY
from improvement_cycle.policies.board_pack import LABELS, LONGEST_QUESTION, MOST_QUESTIONS, PackPage
from trust.forms.widgets import LineField

NOW = "0"
LONGEST_QUESTIONS = MOST_QUESTIONS * (LONGEST_QUESTION + 2)


class PackForm(forms.Form):
    """What is frozen. Of the suggested questions those are taken that are ticked, then those that were written."""

    title = LineField(
        max_length=LONGEST_TITLE,
        label="For which meeting?",
        help_text="Such as Board of trustees, 10 December 2026. It stands at the head of every page.",
        error_messages={"required": "Say for which meeting it is, such as Board of trustees, 10 December 2026."},
    )
    as_at = forms.ChoiceField(
        label="Which matrix?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose which matrix.",
            "invalid_choice": "That was not published. Choose another.",
        },
    )
    pages = forms.MultipleChoiceField(
        label="Which pages?",
        choices=[(each.value, LABELS[each]) for each in PackPage],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one page.", "invalid_choice": "There is no such page."},
    )
    suggestions = forms.MultipleChoiceField(
        required=False,
        label="Questions that the figures give rise to",
        widget=forms.CheckboxSelectMultiple,
        # The figures have moved on since the page was opened: what is asked no longer is left out, not refused.
        error_messages={
            "invalid_choice": "The figures have changed since you opened this. Look at the questions again."
        },
    )
    questions = forms.CharField(
        required=False,
        max_length=LONGEST_QUESTIONS,
        label="Your questions for trustees",
        help_text=f"One in each line, at most {MOST_QUESTIONS} in all. Do not name pupils or members of staff.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, snapshots: Sequence[Any], suggested: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_at: Any = self.fields["as_at"]
        as_at.choices = [
            (NOW, "As it stands now: what is agreed today is published with it"),
            *((str(each.number), f"As published on {_moment(each)} by {each.published_by_name}") for each in snapshots),
        ]
        asked: Any = self.fields["suggestions"]
        asked.choices = [(each, each) for each in suggested]
        if not suggested:
            del self.fields["suggestions"]

    @property
    def all_questions(self) -> list[str]:
        """Those ticked, then those written."""
        return [*self.cleaned_data.get("suggestions", ()), *self.cleaned_data["questions"].splitlines()]


def _moment(snapshot: Any) -> str:
    return f"{timezone.localtime(snapshot.published_at):%-d %B %Y, %H:%M}"


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    why = LineField(
        max_length=LONGEST_WHY,
        label="Why is it withdrawn?",
        help_text="Trustees read this. What stood in the pack they read no more.",
        error_messages={"required": "Say in a sentence why it is withdrawn."},
    )
