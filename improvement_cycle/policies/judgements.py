"""Rules about grades in one cell: movement, when a reason is needed, when the views differ, who sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Mark:
    """A grade as the rules see it. `scale` names the scale with its grades: a changed scale is another."""

    scale: str
    key: str
    rank: int
    label: str = ""


class Movement(StrEnum):
    """What happened since last year. `UP` is less concern, `DOWN` is more."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NEW = "new"
    NEW_SCALE = "new_scale"
    NONE = "none"


def movement(before: Mark | None, now: Mark | None) -> Movement:
    """Movement inside one scale only; across scales nothing is compared."""
    if now is None:
        return Movement.NONE
    if before is None:
        return Movement.NEW
    if before.scale != now.scale:
        return Movement.NEW_SCALE
    if before.rank == now.rank:
        return Movement.SAME
    return Movement.UP if now.rank < before.rank else Movement.DOWN


def differs(views: Iterable[Mark | None]) -> bool:
    """Whether the recorded views are not the same: something to discuss."""
    return len({(view.scale, view.key) for view in views if view is not None}) > 1


def reason_needed(now: Mark, *, last_year: Mark | None, views: Iterable[Mark | None] = ()) -> str | None:
    """Why a reason is needed, as the words beside the box; None where it may stay empty.

    `views` are those of the others that the writer may see: asking for more would give a blind view away.
    """
    moved = movement(last_year, now)
    if moved is Movement.UP:
        return "Needed, because it has gone up since last year"
    if moved is Movement.DOWN:
        return "Needed, because it has gone down since last year"
    if differs([now, *views]):
        return "Needed, because the views are not the same"
    return None


def may_see_views(*, party: str | None, own_recorded: bool, meeting_open: bool, agreed: bool = False) -> bool:
    """The three see each other's views once theirs stands, the meeting is open, or it is agreed."""
    return party is not None and (own_recorded or meeting_open or agreed)


def may_agree(*, meeting_open: bool, head_recorded: bool, director_recorded: bool, sees_views: bool) -> bool:
    """A judgement is agreed in the open meeting, or once head and director have both said theirs.

    Never by somebody from whom the views are hidden: agreeing opens them, and so one's own view would not be blind.
    """
    return meeting_open or (head_recorded and director_recorded and sees_views)
