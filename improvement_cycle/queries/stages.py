"""Where academies stand in a year, for many rows at once: three questions beyond the rows, however many there are.

Each fact follows the permission of the page it stands on: what a person could not read there is not told here either.
Whether a draft is begun, and how far it is, is told to those who read it (see improvement_cycle.deadlines).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from improvement_cycle.document_pages import pages_of
from improvement_cycle.enums import Capability, Party, PriorityState, TermOfYear, View
from improvement_cycle.models import (
    AcademyCycle,
    Judgement,
    ObjectiveReview,
    PlanAction,
    Priority,
    PriorityAgreement,
    PriorityBasis,
    PriorityComment,
)
from improvement_cycle.permissions import parties_of
from improvement_cycle.policies.columns import provision_of
from improvement_cycle.policies.definition import CategoryWord, Definition
from improvement_cycle.policies.next_steps import Own, OwnDocument, OwnPriority, Step, next_step
from improvement_cycle.policies.priorities import STANDING, still_to_agree, was_agreed
from improvement_cycle.policies.stages import (
    DocumentFacts,
    JudgementFacts,
    PriorityFacts,
    ReviewFacts,
    StageFacts,
    Stages,
    stages,
)
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.priorities import moment
from improvement_cycle.queries.terms import TermDays, terms_of_rows, three_of
from improvement_cycle.workflow import PLAN, REVIEWS, SEF
from trust import documents
from trust.actors import Actor
from trust.enums import DocumentState
from trust.models import Activity, Approval, Document, Section, SectionWriter, SubmittedVersion
from trust.permissions import Permission, may

CAPABILITY = {SEF: Capability.SELF_EVALUATION.value, PLAN: Capability.PLAN.value} | dict.fromkeys(
    REVIEWS.values(), Capability.PLAN.value
)


@dataclass(frozen=True)
class Said:
    """An agreed judgement."""

    grade_id: str
    by: str
    at: dt.datetime


@dataclass(frozen=True)
class RowStages:
    """An academy's year as one person knows it."""

    row: AcademyCycle
    definition: Definition
    facts: StageFacts
    stages: Stages
    step: Step | None
    category: CategoryWord | None
    priorities: tuple[Any, ...] = ()  # worked on or reached, in their order
    plan: Document | None = None
    self_evaluation: Document | None = None
    unfinished: frozenset[str] = frozenset()  # keys of sections of a draft of the plan that this person reads
    reads_row: bool = False


@dataclass(frozen=True)
class Known:
    """What was read for all rows together."""

    documents: Mapping[tuple[UUID, str], Any]
    priorities: Mapping[UUID, Sequence[Any]]
    agreed: Mapping[tuple[UUID, str], Said]  # by row and key of the column
    views: Mapping[tuple[UUID, str], frozenset[str]]  # by row and party: keys of columns
    terms: Mapping[UUID, Sequence[TermDays]]  # by row


def rows_of(actor: Actor) -> Any:
    """Rows whose page the actor opens, each with its category and what the three said on it."""
    return AcademyCycle.objects.reached_by(actor, Permission.CYCLE_READ).select_related("academy").with_standing()


def read(actor: Actor, rows: Sequence[AcademyCycle], definitions: Mapping[UUID, Definition]) -> Known:
    """Of rows that carry academy and cycle. `definitions` by the model's id."""
    columns = {UUID(column.id): column.key for each in definitions.values() for column in each.columns}
    agreed: dict[tuple[UUID, str], Said] = {}
    views: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    for row_id, column_id, view, grade_id, by, at in _judgements(actor, rows):
        if view == View.AGREED:
            agreed[row_id, columns[column_id]] = Said(str(grade_id), by, at)
        else:
            views[row_id, view].add(columns[column_id])
    priorities: dict[UUID, list[Any]] = defaultdict(list)
    for each in _priorities(actor, rows):
        priorities[each.academy_cycle_id].append(each)
    return Known(
        documents={(each.subject_id, each.kind): each for each in _documents(rows)},
        priorities=priorities,
        agreed=agreed,
        views={key: frozenset(found) for key, found in views.items()},
        terms=terms_of_rows(rows),
    )


def definitions_of(rows: Sequence[AcademyCycle]) -> dict[UUID, Definition]:
    """The version of the model of each row, each read once."""
    models = {row.cycle.model_id: row.cycle.model for row in rows}
    return {key: definition_of(model) for key, model in models.items()}


def _judgements(actor: Actor, rows: Sequence[AcademyCycle]) -> Any:
    readable = [row.id for row in rows if may(actor, Permission.MATRIX_READ, row)]
    found = Judgement.objects.filter(academy_cycle_id__in=readable)
    return found.values_list("academy_cycle_id", "column_id", "view", "grade_id", "by_name", "at") if readable else ()


def _priorities(actor: Actor, rows: Sequence[AcademyCycle]) -> Any:
    by_id = {row.id: row for row in rows if may(actor, Permission.PRIORITY_READ, row)}
    if not by_id:
        return ()
    said = PriorityAgreement.objects.filter(priority=OuterRef("id"), priority_version=OuterRef("version"))
    against = PriorityComment.objects.filter(
        priority=OuterRef("id"), priority_version=OuterRef("version"), by_membership_id=actor.membership_id
    ).exclude(party="")
    basis = PriorityBasis.objects.filter(priority=OuterRef("id"))
    acts = PlanAction.objects.filter(priority=OuterRef("id"), closed_at=None)
    went = ObjectiveReview.objects.filter(objective__priority=OuterRef("id"), objective__closed_at=None)
    asked_by = basis.filter(judgement__isnull=False).order_by("judgement__column__order")
    found = (
        Priority.objects.filter(Q(state__in=STANDING) | Q(keeps_page=True), academy_cycle_id__in=by_id)
        .select_related("area")
        .annotate(
            given=ArraySubquery(said.values("party")),
            opposed=ArraySubquery(against.values("party")),
            columns=ArraySubquery(asked_by.values("judgement__column__key")),
            basis=ArraySubquery(basis.values("id")),
            # How each of its actions goes, and how its objectives went in each term: told where the plan is read.
            acts=ArraySubquery(acts.values("state")),
            went=ArraySubquery(went.values(told=JSONObject(term="term", state="state"))),
        )
        .order_by("number")
    )
    for each in found:
        each.academy_cycle = by_id[each.academy_cycle_id]
    return found


def _documents(rows: Sequence[AcademyCycle]) -> list[Document]:
    by_id = {row.id: row for row in rows}
    approved = Approval.objects.filter(version=OuterRef("id")).order_by()
    last = approved.values("version").annotate(last=Max("at")).values("last")
    handed_in = SubmittedVersion.objects.filter(document=OuterRef("id")).order_by("-number")
    line = JSONObject(
        number="number",
        by_name="by_name",
        at="at",
        approvers="approvers",
        approved_as=ArraySubquery(approved.values("capacity")),
        approved_at=Subquery(last),
    )
    moved = Activity.objects.filter(subject_id=OuterRef("id"), verb__in=("return", "reopen")).order_by("-at")
    unfinished = Section.objects.filter(document=OuterRef("id"), is_finished=False).order_by("order", "id")
    found = Document.objects.filter(kind__in=(SEF, PLAN, *REVIEWS.values()), subject_id__in=by_id).annotate(
        handed_in=ArraySubquery(handed_in.values(told=line)),
        given_back=moved.values(told=JSONObject(at="at", by="by_name", note="note"))[:1],
        unfinished=ArraySubquery(
            unfinished.values(
                told=JSONObject(
                    key="key",
                    title="title",
                    writers=ArraySubquery(SectionWriter.objects.filter(section=OuterRef("id")).values("membership_id")),
                )
            )
        ),
    )
    for each in found:
        each.subject = by_id[each.subject_id]
    return list(found)


def stages_of(
    actor: Actor, rows: Sequence[AcademyCycle], known: Known, definitions: Mapping[UUID, Definition]
) -> list[RowStages]:
    """Each row as this person knows it, with what is theirs to do: asks nothing more."""
    today = timezone.localdate()
    return [_Reader(actor, row, known, definitions[row.cycle.model_id], today).made() for row in rows]


class _Reader:
    """One row."""

    def __init__(self, actor: Actor, row: AcademyCycle, known: Known, definition: Definition, today: dt.date) -> None:
        self.actor, self.row, self.known, self.definition, self.today = actor, row, known, definition, today
        self.reads_row = self.may(Permission.MATRIX_READ)
        self.reads_priorities = self.has(Capability.PLAN) and self.may(Permission.PRIORITY_READ)
        self.priorities = tuple(known.priorities.get(row.id, ())) if self.reads_priorities else ()
        self.parties = parties_of(actor, row)

    def may(self, permission: Permission) -> bool:
        return may(self.actor, permission, self.row)

    def has(self, capability: Capability) -> bool:
        return capability.value in self.definition.capabilities

    def made(self) -> RowStages:
        plan = self.known.documents.get((self.row.id, PLAN))
        facts = StageFacts(
            self_evaluation=self._document(SEF, self.row.cycle.self_evaluations_due_on),
            judgements=self._judgements() if self.reads_row else None,
            priorities=self._priorities() if self.reads_priorities else None,
            plan=self._document(PLAN, self.row.cycle.plans_due_on),
            reviews=tuple(self._reviews(plan)),
            is_closed=self.row.cycle.is_closed,
        )
        own = replace(
            self._own(facts),
            self_evaluation=self._own_document(SEF),
            plan=self._own_document(PLAN),
            reviews=tuple(self._own_document(each.page) for each in facts.reviews),
        )
        standing = getattr(self.row, "standing", None) if self.reads_row else None
        reads_draft = plan is not None and documents.reads_draft(self.actor, plan)
        return RowStages(
            row=self.row,
            definition=self.definition,
            facts=facts,
            stages=stages(facts, self.today),
            step=next_step(facts, own, self.today),
            category=self.definition.category_of.get(str(standing.category_id)) if standing else None,
            priorities=self.priorities,
            plan=plan,
            self_evaluation=self.known.documents.get((self.row.id, SEF)),
            unfinished=frozenset(each["key"] for each in plan.unfinished) if plan and reads_draft else frozenset(),
            reads_row=self.reads_row,
        )

    def _document(self, kind: str, due_on: dt.date | None) -> DocumentFacts | None:
        rights = documents.kind_named(kind).rights
        if not self.has(Capability(CAPABILITY[kind])):
            return None
        document = self.known.documents.get((self.row.id, kind))
        writes = self.may(rights.write)
        if not (writes or self.may(rights.read)):
            return self._approved(document) if self.may(rights.read_approved) else None
        if document is None or not (document.number or writes or documents.reads_draft(self.actor, document)):
            return DocumentFacts(due_on=due_on)
        handed_in = document.handed_in
        facts = DocumentFacts(state=document.state, due_on=due_on)
        if not handed_in:
            return facts
        last = handed_in[0]
        moves = {
            DocumentState.SUBMITTED: last["at"],
            DocumentState.RETURNED: document.given_back["at"] if document.given_back else last["at"],
            DocumentState.APPROVED: last["approved_at"],
        }
        moved = moves.get(document.state)
        return replace(
            facts,
            submitted_on=_day(handed_in[-1]["at"]),
            last_on=_day(moved) if moved else None,
            waits_for=tuple(role for role in last["approvers"] if role not in last["approved_as"]),
        )

    def _reviews(self, plan: Any) -> Iterator[ReviewFacts]:
        """Those of the terms that have begun, once there is a plan to review; and the one that comes next."""
        if plan is None or not plan.approved_number:
            return
        for term, days in zip(TermOfYear, three_of(self.known.terms[self.row.id]), strict=False):
            kind = REVIEWS[term]
            facts = self._document(kind, days.closes)
            if facts is None:
                continue
            if facts.approved_only and not facts.is_approved:
                # Who writes a section of it knows that there is one, and nothing more.
                if self._own_document(kind).given:
                    yield ReviewFacts(f"{term.label} review", page=kind)
                continue
            if days.begins > self.today and not facts.state:
                yield ReviewFacts(f"{term.label} review", days.closes, page=kind, opens_on=days.begins)
                return
            done_on = facts.submitted_on or (facts.last_on if facts.is_approved else None)
            yield ReviewFacts(f"{term.label} review", days.closes, done_on, kind, facts.state)

    def _approved(self, document: Any) -> DocumentFacts:
        """For those who read what was approved: the last version of it, whatever became of it since."""
        for version in document.handed_in if document is not None else ():
            if set(version["approvers"]) <= set(version["approved_as"]):
                at = version["approved_at"] or version["at"]
                return DocumentFacts(DocumentState.APPROVED, last_on=_day(at), approved_only=True)
        return DocumentFacts(approved_only=True)

    def _own_document(self, kind: str) -> OwnDocument:
        document = self.known.documents.get((self.row.id, kind))
        rights = documents.kind_named(kind).rights
        writes = self.may(rights.write)
        if document is None or self.row.cycle.is_closed:
            return OwnDocument(writes=writes)
        given: tuple[tuple[str, str], ...] = ()
        if document.is_open and self.may(rights.write_given) and not writes:
            me = str(self.actor.membership_id)
            given = tuple((each["key"], each["title"]) for each in document.unfinished if me in each["writers"])
        last = document.handed_in[0] if document.handed_in else None
        capacities = documents.capacities_left(self.actor, document, _version(document, last)) if last else []
        back = document.given_back if writes and document.given_back else {}
        return OwnDocument(
            writes=writes,
            answers=bool(capacities),
            for_name=capacities[0].for_name if capacities else "",
            number=document.number,
            by=last["by_name"] if last and capacities else "",
            on=_day(last["at"]) if last and capacities else None,
            asked=pages_of(kind).words.answer,
            back_by=back.get("by", ""),
            back_on=_day(back["at"]) if back else None,
            back_note=back.get("note", ""),
            given=given,
        )

    def _judgements(self) -> JudgementFacts:
        expected = [column.key for column in self.definition.columns_for(provision_of(self.row.academy))]
        decided = getattr(self.row, "standing", None) is not None if self.definition.categories else None
        return JudgementFacts(
            agreed=sum((self.row.id, key) in self.known.agreed for key in expected),
            expected=len(expected),
            agreed_on=_local(self.row.agreed_at) if self.row.is_agreed and self.row.agreed_at else None,
            is_decided=decided,
        )

    def _priorities(self) -> PriorityFacts:
        agreed = [each for each in self.priorities if was_agreed(each.state, keeps=each.keeps_page)]
        proposed = [each for each in self.priorities if each.is_proposed]
        waits = {party for each in proposed for party in still_to_agree(each.given)}
        days = [_local(each.agreed_at) for each in agreed if each.agreed_at]
        return PriorityFacts(
            agreed=len(agreed),
            proposed=len(proposed),
            agreed_on=max(days, default=None),
            due_on=self.row.cycle.priorities_due_on,
            waits_for=tuple(party.value for party in Party if party.value in waits),
        )

    def _own(self, facts: StageFacts) -> Own:
        expected = {column.key for column in self.definition.columns_for(provision_of(self.row.academy))}
        # The chief executive's view is not asked for: judgements are agreed without it.
        asked = [party for party in self.parties if party != Party.CHIEF_EXECUTIVE]
        views = [self.known.views.get((self.row.id, party), frozenset()) for party in asked]
        left = {key for key in expected if (self.row.id, key) not in self.known.agreed}
        said = {each["party"] for each in self.row.said}  # type: ignore[attr-defined]
        judges = self.may(Permission.JUDGEMENT_AGREE) and self._can_be_agreed()
        speaks = self.may(Permission.PRIORITY_AGREE)
        return Own(
            views_missing=max((len(left - given) for given in views), default=0) if facts.judgements else 0,
            may_judge=judges,
            may_decide=self.may(Permission.STATUS_DECIDE),
            may_say=bool(set(self.parties) - said) and self.may(Permission.ROW_AGREE),
            priorities=tuple(
                OwnPriority(str(each.id), each.number, each.statement, each.proposed_by_name)
                for each in self.priorities
                if speaks and each.state == PriorityState.PROPOSED and self._is_asked(each)
            ),
            may_propose=self.may(Permission.PRIORITY_PROPOSE) and bool(self.parties),
        )

    def _can_be_agreed(self) -> bool:
        """Judgements are agreed in the open meeting, or once head and director have said theirs."""
        both = all((self.row.id, party.value) in self.known.views for party in (Party.HEAD, Party.DIRECTOR))
        return self.row.meeting_is_open or both

    def _is_asked(self, priority: Any) -> bool:
        return bool(set(self.parties) - set(priority.given) - set(priority.opposed))


def _version(document: Document, told: Mapping[str, Any]) -> SubmittedVersion:
    version = SubmittedVersion(document=document, number=told["number"], approvers=told["approvers"])
    version.approved_as = told["approved_as"]
    return version


def _day(told: str) -> dt.date:
    return _local(moment(told))


def _local(at: dt.datetime) -> dt.date:
    return timezone.localtime(at).date()
