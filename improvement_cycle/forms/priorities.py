"""Forms of priorities: of an academy, and of the trust."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst

from improvement_cycle.actions.priorities import LONGEST_NOTE, LONGEST_STATEMENT, LONGEST_TEXT, Words
from improvement_cycle.enums import Party, Support
from improvement_cycle.queries.priorities import Choices
from trust.forms.widgets import LineField, choice_field
from trust.policies.texts import GIVE_A_REASON

NO_NAMES = "Do not name pupils or members of staff."


class PriorityForm(forms.Form):
    """What is to improve, why, and what that rests on."""

    statement = LineField(
        max_length=LONGEST_STATEMENT,
        label="What is to improve?",
        help_text="One sentence that says what will be different for pupils.",
        error_messages={"required": "Say in one sentence what is to improve."},
    )
    area = choice_field("Area", (), missing="Choose the area it belongs to.")
    rationale = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label="Why this, and why now?",
        help_text=f"What you know, and from where. {NO_NAMES}",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    judgements = forms.MultipleChoiceField(
        required=False, label="Agreed judgements", widget=forms.CheckboxSelectMultiple
    )
    points = forms.MultipleChoiceField(
        required=False, label="Points of the self-evaluation", widget=forms.CheckboxSelectMultiple
    )
    evidence = forms.MultipleChoiceField(required=False, label="Evidence", widget=forms.CheckboxSelectMultiple)
    support = forms.MultipleChoiceField(
        required=False,
        label="Where does the help come from?",
        choices=Support.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    support_note = LineField(
        max_length=LONGEST_NOTE,
        required=False,
        label="Who or what",
        help_text="Such as the academy or the organisation that helps.",
    )
    trust_priorities = forms.MultipleChoiceField(
        required=False, label="Which priorities of the trust does it work on?", widget=forms.CheckboxSelectMultiple
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # What it rests on: these stand together on the page.
    BASIS = ("judgements", "points", "evidence")

    def __init__(self, *args: Any, choices: Choices, keeps: tuple[tuple[str, str], ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[str, str]]] = {
            "area": [("", "Choose"), *((each.key, each.label) for each in choices.definition.areas)],
            "judgements": [
                (each.column.key, f"{each.column.label}: {each.grade.label}") for each in choices.judgements
            ],
            "points": [*keeps, *((each.key, f"{each.title}: {each.text}") for each in choices.points)],
            "evidence": [(str(each.id), f"{each.title} ({each.source})") for each in choices.evidence],
            "trust_priorities": [
                (str(each.id), each.title)
                for each in choices.trust_priorities
                if each.is_open or str(each.id) in self.initial.get("trust_priorities", ())
            ],
        }
        for name, pairs in offered.items():
            if pairs:
                self.fields[name].choices = list(dict(pairs).items())  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    @property
    def basis(self) -> list[forms.BoundField]:
        """What it may rest on, as far as there is any."""
        return [self[name] for name in self.BASIS if name in self.fields]

    def words(self) -> Words:
        """What was typed, as the actions take it. What was not offered to this person stays."""
        data, kept = self.cleaned_data, self.initial
        return Words(
            statement=data["statement"],
            area=data["area"],
            rationale=data["rationale"],
            support=data["support"],
            support_note=data["support_note"],
            judgements=data.get("judgements", kept.get("judgements", ())),
            evidence=[UUID(each) for each in data.get("evidence", kept.get("evidence", ()))],
            points=data.get("points", kept.get("points", ())),
            trust_priorities=[UUID(each) for each in data.get("trust_priorities", kept.get("trust_priorities", ()))],
        )


class SayForm(forms.Form):
    """A comment, or the words of one who does not agree."""

    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you want to say."},
    )
    party = forms.CharField(required=False, widget=forms.HiddenInput)


class AwayForm(forms.Form):
    """Who of the three is away, and why."""

    party = choice_field("Who?", (), missing="Choose who is away.", widget=forms.RadioSelect)
    note = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Why can they not agree to it now?",
        help_text="Such as: the post is vacant, or on leave until March. The three read it.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why they cannot agree to it now."},
    )

    def __init__(self, *args: Any, parties: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(parties)

    def offer(self, parties: Sequence[str]) -> None:
        """These are there to choose from."""
        self.fields["party"].choices = [(each, capfirst(str(Party(each).label))) for each in parties]  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason, and the version that was read."""

    note = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": GIVE_A_REASON},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Reload the page."})


class TrustPriorityForm(forms.Form):
    """A priority of the whole trust."""

    title = LineField(
        max_length=120,
        label="Title",
        help_text="Short: it heads a column of the grid.",
        error_messages={"required": "Give it a short title."},
    )
    statement = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label="What the trust wants to achieve",
        help_text="From the strategic plan, in a few sentences.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    columns = forms.MultipleChoiceField(
        required=False,
        label="Columns of the matrix that ask for it",
        help_text="Where an academy has a concern in one of these and no priority for it, the grid shows a gap.",
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, columns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(each.key, each.label) for each in columns]  # type: ignore[attr-defined]
