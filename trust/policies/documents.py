"""Rules on drafts: when an earlier text is kept, and what a save that comes late or twice means."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

# The roles behind the trust's choice of who approves (trust.enums.Approvers).
APPROVING_ROLES: dict[str, tuple[str, ...]] = {
    "both": ("director", "chief_executive"),
    "director": ("director",),
    "chief_executive": ("chief_executive",),
}
PAUSE = dt.timedelta(minutes=30)
# A person counts as here as long as their tab has called within this time; it calls twice a minute.
HERE = dt.timedelta(seconds=40)
# Earlier texts are there for recovery until so long after the approval.
KEPT_AFTER_APPROVAL = dt.timedelta(days=30)
# Of somebody who goes on writing without a pause, a text is kept at least so often.
TRAIL = dt.timedelta(minutes=10)
# A text that becomes much shorter at once is kept whoever wrote it: most likely something was deleted by mistake.
MUCH_SHORTER = 0.6
WORTH_KEEPING = 200


def kept_until(approved_on: dt.date) -> dt.date:
    """The last day on which earlier texts of a document can be brought back."""
    return approved_on + KEPT_AFTER_APPROVAL


class Verdict(StrEnum):
    """What to do with a save."""

    SAVE = "save"
    REPEATED = "repeated"
    CLASH = "clash"


@dataclass(frozen=True)
class Edit:
    """One save as the page sends it: what it saw, from which tab, its own key, and its number in that tab."""

    seen_version: int
    tab: UUID
    key: UUID
    number: int = 1


@dataclass(frozen=True)
class Stands:
    """The last save as it stands."""

    version: int
    tab: UUID | None
    key: UUID | None
    number: int


def judge(edit: Edit, stands: Stands) -> Verdict:
    """A repeated save is none, one of the same tab continues it, one that saw something older clashes."""
    if edit.key == stands.key:
        return Verdict.REPEATED
    if edit.tab == stands.tab:
        # The answer to its last save was lost: the tab goes on from its own text.
        return Verdict.SAVE if edit.number > stands.number else Verdict.REPEATED
    return Verdict.SAVE if edit.seen_version == stands.version else Verdict.CLASH


def keeps_earlier(
    *,
    before: Mapping[str, str],
    now: Mapping[str, str],
    written_by: UUID | None,
    by: UUID | None,
    written_at: dt.datetime | None,
    at: dt.datetime,
    kept_at: dt.datetime | None = None,
) -> bool:
    """Whether what is written over is kept: of another person, after a pause, or where much of a field is gone.

    Otherwise at least every ten minutes: `kept_at` is when one was kept last. `before` and `now` are the contents as
    text, field by field: a field that is wiped must not hide behind a long one beside it.
    """
    if not before:
        return False
    if written_by != by or written_at is None or at - written_at >= PAUSE:
        return True
    worth_it = {key: text for key, text in before.items() if len(text) >= WORTH_KEEPING}
    if any(left_of(text, now.get(key, "")) < MUCH_SHORTER for key, text in worth_it.items()):
        return True
    is_long = sum(map(len, before.values())) >= WORTH_KEEPING
    return is_long and kept_at is not None and at - kept_at >= TRAIL


def left_of(before: str, now: str) -> float:
    """How much of a text is still there, by its words: something else written in its place is gone all the same."""
    words, still = Counter(before.split()), Counter(now.split())
    return (words & still).total() / max(words.total(), 1)
