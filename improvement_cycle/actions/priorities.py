"""Priorities of an academy: propose, change, agree as one of the three, comment, reopen, withdraw."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from improvement_cycle import workflow
from improvement_cycle.actions.rows_at_hand import locked_row
from improvement_cycle.enums import AgreementKind, Party, Proposer, Support, View
from improvement_cycle.models import (
    AcademyCycle,
    Evidence,
    Judgement,
    KeyArea,
    Priority,
    PriorityAgreement,
    PriorityAlignment,
    PriorityBasis,
    PriorityComment,
    TrustPriority,
)
from improvement_cycle.permissions import check_may_change_priority, check_may_record_absence, check_party
from improvement_cycle.policies.rows import row_standing
from improvement_cycle.queries.suggested_points import points
from trust.actions import activity
from trust.actions.advance import advance
from trust.actors import Actor
from trust.errors import BadInput, Conflict, NotFound, Refused
from trust.permissions import Permission, check_may, may
from trust.policies.texts import fault_of_text, in_lines, one_line

# A statement heads a page of the plan, and a line of the feed beside the academy's name.
LONGEST_STATEMENT, LONGEST_NOTE, LONGEST_TEXT = 160, 300, 4000
CHOOSE = "Choose from the list."
NOT_OPEN = "This priority is not open to changes. Reopen it with a reason first."
CHANGED = "Somebody has changed this priority since you opened it. Nothing of yours was saved."


@dataclass(frozen=True)
class Words:
    """What a priority says, and what it rests on.

    `area`: key of a key area; `support`: values of enums.Support; `judgements`: keys of the columns whose agreed
    judgement asks for it; `points`: as queries.suggested_points.Point.key.
    """

    statement: str
    area: str
    rationale: str = ""
    support: Collection[str] = ()
    support_note: str = ""
    judgements: Collection[str] = ()
    evidence: Collection[UUID] = ()
    points: Collection[str] = ()
    trust_priorities: Collection[UUID] = ()


@dataclass
class _Basis:
    """The rows that it rests on, as they will stand."""

    judgements: list[Judgement] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)
    aligned: set[UUID] = field(default_factory=set)  # priorities of the trust it works on

    @property
    def marks(self) -> set[Any]:
        """What tells two of them apart."""
        points = {(each["section"], each["text"]) for each in self.points}
        return {each.id for each in (*self.judgements, *self.evidence)} | points


@transaction.atomic
def propose(*, actor: Actor, academy_cycle_id: UUID, words: Words) -> Priority:
    """Propose a priority. Raises BadInput with a sentence for each field that does not fit."""
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=Permission.PRIORITY_PROPOSE)
    said = _checked(actor, row, words, keeps=_Basis())
    now = timezone.now()
    made: Priority = Priority.objects.create(
        academy_cycle=row,
        number=next_number(row),
        proposer=Proposer.SELF_EVALUATION if said.basis.points else Proposer.PERSON,
        proposed_by_id=actor.membership_id,
        proposed_by_name=actor.name,
        proposed_at=now,
        changed_at=now,
        **said.fields,
    )
    _rest_on(made, said.basis)
    align(made, said.aligned)
    record(actor, made, "propose", f"proposed priority {made.number} of {row.academy.name}: {made.statement}")
    return made


@transaction.atomic
def change(*, actor: Actor, priority_id: UUID, seen_version: int, words: Words) -> Priority:
    """Let a proposed priority say exactly this. Agreements given so far were to other words and count no longer.

    Raises Conflict when it says something else than was seen, Refused when it is agreed. Sending what stands changes
    nothing.
    """
    priority = locked_priority(actor, priority_id)
    check_may_change_priority(actor, priority.proposed_by_id, priority)
    if not priority.is_proposed:
        raise Refused(NOT_OPEN)
    if seen_version != priority.version:
        raise Conflict(CHANGED)
    standing = _standing(priority)
    said = _checked(actor, priority.academy_cycle, words, keeps=standing)
    fields = {name: getattr(priority, name) for name in said.fields}
    if (
        fields == said.fields
        and standing.marks == said.basis.marks
        and standing.aligned == {each.id for each in said.aligned}
    ):
        return _confirmed(priority)
    for name, value in said.fields.items():
        setattr(priority, name, value)
    priority.to_confirm = False
    priority.rests_on.all().delete()
    _rest_on(priority, said.basis)
    priority.aligned.all().delete()
    align(priority, said.aligned)
    _bump(priority)
    record(actor, priority, "change", f"changed {called(priority)}")
    return priority


@transaction.atomic
def confirm(*, actor: Actor, priority_id: UUID) -> Priority:
    """It stands as it came from another year. Said twice it is said once."""
    priority = locked_priority(actor, priority_id)
    check_may_change_priority(actor, priority.proposed_by_id, priority)
    if priority.to_confirm:
        _confirmed(priority)
        record(actor, priority, "confirm", f"confirmed {called(priority)}")
    return priority


@transaction.atomic
def agree(*, actor: Actor, priority_id: UUID, party: str, seen_version: int) -> Priority:
    """This party agrees to the words it saw. The third word makes it agreed. Said twice it is said once."""
    priority = locked_priority(actor, priority_id)
    check_may(actor, Permission.PRIORITY_AGREE, priority)
    check_party(actor, party, priority)
    if not priority.is_proposed:
        raise Refused(f"This priority is {priority.get_state_display()}, so there is nothing to agree to.")
    if seen_version != priority.version:
        raise Conflict("The priority has changed since you opened it. Read it again before you agree.")
    # Who was recorded as away may still speak.
    if _said(priority).get(party) != AgreementKind.AGREED:
        _say(actor, priority, party, AgreementKind.AGREED)
        record(actor, priority, "agree_as", f"agreed {called(priority)} as {Party(party).label}")
    return _settle(actor, priority)


@transaction.atomic
def record_absence(*, actor: Actor, priority_id: UUID, party: str, note: str) -> Priority:
    """Director or chief executive record that one of the others is away, or that nobody holds the post, and why.

    It holds for the words as they stand. At most one of the three is away: two at least agree.
    """
    priority = locked_priority(actor, priority_id)
    check_may(actor, Permission.PRIORITY_AGREE, priority)
    if party not in Party.values:
        raise BadInput("Say for whom.", detail={"party": "Choose who is away."})
    check_may_record_absence(actor, party, priority)
    if not priority.is_proposed:
        raise Refused(f"This priority is {priority.get_state_display()}, so nobody’s word is missing.")
    why = in_lines(note)
    if fault := fault_of_text(why, LONGEST_TEXT, "Say why they cannot agree to it now."):
        raise BadInput(fault, detail={"note": fault})
    said = _said(priority)
    has_spoken = said.pop(party, AgreementKind.ABSENT) != AgreementKind.ABSENT
    opposed = priority.comments.filter(party=party, priority_version=priority.version)
    if has_spoken or opposed.exists():
        raise Refused(f"The {Party(party).label} has already spoken on this priority.", detail={"note": ""})
    if not row_standing(said).takes_absence:
        raise Refused("One of the three is away already. At least two of them agree a priority.", detail={"note": ""})
    _say(actor, priority, party, AgreementKind.ABSENT, why)
    # Why somebody is away is for the three, as on a row of the matrix.
    sentence = f"recorded the absence of the {Party(party).label} for {called(priority)}"
    record(actor, priority, "absence", sentence, circle="parties")
    return _settle(actor, priority)


@transaction.atomic
def comment(*, actor: Actor, priority_id: UUID, text: str, party: str = "") -> PriorityComment:
    """Say something about it. With a party: this one of the three does not agree, and the comment says why.

    A word of agreement that the party gave to the same version is taken back by it.
    """
    priority = locked_priority(actor, priority_id)
    if not (may(actor, Permission.PRIORITY_PROPOSE, priority) or may(actor, Permission.PRIORITY_AGREE, priority)):
        check_may(actor, Permission.PRIORITY_PROPOSE, priority)
    said = in_lines(text)
    if fault := fault_of_text(said, LONGEST_TEXT, "Write what you want to say."):
        raise BadInput(fault, detail={"text": fault})
    if party:
        check_party(actor, party, priority)
        if not priority.is_proposed:
            raise Refused("This priority is agreed. To change it, reopen it with a reason.", detail={"text": ""})
        PriorityAgreement.objects.filter(priority=priority, party=party, priority_version=priority.version).delete()
    made: PriorityComment = PriorityComment.objects.create(
        priority=priority,
        party=party,
        priority_version=priority.version,
        text=said,
        by_membership_id=actor.membership_id,
        by_name=actor.name,
        at=timezone.now(),
    )
    # What the three do not agree on stays with them.
    record(actor, priority, "comment", f"commented on {called(priority)}", circle="parties" if party else "")
    return made


@transaction.atomic
def reopen(*, actor: Actor, priority_id: UUID, note: str, seen_version: int) -> Priority:
    """Let an agreed priority change again. Raises BadInput without a reason."""
    priority = locked_priority(actor, priority_id)
    check_seen(priority, seen_version)
    move(actor, priority, "reopen", note)
    priority.agreed_at = None
    _bump(priority)
    return priority


@transaction.atomic
def withdraw(*, actor: Actor, priority_id: UUID, note: str, seen_version: int) -> Priority:
    """Take it off the year's list, with a reason. It stays readable."""
    priority = locked_priority(actor, priority_id)
    check_seen(priority, seen_version)
    return move(actor, priority, "withdraw", note)


@dataclass
class _Said:
    fields: Mapping[str, Any]
    basis: _Basis
    aligned: Sequence[TrustPriority]


def locked_priority(actor: Actor, priority_id: UUID) -> Priority:
    """The priority with its row, both held; the row first, as everywhere. Raises NotFound, Refused in a closed year."""
    found = Priority.objects.visible_to(actor).filter(id=priority_id).values_list("academy_cycle_id", flat=True).first()
    if found is None:
        raise NotFound("There is no such priority.")
    row = locked_row(actor=actor, academy_cycle_id=found, permission=Permission.PRIORITY_READ)
    priority: Priority = Priority.objects.select_for_update(of=("self",)).get(id=priority_id)
    priority.academy_cycle = row
    return priority


def _checked(actor: Actor, row: AcademyCycle, words: Words, *, keeps: _Basis) -> _Said:
    """What was typed as it is kept. `keeps`: what it rests on already, whoever reads that, and of whichever version."""
    faults: dict[str, str] = {}
    statement, note = one_line(words.statement), one_line(words.support_note)
    rationale = in_lines(words.rationale)
    for name, text, most, missing in (
        ("statement", statement, LONGEST_STATEMENT, "Say in one sentence what is to improve."),
        ("support_note", note, LONGEST_NOTE, ""),
        ("rationale", rationale, LONGEST_TEXT, ""),
    ):
        if fault := fault_of_text(text, most, missing):
            faults[name] = fault
    area = KeyArea.objects.filter(model_id=row.cycle.model_id, key=words.area).first()
    if area is None:
        faults["area"] = "Choose the area it belongs to."
    if set(words.support) - set(Support.values):
        faults["support"] = CHOOSE
    basis = _basis(actor, row, words, keeps, faults)
    aligned = list(
        # Held, so that none is taken away or ended meanwhile.
        TrustPriority.objects.select_for_update(of=("self",), no_key=True).filter(
            cycle_id=row.cycle_id, id__in=words.trust_priorities
        )
    )
    if len(aligned) != len(set(words.trust_priorities)):
        faults["trust_priorities"] = CHOOSE
    elif any(not each.is_open and each.id not in keeps.aligned for each in aligned):
        faults["trust_priorities"] = "One of these is ended: nothing more works on it."
    if faults:
        raise BadInput("Some of this is missing or does not fit.", detail=faults)
    return _Said(
        {
            "statement": statement,
            "area": area,
            "rationale": rationale,
            "support": [each.value for each in Support if each.value in words.support],
            "support_note": note,
        },
        basis,
        aligned,
    )


def _basis(actor: Actor, row: AcademyCycle, words: Words, keeps: _Basis, faults: dict[str, str]) -> _Basis:
    """What it is to rest on: as far as this person reads it, and what it rests on already."""
    basis = _Basis()
    reads_row = may(actor, Permission.MATRIX_READ, row)
    basis.judgements = list(
        Judgement.objects.filter(academy_cycle=row, view=View.AGREED, column__key__in=words.judgements)
    )
    known = {each.id for each in keeps.judgements}
    hidden = not reads_row and any(each.id not in known for each in basis.judgements)
    if hidden or len(basis.judgements) != len(set(words.judgements)):
        faults["judgements"] = CHOOSE
    basis.evidence = list(Evidence.objects.filter(academy_cycle=row, id__in=words.evidence))
    known = {each.id for each in keeps.evidence}
    hidden = not reads_row and any(each.id not in known for each in basis.evidence)
    if hidden or len(basis.evidence) != len(set(words.evidence)):
        faults["evidence"] = CHOOSE
    basis.points = _points(actor, row, words.points, keeps.points, faults)
    return basis


def _points(
    actor: Actor, row: AcademyCycle, keys: Collection[str], keeps: Sequence[dict[str, Any]], faults: dict[str, str]
) -> list[dict[str, Any]]:
    if not keys:
        return []
    known = {each.key: each for each in points(actor, row)}
    kept = {f"{each['section']}:{each['point']}:{each['sef_version']}": each for each in keeps}
    found = []
    for key in dict.fromkeys(keys):
        if key in kept:
            found.append(kept[key])
        elif key in known:
            point = known[key]
            found.append(
                {
                    "section": point.area,
                    "section_title": point.title[:160],
                    "point": point.number,
                    "text": point.text,
                    "sef_version": point.version,
                }
            )
        else:
            faults["points"] = CHOOSE
    # The same words in two versions are one point: the newer says where they stand now.
    return list({(each["section"], each["text"]): each for each in found}.values())


def _standing(priority: Priority) -> _Basis:
    basis = _Basis(aligned=set(priority.aligned.values_list("trust_priority_id", flat=True)))
    for each in priority.rests_on.select_related("judgement", "evidence"):
        if each.judgement:
            basis.judgements.append(each.judgement)
        elif each.evidence:
            basis.evidence.append(each.evidence)
        else:
            names = ("section", "section_title", "point", "text", "sef_version")
            basis.points.append({name: getattr(each, name) for name in names})
    return basis


def _rest_on(priority: Priority, basis: _Basis) -> None:
    PriorityBasis.objects.bulk_create(
        [
            *(PriorityBasis(priority=priority, judgement=each) for each in basis.judgements),
            *(PriorityBasis(priority=priority, evidence=each) for each in basis.evidence),
            *(PriorityBasis(priority=priority, **each) for each in basis.points),
        ]
    )


def next_number(row: AcademyCycle) -> int:
    """The number of the next priority of this academy's year; the row is held."""
    last = Priority.objects.filter(academy_cycle=row).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def align(priority: Priority, with_these: Sequence[TrustPriority]) -> None:
    """Let it work on these priorities of the trust."""
    PriorityAlignment.objects.bulk_create(
        PriorityAlignment(priority=priority, trust_priority=each) for each in with_these
    )


def _bump(priority: Priority) -> None:
    priority.version += 1
    priority.changed_at = timezone.now()
    priority.save()


def _said(priority: Priority) -> dict[str, str]:
    """What each of the three has said to the words as they stand: agreed, or recorded as away."""
    said = PriorityAgreement.objects.filter(priority=priority, priority_version=priority.version)
    return dict(said.values_list("party", "kind"))


def _say(actor: Actor, priority: Priority, party: str, kind: str, note: str = "") -> None:
    PriorityAgreement.objects.update_or_create(
        priority=priority,
        party=party,
        priority_version=priority.version,
        defaults={
            "kind": kind,
            "note": note,
            "by_membership_id": actor.membership_id,
            "by_name": actor.name,
            "at": timezone.now(),
        },
    )


def _settle(actor: Actor, priority: Priority) -> Priority:
    if not row_standing(_said(priority)).is_settled:
        return priority
    priority.agreed_at, priority.to_confirm = timezone.now(), False
    priority.save(update_fields=["agreed_at", "to_confirm"])
    return move(actor, priority, "agree", "")


def _confirmed(priority: Priority) -> Priority:
    """Somebody has read what came from another year, and it stands."""
    if priority.to_confirm:
        priority.to_confirm = False
        priority.save(update_fields=["to_confirm"])
    return priority


def move(actor: Actor, priority: Priority, verb: str, note: str = "", hindrances: Sequence[str] = ()) -> Priority:
    """Move it along its table. Part of another action: it is held, with its row."""
    row = priority.academy_cycle
    advance(
        actor=actor,
        workflow=workflow.PRIORITY,
        object=priority,
        verb=verb,
        note=note,
        place=priority,
        facts={"hindrances": hindrances},
        words={"number": str(priority.number), "academy": row.academy.name, "title": priority.statement},
    )
    return priority


def check_seen(priority: Priority, seen_version: int) -> None:
    """Raises Conflict where it says something else than was read."""
    if seen_version != priority.version:
        raise Conflict("The priority has changed since you opened it. Read it again first.")


def called(priority: Priority) -> str:
    """In a sentence of the feed."""
    return f"priority {priority.number} of {priority.academy_cycle.academy.name}: {priority.statement}"


def record(actor: Actor, priority: Priority, verb: str, sentence: str, circle: str = "") -> None:
    """A line in the feed."""
    activity.record(
        actor=actor,
        kind=workflow.PRIORITY.kind,
        subject_id=priority.id,
        verb=verb,
        sentence=sentence,
        academy_id=priority.academy_id,
        circle=circle,
    )
