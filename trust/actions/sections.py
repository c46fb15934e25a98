"""Sections of a document: save what is typed, bring an earlier text back, give them to people, say who is here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from trust import documents
from trust.actors import Actor
from trust.enums import EarlierReason
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.models import EarlierText, Membership, Section, SectionVisit, SectionWriter
from trust.policies.contents import Part, clean_content, is_empty
from trust.policies.documents import HERE, Edit, Stands, Verdict, judge, keeps_earlier
from trust.policies.marks import with_marks
from trust.policies.merging import (
    FINISHED,
    Began,
    contested,
    moved_by_others,
    not_of_lost_saves,
    own_changes,
    ticks_of_both,
)


class Outcome(StrEnum):
    """What became of a save."""

    SAVED = "saved"
    CLASH = "clash"  # somebody else was faster: theirs stands, this one is kept
    LATE = "late"  # the document was submitted meanwhile, or its year closed: this one is kept


@dataclass(frozen=True)
class Saving:
    """The section as it now stands, and what became of the text that came. `kept`: where it lies if not there.

    `brought`: the fields that another (`by`, by name) changed meanwhile and this page did not: theirs stand.
    """

    section: Section
    outcome: Outcome
    kept: EarlierText | None = None
    brought: tuple[str, ...] = ()
    by: str = ""
    is_own_tab: bool = False


@transaction.atomic
def save(
    *,
    actor: Actor,
    section_id: UUID,
    given: Mapping[str, Any],
    edit: Edit,
    is_finished: bool | None = None,
    keeps_standing: bool = False,
    subject: Any = None,
    began: Began | None = None,
) -> Saving:
    """Save what was typed. Sent twice it is one save; of two people the second loses nothing and overwrites nothing.

    Fields that are not given stay. `keeps_standing`: what is written over is kept whoever wrote it. `subject`:
    what the document is about, where the caller has read it. `began`: what the page began from. With it only what
    the page changed is written, and two clash only where both changed the same field; without it two always clash.
    Raises NotPermitted, and BadInput for what cannot be kept. A clash and a late text are answers, not errors: their
    text is kept, and the transaction must stand.
    """
    section = _lock(section_id)
    section.document.subject = subject
    if not documents.writes(actor, section):
        raise NotPermitted("This section is not yours to write.")
    part = documents.part_of(section)
    kept, faults = clean_content(part, given)
    if faults:
        raise BadInput("Some of this cannot be saved.", detail=faults)
    if began is not None:
        kept = own_changes(part, kept, began)
        if is_finished is not None and not began.is_own(FINISHED, is_finished):
            is_finished = None
    mine, kept = kept, kept if began is None else ticks_of_both(part, kept, section.content, began)
    content, strays = with_marks(part, section.content, section.content | kept, kept)
    verdict = judge(edit, Stands(section.version, section.last_tab, section.last_key, section.last_edit))
    by, is_own_tab = _saved_by(section, actor, edit)
    # What others changed is in none of the fields that are written below, but for ticks of theirs beside one's own.
    brought = _brought(part, section, kept, is_finished, began)
    brought += tuple(key for key, value in kept.items() if value != mine[key])
    saved = Saving(section, Outcome.SAVED, brought=brought, by=by, is_own_tab=is_own_tab)
    if verdict is Verdict.REPEATED:
        return saved
    if not documents.is_open(section.document):
        return Saving(section, Outcome.LATE, _keep_given(actor, section, content, EarlierReason.LATE))
    is_contested = began is None or contested(part, kept, section.content, began)
    is_merged = began is not None and edit.seen_version != section.version
    # A tab whose answer was lost goes on from its own text, and never over another's that it was not shown.
    is_over_another = (
        began is not None
        and is_merged
        and not keeps_standing
        and contested(part, not_of_lost_saves(part, kept, began), section.content, began)
    )
    if content != section.content and (is_contested if verdict is Verdict.CLASH else is_over_another):
        return Saving(section, Outcome.CLASH, _keep_given(actor, section, content, EarlierReason.CLASH))
    if strays:
        raise BadInput("Some of this cannot be saved.", detail=strays)
    # Mine was chosen: another's that stood there is kept.
    keeps_standing = keeps_standing or (began is not None and is_contested)
    _write(
        actor, section, content, is_finished=is_finished, edit=edit, keeps_standing=keeps_standing, is_merged=is_merged
    )
    return saved


def _brought(
    part: Part, section: Section, own: Mapping[str, Any], is_finished: bool | None, began: Began | None
) -> tuple[str, ...]:
    if began is None:
        return ()
    said = own if is_finished is None else {**own, FINISHED: is_finished}
    return moved_by_others(part, said, {**section.content, FINISHED: section.is_finished}, began)


def _saved_by(section: Section, actor: Actor, edit: Edit) -> tuple[str, bool]:
    """Who saved what the page had not seen, if it was one: by name, and whether it was oneself in another tab."""
    if section.version != edit.seen_version + 1:
        return "", False
    return section.saved_by_name, section.saved_by == actor.membership_id


@transaction.atomic
def bring_back(*, actor: Actor, earlier_id: UUID, edit: Edit) -> Saving:
    """Let an earlier text stand again. What stood is kept in its place."""
    earlier = EarlierText.objects.filter(id=earlier_id).first()
    if earlier is None:
        raise NotFound()
    section = _lock(earlier.section_id)
    if not documents.writes(actor, section):
        raise NotFound()
    documents.check_open(section.document)
    stands = Stands(section.version, section.last_tab, section.last_key, section.last_edit)
    verdict = judge(edit, stands)
    if verdict is Verdict.REPEATED:
        return Saving(section, Outcome.SAVED)
    if verdict is Verdict.CLASH:
        raise Refused("The section has changed since you opened this page. Look at it again.")
    _write(actor, section, earlier.content, is_finished=False, edit=edit, keeps_standing=True)
    return Saving(section, Outcome.SAVED)


@transaction.atomic
def give(*, actor: Actor, section_id: UUID, membership_id: UUID) -> SectionWriter:
    """Give the section to somebody to write, beside whoever writes the whole. Given twice it is given once."""
    section = _lock(section_id)
    documents.check_may_in(actor, documents.kind_of(section.document).rights.write, section.document)
    documents.check_moves(section.document)
    membership = Membership.objects.on(timezone.localdate()).filter(id=membership_id).first()
    if membership is None:
        raise BadInput("Choose a person of this academy.", detail={"membership": "Choose a person of this academy."})
    writer, _ = SectionWriter.objects.get_or_create(
        section=section, membership=membership, defaults={"given_by_name": actor.name}
    )
    return writer


@transaction.atomic
def take(*, actor: Actor, section_id: UUID, membership_id: UUID) -> None:
    """Take a given section back."""
    section = _lock(section_id)
    documents.check_may_in(actor, documents.kind_of(section.document).rights.write, section.document)
    documents.check_moves(section.document)
    SectionWriter.objects.filter(section=section, membership_id=membership_id).delete()


@transaction.atomic
def visit(*, actor: Actor, section_id: UUID, tab: UUID) -> list[str]:
    """Say that this person has the section open now; returns the names of the others who have."""
    section = Section.objects.filter(id=section_id).prefetch_related("writers").first()
    if section is None or not documents.reads_draft_of(actor, section):
        raise NotFound()
    now = timezone.now()
    SectionVisit.objects.filter(section=section, seen_at__lt=now - HERE).delete()
    SectionVisit.objects.update_or_create(
        section=section,
        tab=tab,
        defaults={"membership_id": actor.membership_id, "name": actor.name, "seen_at": now},
    )
    others = SectionVisit.objects.filter(section=section).exclude(membership_id=actor.membership_id)
    return sorted(set(others.values_list("name", flat=True)))


def _lock(section_id: UUID) -> Section:
    """The section, held until the end. The document is read after the lock: submitting takes both."""
    kept = EarlierText.objects.filter(section=OuterRef("id")).order_by("-kept_at").values("kept_at")[:1]
    found: Section | None = (
        Section.objects.select_for_update(of=("self",))
        .filter(id=section_id)
        .annotate(kept_at=Subquery(kept))
        .prefetch_related("writers")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def _write(
    actor: Actor,
    section: Section,
    content: dict[str, Any],
    *,
    is_finished: bool | None,
    edit: Edit,
    keeps_standing: bool = False,
    is_merged: bool = False,
) -> None:
    now = timezone.now()
    is_new_text = content != section.content
    # Two who write side by side save in turns: not each turn leaves a text, only the first of a tab, and as for one.
    is_in_turn = is_merged and edit.number > 1
    if is_new_text and (
        keeps_standing
        or keeps_earlier(
            before={} if is_empty(section.content) else _texts(section.content),
            now=_texts(content),
            written_by=actor.membership_id if is_in_turn else section.saved_by,
            by=actor.membership_id,
            written_at=section.saved_at,
            at=now,
            # Before anything was kept, the beginning of the document counts.
            kept_at=section.kept_at or section.document.opened_at,
        )
    ):
        _keep_standing(section)
    section.last_key, section.last_tab, section.last_edit = edit.key, edit.tab, edit.number
    finished = section.is_finished if is_finished is None else is_finished
    if is_new_text or finished != section.is_finished:
        section.version += 1
        section.content, section.is_finished = content, finished
        section.is_old = section.is_old and not is_new_text
        section.saved_by, section.saved_by_name, section.saved_at = actor.membership_id, actor.name, now
    section.save()


def _texts(content: Mapping[str, Any]) -> dict[str, str]:
    return {key: json.dumps(value, ensure_ascii=False) for key, value in content.items()}


def _keep_standing(section: Section) -> EarlierText | None:
    if is_empty(section.content):
        return None
    return EarlierText.objects.create(
        section=section,
        version=section.version,
        content=section.content,
        reason=EarlierReason.OVERWRITTEN,
        written_by=section.saved_by,
        written_by_name=section.saved_by_name,
        written_at=section.saved_at,
    )


def _keep_given(actor: Actor, section: Section, content: dict[str, Any], reason: EarlierReason) -> EarlierText:
    # Sent again because the answer was lost: kept once.
    standing: EarlierText | None = section.earlier.filter(
        reason=reason, written_by=actor.membership_id, version=section.version, content=content
    ).first()
    return standing or EarlierText.objects.create(
        section=section,
        version=section.version,
        content=content,
        reason=reason,
        written_by=actor.membership_id,
        written_by_name=actor.name,
        written_at=timezone.now(),
    )
