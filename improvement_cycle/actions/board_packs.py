"""Freeze a board pack, and take one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle.actions import snapshots
from improvement_cycle.models import BoardPack, BoardPackWithdrawal, Cycle, MatrixSnapshot
from improvement_cycle.models.board_packs import LONGEST_WHY
from improvement_cycle.policies.board_pack import LONGEST_QUESTION, MOST_QUESTIONS, PackPage, pages_in_order
from improvement_cycle.queries.board_packs import content_of_pack, find_pack, matrix_to_freeze
from improvement_cycle.queries.snapshots import fingerprint
from trust.actions import activity
from trust.actors import Actor
from trust.errors import BadInput, NotFound, Refused
from trust.permissions import Permission, check_may, may
from trust.policies.texts import one_line

LONGEST_TITLE = 120


@dataclass(frozen=True)
class PackWords:
    """What was chosen. `number`: of the published matrix; 0 for the matrix as it stands now."""

    title: str
    number: int
    pages: Sequence[str]
    questions: Sequence[str] = ()


@transaction.atomic
def freeze(*, actor: Actor, cycle_id: UUID, words: PackWords) -> BoardPack:
    """Freeze these pages as they stand. The matrix of now is published first, since trustees read nothing else.

    Raises BadInput with a sentence for each field that does not fit, Refused where nothing is agreed yet.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("school_year").filter(id=cycle_id).first()
    if cycle is None or not may(actor, Permission.BOARD_PACK_READ):
        raise NotFound("There is no such year.")
    check_may(actor, Permission.BOARD_PACK_FREEZE)
    title, pages, questions = _checked(words)
    snapshot = _snapshot(actor, cycle, words.number)
    content = content_of_pack(actor, cycle, snapshot.content, pages, questions)
    sha256 = fingerprint(content)
    last: BoardPack | None = BoardPack.objects.visible_to(actor).filter(cycle=cycle).order_by("-number").first()
    if last is not None and not last.is_withdrawn and _says(last) == (actor.membership_id, title, pages, sha256):
        # The button was pressed twice.
        return last
    made: BoardPack = BoardPack.objects.create(
        cycle=cycle,
        snapshot=snapshot,
        number=last.number + 1 if last else 1,
        title=title,
        pages=pages,
        content=content,
        sha256=sha256,
        frozen_by_id=actor.membership_id,
        frozen_by_name=actor.name,
        frozen_at=timezone.now(),
    )
    _record(actor, made, "freeze", f"froze the board pack “{title}”")
    return made


def _says(pack: BoardPack) -> tuple[UUID | None, str, list[str], str]:
    return pack.frozen_by_id, pack.title, pack.pages, pack.sha256


def _checked(words: PackWords) -> tuple[str, list[str], list[str]]:
    wrong: dict[str, str] = {}
    title = one_line(words.title)
    if not title:
        wrong["title"] = "Say for which meeting it is, such as Board of trustees, 10 December 2026."
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = f"Use at most {LONGEST_TITLE} letters."
    pages = pages_in_order(words.pages)
    if not pages:
        wrong["pages"] = "Choose at least one page."
    questions = list(dict.fromkeys(filter(None, (one_line(each) for each in words.questions))))
    if len(questions) > MOST_QUESTIONS:
        wrong["questions"] = f"Ask at most {MOST_QUESTIONS} questions: trustees have one evening."
    elif any(len(each) > LONGEST_QUESTION for each in questions):
        wrong["questions"] = f"Keep each question below {LONGEST_QUESTION} letters."
    elif PackPage.QUESTIONS in pages and not questions:
        wrong["questions"] = "Write at least one question, or leave that page out."
    if wrong:
        raise BadInput("Something does not fit yet.", detail=wrong)
    return title, pages, questions


def _snapshot(actor: Actor, cycle: Cycle, number: int) -> MatrixSnapshot:
    if number:
        chosen: MatrixSnapshot | None = MatrixSnapshot.objects.filter(cycle=cycle, number=number).first()
        if chosen is None:
            raise BadInput("Something does not fit yet.", detail={"as_at": "That was not published. Choose another."})
        return chosen
    now = matrix_to_freeze(actor, cycle, 0) or {}
    newest: MatrixSnapshot | None = MatrixSnapshot.objects.filter(cycle=cycle).first()
    if newest is not None and newest.sha256 == fingerprint(now):
        return newest
    return snapshots.publish(actor=actor, cycle_id=cycle.id)


@transaction.atomic
def withdraw(*, actor: Actor, pack_id: UUID, why: str) -> BoardPack:
    """Take it back with a reason: its readers see that, and why; what stood in it they read no more."""
    pack = find_pack(actor, pack_id)
    check_may(actor, Permission.BOARD_PACK_FREEZE)
    # What is frozen is locked by its year: its own row nobody may change, nor hold.
    Cycle.objects.select_for_update(of=("self",)).get(id=pack.cycle_id)
    pack = find_pack(actor, pack_id)
    if pack.is_withdrawn:
        raise Refused("It is withdrawn already.")
    reason = one_line(why)
    if not reason:
        raise BadInput("Something does not fit yet.", detail={"why": "Say in a sentence why it is withdrawn."})
    if len(reason) > LONGEST_WHY:
        said = f"Use at most {LONGEST_WHY} letters. These are {len(reason):,}."
        raise BadInput("Something does not fit yet.", detail={"why": said})
    BoardPackWithdrawal.objects.create(pack=pack, why=reason, by_name=actor.name, at=timezone.now())
    _record(actor, pack, "withdraw", f"withdrew the board pack “{pack.title}”", note=reason)
    return pack


def _record(actor: Actor, pack: BoardPack, verb: str, sentence: str, note: str = "") -> None:
    activity.record(actor=actor, kind="board_pack", subject_id=pack.id, verb=verb, sentence=sentence, note=note)
