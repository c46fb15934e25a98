"""The form of what is unfinished at one academy: a decision for each item, and a sentence where it needs one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from improvement_cycle.policies.year_end import LONGEST_NOTE, NOT_NOW, WITH_IT, WORDS, Decision, Kind
from improvement_cycle.queries.year_end import Item, OfAcademy, OpenPage, OpenPriority
from trust.forms.widgets import LineField, choice_field

Fields = tuple[Item, forms.BoundField, forms.BoundField]
TAKEN_AWAY = "Something that you decided was taken away meanwhile. Nothing is decided yet: look at the rest again."


def decided_in(data: Mapping[str, Any]) -> list[UUID]:
    """The items of which a posted form says anything."""
    found = []
    for name, said in data.items():
        if name.startswith("what_") and said:
            try:
                found.append(UUID(name.removeprefix("what_")))
            except ValueError:
                continue
    return found


class UnfinishedForm(forms.Form):
    """Whatever is decided here is decided at once; the rest stays for another day.

    `found`: what is open, None where nothing is. `meanwhile`: items that were decided here and are open no longer; who
    sent them learns what became of them.
    """

    def __init__(self, *args: Any, found: OfAcademy | None, meanwhile: Sequence[Item] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        self.of_meanwhile = meanwhile
        with_priority = {row.key for each in (found.priorities if found else ()) for row in each.rows}
        for item in self._items:
            nothing = WITH_IT if item.key in with_priority else NOT_NOW
            # What is not offered any more may stand in a form from before: why it does not go, the action says.
            said = self.data.get(f"what_{item.key}", "")
            may = item.may if said in item.may or said not in WORDS else (*item.may, said)
            pairs = [("", nothing), *((each, WORDS[each]) for each in may)]
            self.fields[f"what_{item.key}"] = choice_field(f"Decision: {item.text}", pairs)
            self.fields[f"note_{item.key}"] = LineField(
                max_length=LONGEST_NOTE,
                required=False,
                label="What was reached, or why" if item.kind == Kind.PRIORITY else "Why",
                widget=forms.TextInput(),
            )

    @property
    def priorities(self) -> Iterator[tuple[OpenPriority, Fields, list[Fields]]]:
        """Each with its fields, then its rows with theirs."""
        for each in self.found.priorities if self.found else ():
            yield each, self._of(each.item), [self._of(row) for row in each.rows]

    @property
    def pages(self) -> Iterator[tuple[OpenPage, list[Fields]]]:
        """Each with its rows and their fields."""
        for each in self.found.pages if self.found else ():
            yield each, [self._of(row) for row in each.rows]

    @property
    def meanwhile(self) -> list[Fields]:
        """With their fields."""
        return [self._of(item) for item in self.of_meanwhile]

    @property
    def about(self) -> dict[str, str]:
        """What is decided, by the names of its two fields: each item asks the same."""
        return {f"{part}_{item.key}": item.text for item in self._items for part in ("what", "note")}

    def decisions(self) -> list[Decision]:
        """What was decided, as the action takes it."""
        data = self.cleaned_data
        return [
            Decision(item.kind, item.key, data[f"what_{item.key}"], data[f"note_{item.key}"])
            for item in self._items
            if data[f"what_{item.key}"]
        ]

    @property
    def _items(self) -> list[Item]:
        return [*self.of_meanwhile, *(self.found.items if self.found else ())]

    def _of(self, item: Item) -> Fields:
        return item, self[f"what_{item.key}"], self[f"note_{item.key}"]
