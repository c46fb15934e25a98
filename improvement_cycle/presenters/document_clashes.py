"""Two texts of one section, side by side, and who wrote the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from improvement_cycle.presenters.documents import FieldShown, day, fields_shown, is_today
from trust.actions.sections import Saving
from trust.models import Section
from trust.policies.contents import Part
from trust.policies.wording import listed


@dataclass(frozen=True)
class Pair:
    """A field in both texts."""

    label: str
    theirs: FieldShown
    mine: FieldShown

    @property
    def differs(self) -> bool:
        """Whether the two say something else, marks included."""
        return _said(self.theirs) != _said(self.mine)


def _said(shown: FieldShown) -> Any:
    return shown.value or "", list(shown.marked)


def pairs(part: Part, theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> tuple[list[Pair], list[Pair]]:
    """The fields that differ, and those that are the same and say anything."""
    both = zip(fields_shown(part, theirs), fields_shown(part, mine), strict=True)
    made = [Pair(one.field.label, one, other) for one, other in both]
    return [each for each in made if each.differs], [each for each in made if not each.differs and each.mine.value]


def changed_words(section: Section, *, is_own_tab: bool) -> str:
    """Who was faster: `Jo Whitlock changed this section at 12:03`; on another day with the day."""
    at = timezone.localtime(section.saved_at)
    on = "" if is_today(at) else f" on {day(at.date())}"
    if is_own_tab:
        return f"You changed this section in another tab{on} at {at:%H:%M}"
    return f"{section.saved_by_name} changed this section{on} at {at:%H:%M}"


def brought_words(saving: Saving, labels: Sequence[str]) -> str:
    """Whose words have come into the page beside one's own."""
    if not labels:
        return ""
    who = "You changed" if saving.is_own_tab else f"{saving.by or 'Somebody'} changed"
    where = " in another tab" if saving.is_own_tab else ""
    return f"{who} {listed([f'“{label}”' for label in labels])}{where} meanwhile: that stands in this page now."
