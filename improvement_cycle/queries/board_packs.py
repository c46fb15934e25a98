"""Board packs: what would stand in one, and those that were frozen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils import timezone

from improvement_cycle.models import BoardPack, Cycle, MatrixSnapshot
from improvement_cycle.policies.board_pack import PackPage, groups_to_tell, needs_a_page
from improvement_cycle.policies.promised import together
from improvement_cycle.queries.matrix import matrix
from improvement_cycle.queries.promised_sums import sums_told_to_all
from improvement_cycle.queries.school_pages import school_pages
from improvement_cycle.queries.snapshots import content_of
from improvement_cycle.workflow import PLAN, REVIEWS, SEF
from trust import deadlines
from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission, may

# What academies hand in. Visits, actions and whatever is need-to-know stand in no pack.
HANDED_IN = (SEF, "priority", PLAN, *REVIEWS.values())
MOST_OVERDUE = 60
SHOWN = 100


def packs(actor: Actor) -> list[BoardPack]:
    """Newest first, without what stands in them."""
    return list(BoardPack.objects.visible_to(actor).select_related("cycle__school_year").defer("content")[:SHOWN])


def find_pack(actor: Actor, pack: UUID, **_: object) -> BoardPack:
    """One of them. Raises NotFound for those who read none."""
    found: BoardPack | None = (
        BoardPack.objects.visible_to(actor)
        .select_related("cycle__school_year", "snapshot")
        .defer("snapshot__content")
        .filter(id=pack)
        .first()
    )
    if found is None:
        raise NotFound("There is no such board pack.")
    return found


def reads_content(actor: Actor, pack: BoardPack) -> bool:
    """Whether they read what stands in it: of one that was withdrawn only those who freeze packs do."""
    return not pack.is_withdrawn or may(actor, Permission.BOARD_PACK_FREEZE)


def pack_to_print(actor: Actor, pack_id: UUID, _version: str = "") -> BoardPack:
    """One whose content this person reads, by its id. Raises NotFound for everybody else."""
    found = find_pack(actor, pack_id)
    if not reads_content(actor, found):
        raise NotFound("There is no such board pack.")
    return found


def snapshots_to_choose(cycle: Cycle) -> list[MatrixSnapshot]:
    """What was published of a year, newest first, without its content."""
    return list(MatrixSnapshot.objects.filter(cycle=cycle).defer("content"))


def matrix_to_freeze(actor: Actor, cycle: Cycle, number: int) -> Mapping[str, Any] | None:
    """The matrix as it was published, or with 0 as it would be published now; None where there is no such number."""
    if not number:
        return content_of(matrix(actor, cycle))
    found = MatrixSnapshot.objects.filter(cycle=cycle, number=number).first()
    return found.content if found else None


def content_of_pack(
    actor: Actor, cycle: Cycle, published: Mapping[str, Any], pages: Sequence[str], questions: Sequence[str]
) -> dict[str, Any]:
    """What the pack holds: the published matrix, and of the rest only the pages that were chosen."""
    chosen = set(pages)
    own = {row["academy_id"] for row in published["rows"] if needs_a_page(row)}
    return {
        "matrix": dict(published),
        "academies": school_pages(cycle, published, own) if PackPage.ACADEMIES in chosen else [],
        "overdue": _overdue(actor, cycle) if PackPage.OVERDUE in chosen and not cycle.is_closed else [],
        "promised": _promised(cycle, published) if PackPage.PROMISED in chosen else {},
        "questions": list(questions) if PackPage.QUESTIONS in chosen else [],
    }


def _overdue(actor: Actor, cycle: Cycle) -> list[dict[str, Any]]:
    """What academies have not handed in of this year on its day: of whom nothing is said but the academy."""
    today = timezone.localdate()
    wanted = deadlines.IS_OPEN & deadlines.due_before(today) & deadlines.of_kinds(*HANDED_IN)
    found, _ = deadlines.part_and_number(actor, wanted & deadlines.of_year(cycle.school_year.key), 0, MOST_OVERDUE)
    return [
        {
            "what": each.title,
            "academy": each.academy,
            "due_on": each.due_on.isoformat(),
            "days": (today - each.due_on).days,
        }
        for each in found
        if not each.is_private
    ]


def _promised(cycle: Cycle, published: Mapping[str, Any]) -> dict[str, Any]:
    """Sums for the trust as a whole and by the category that was published; no promise, no visit and no person."""
    sums = sums_told_to_all(cycle)
    if not sums:
        return {"whole": None, "groups": [], "left_out": 0}
    category_of = {row["academy_id"]: row["category"] for row in published["rows"]}
    labels = {0: "Not agreed yet"}
    members: dict[int, list[UUID]] = defaultdict(list)
    for academy in sums:
        category = category_of.get(str(academy))
        number = category["number"] if category else 0
        if category:
            labels[number] = category["label"]
        members[number].append(academy)
    shown = groups_to_tell({number: len(theirs) for number, theirs in members.items()})

    def line(number: int | None, label: str, theirs: Sequence[UUID]) -> dict[str, Any]:
        trust, academy = (asdict(together(sums[each][side] for each in theirs)) for side in (0, 1))
        return {"number": number, "label": label, "academies": len(theirs), "trust": trust, "academy": academy}

    return {
        "whole": line(None, "The trust as a whole", list(sums)),
        "groups": [line(number or None, labels[number], members[number]) for number in shown],
        "left_out": sum(len(theirs) for number, theirs in members.items() if number not in shown),
    }
