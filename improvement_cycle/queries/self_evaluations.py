"""Reading self-evaluations: by address, by academy and year, and what waits for somebody."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from academies.models import Appointment
from academies.policies import InspectionProfile
from academies.queries.inspections import profiles
from improvement_cycle.enums import Capability
from improvement_cycle.models import AcademyCycle, Cycle
from improvement_cycle.policies.definition import Definition
from improvement_cycle.policies.self_evaluation import parts_of
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.queries.years import is_year
from improvement_cycle.workflow import SEF, SEF_RIGHTS
from trust import documents
from trust.actors import Actor
from trust.enums import Approvers, DocumentState, Place, Role
from trust.errors import NotFound
from trust.models import (
    Activity,
    Approval,
    Comment,
    Document,
    Membership,
    Section,
    SectionVisit,
    SectionWriter,
    SubmittedVersion,
    TrustSettings,
)
from trust.permissions import may
from trust.policies import wording
from trust.policies.contents import Part
from trust.policies.documents import APPROVING_ROLES, HERE, kept_until

ANSWERING = "the director, the chief executive and those who stand in for them"
PARTS = "_parts_of_self_evaluation"


@dataclass
class SelfEvaluation:
    """The self-evaluation of an academy's year. Without a document nobody has begun it."""

    row: AcademyCycle
    document: Document | None

    @property
    def academy_id(self) -> UUID:
        """Where it stands, for permissions."""
        return self.row.academy_id

    @property
    def phase(self) -> str:
        """As above."""
        return self.row.phase

    @cached_property
    def parts(self) -> Sequence[Part]:
        """Its sections as the year's model has them."""
        return parts_of_row(self.row)

    @property
    def title(self) -> str:
        """Self-evaluation of Beckside Primary, 2026/27."""
        return title_of(self.row)


def title_of(row: AcademyCycle) -> str:
    """Its name, in the feed and on paper."""
    return f"Self-evaluation of {row.academy.name}, {row.cycle.school_year.label}"


def definition_of_row(row: AcademyCycle) -> Definition:
    """The model of the row's year."""
    return definition_of(row.cycle.model)


def parts_of_row(row: AcademyCycle) -> Sequence[Part]:
    """The sections that the row's year has; read once."""
    found: Sequence[Part] | None = row.__dict__.get(PARTS)
    if found is None:
        if (needed := getattr(row, "grade_needed", None)) is None:
            needed = setting_of_trust("grade_required_in_sef").first()
        found = row.__dict__[PARTS] = parts_of(definition_of_row(row), grade_needed=bool(needed))
    return found


def approvers_of_row(row: AcademyCycle) -> Sequence[str]:
    """The roles that approve its self-evaluation, as the trust has it now."""
    return approvers_by(getattr(row, "sef_approvers", None) or setting_of_trust("sef_approvers").first())


def approvers_by(chosen: str | None) -> Sequence[str]:
    """The roles that the trust's setting means; both where it has none."""
    return APPROVING_ROLES[chosen or Approvers.BOTH]


def row_of(document: Document) -> AcademyCycle:
    """The row a document belongs to; read once."""
    if document.subject is None:
        document.subject = rows_with_settings().get(id=document.subject_id)
    row: AcademyCycle = document.subject
    return row


def find(actor: Actor, year: str, academy: str, **_: object) -> SelfEvaluation:
    """The one of an address, for those to whom it says anything. Raises NotFound for everybody else."""
    row = rows_with_settings().filter(cycle__school_year__starts_on__year=int(year), academy__slug=academy).first()
    if not is_year(year) or row is None or Capability.SELF_EVALUATION not in row.cycle.model.capabilities:
        raise NotFound("There is no such self-evaluation.")
    reopened = Activity.objects.filter(subject_id=OuterRef("id"), verb="reopen")
    begun = Document.objects.filter(kind=SEF, subject_id=row.id).annotate(was_approved=Exists(reopened))
    document = begun.first()
    if document is not None:
        document.subject = row
    if not opens(actor, row, document):
        raise NotFound("There is no such self-evaluation.")
    return SelfEvaluation(row, document)


def opens(actor: Actor, row: AcademyCycle, document: Document | None) -> bool:
    """Whether there is anything here for this person: to write, to read, or to wait for."""
    if may(actor, SEF_RIGHTS.write, row) or may(actor, SEF_RIGHTS.write_given, row) or may(actor, SEF_RIGHTS.read, row):
        return True
    return document is not None and documents.reads_approved(actor, document)


def find_section(actor: Actor, year: str, academy: str, section: str, **_: object) -> Section:
    """A section of the draft, for those who read it as it stands."""
    found = find(actor, year, academy)
    if found.document is None:
        raise NotFound()
    row = next((each for each in sections_of(found.document) if each.key == section), None)
    if row is None or not documents.reads_draft_of(actor, row):
        raise NotFound()
    return row


def sections_of(document: Document) -> list[Section]:
    """Its sections in their order, with those who write them and those who have them open now; read once."""
    if document.read_sections is None:
        people = Prefetch("writers", SectionWriter.objects.select_related("membership"))
        seen = SectionVisit.objects.filter(section=OuterRef("id"), seen_at__gte=timezone.now() - HERE)
        here = ArraySubquery(seen.order_by("name").values("name").distinct())
        found: Any = document.sections.prefetch_related(people)
        open_to_answer = Comment.objects.filter(section=OuterRef("id"), answers=None, settled_at=None)
        counted = open_to_answer.order_by().values("section").annotate(how_many=Count("id")).values("how_many")
        found = found.annotate(here=here, unanswered=Coalesce(Subquery(counted), 0)).order_by("order")
        document.read_sections = list(found)
        for each in document.read_sections:
            each.document = document
    sections: list[Section] = document.read_sections
    return sections


def now_saved(read: Section, saved: Section) -> Document:
    """The document as it was read, with what was saved since in this section: a save happens every other second."""
    for field in Section._meta.concrete_fields:
        setattr(read, field.attname, getattr(saved, field.attname))
    return read.document


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    row: AcademyCycle
    document: Document | None
    waits_for_me: bool
    talks: bool = False

    @property
    def state(self) -> str:
        """As the document, or not begun; of comments those know who write it and who answer it."""
        if self.document is None:
            return "none"
        return "written" if self.document.state == DocumentState.RETURNED and not self.talks else self.document.state


@dataclass(frozen=True)
class ListPage:
    """The self-evaluations of the newest year. `is_own`: there are only those of one's own academy."""

    year: str
    rows: Sequence[Listed]
    is_own: bool


def reads_any(actor: Actor) -> bool:
    """Whether self-evaluations are this person's matter at all, be it one section of one academy."""
    rights = (SEF_RIGHTS.read, SEF_RIGHTS.read_approved, SEF_RIGHTS.write, SEF_RIGHTS.write_given)
    return any(may(actor, permission) for permission in rights)


def listed(actor: Actor) -> ListPage:
    """Those of the newest open year that say anything to this person."""
    newest = Cycle.objects.select_related("school_year").order_by("-school_year__starts_on").first()
    if newest is None:
        return ListPage("", (), is_own=False)
    rows = list(rows_with_settings().filter(cycle=newest).order_by("academy__name"))
    begun = {
        document.subject_id: document
        for document in Document.objects.filter(kind=SEF, subject_id__in=[row.id for row in rows]).prefetch_related(
            Prefetch("versions", without_content())
        )
    }
    made = []
    for row in rows:
        document = begun.get(row.id)
        if document is not None:
            document.subject = row
        if Capability.SELF_EVALUATION not in row.cycle.model.capabilities or not opens(actor, row, document):
            continue
        talks = document is not None and document.state == DocumentState.RETURNED and talks_over(actor, document)
        made.append(Listed(row, document, _waits(actor, document), talks))
    writes = [each for each in made if may(actor, SEF_RIGHTS.write, each.row)]
    return ListPage(newest.school_year.label, made, is_own=len(writes) == len(made))


def without_content() -> Any:
    """Versions with their approvals, without their texts: for lists."""
    return SubmittedVersion.objects.defer("content").prefetch_related("approvals")


def small_number(row: AcademyCycle) -> int:
    """Counts of pupils below this may let somebody be recognised. The row as this module reads it."""
    return int(getattr(row, "small_number", 0) or 0)


def may_begin(actor: Actor, row: AcademyCycle) -> bool:
    """Whether this person may make it now."""
    return may(actor, SEF_RIGHTS.write, row) and not row.cycle.is_closed


def version_of(actor: Actor, document: Document, number: int) -> SubmittedVersion:
    """What was handed in, for those who read it. Raises NotFound for everybody else."""
    return versions_of(actor, document, number)[0]


def versions_of(actor: Actor, document: Document, *numbers: int) -> list[SubmittedVersion]:
    """The same for several, in this order."""
    by_number = {each.number: each for each in versions_with_answers(actor, document)}
    if not by_number.keys() >= set(numbers):
        raise NotFound("There is no such version.")
    return [by_number[number] for number in numbers]


def version_to_print(actor: Actor, version_id: UUID) -> SubmittedVersion:
    """A version by its id, for those who read it. Raises NotFound for everybody else."""
    found = SubmittedVersion.objects.filter(id=version_id).select_related("document").first()
    if found is None or found.document.kind != SEF:
        raise NotFound("There is no such version.")
    return version_of(actor, found.document, found.number)


def versions_for(actor: Actor, document: Document) -> list[SubmittedVersion]:
    """The versions this person reads, newest first: all of them, or only those that were approved."""
    versions = list(document.versions.prefetch_related("approvals"))
    if documents.writes_all(actor, document) or documents.reads_submitted(actor, document):
        return versions
    if documents.reads_approved(actor, document):
        return [version for version in versions if not version.missing]
    return []


def versions_with_answers(actor: Actor, document: Document) -> list[SubmittedVersion]:
    """The same, each with the one before it and with who gave it back."""
    versions = versions_for(actor, document)
    for each, before in pairwise(versions):
        each.before = before
    given_back = list(Activity.objects.filter(subject_id=document.id, verb="return").order_by("at"))
    until: dt.datetime | None = None
    for each in versions:
        if each.missing:
            each.given_back = next((a for a in given_back if each.at <= a.at and (until is None or a.at < until)), None)
        until = each.at
    return versions


def waits_for(version: SubmittedVersion) -> str:
    """Who answers next, in words."""
    return f"It waits for {in_words(version.missing)}." if version.missing else ""


def in_words(roles: Sequence[str]) -> str:
    """The director and the chief executive."""
    return wording.listed([f"the {Role(role).label}" for role in roles])


def readers_of(actor: Actor, document: Document) -> str:
    """Who reads it now, in words: the banner on every page of it."""
    if document.state == DocumentState.APPROVED:
        return (
            "the head, the director and the chief executive, trustees, and the academy’s senior leaders and local"
            " governors. It is approved."
        )
    before = ""
    if getattr(document, "was_approved", False):
        before = " What was approved before is still read by trustees, senior leaders and local governors."
    return _readers_of_open(actor, document) + before


def _readers_of_open(actor: Actor, document: Document) -> str:
    if document.state == DocumentState.SUBMITTED:
        return f"the head, {ANSWERING}. It is submitted and waits for an answer."
    handed_in = f" What was submitted is also read by {ANSWERING}." if document.number else ""
    if document.is_shared:
        return f"the head, those who write a section, {ANSWERING}. The draft is shared."
    if "centre_sees_drafts" in actor.policies:
        return "the head, those who write a section, the director and the chief executive, as your trust has decided."
    return f"the head alone, and senior leaders the sections given to them. It is a draft.{handed_in}"


def note_on_top(document: Document) -> Activity | None:
    """The comments that are to be answered."""
    if document.state != DocumentState.RETURNED:
        return None
    return Activity.objects.filter(subject_id=document.id, verb__in=("return", "reopen")).first()


def earlier_kept_until(document: Document) -> dt.date | None:
    """The last day on which its earlier texts can be brought back; None as long as it is not approved."""
    if document.state != DocumentState.APPROVED:
        return None
    said = Approval.objects.filter(version__document=document, version__number=document.number).order_by("-at").first()
    return kept_until(timezone.localtime(said.at).date()) if said else None


def last_version_before(actor: Actor, row: AcademyCycle) -> SubmittedVersion | None:
    """What the academy handed in last, in a year before this one, as far as this person reads it."""
    earlier = AcademyCycle.objects.filter(
        academy_id=row.academy_id, cycle__school_year__starts_on__lt=row.cycle.school_year.starts_on
    )
    handed_in = SubmittedVersion.objects.filter(document__kind=SEF, document__subject_id__in=earlier.values("id"))
    starts = earlier.filter(id=OuterRef("document__subject_id")).values("cycle__school_year__starts_on")[:1]
    handed_in = handed_in.select_related("document").order_by(Subquery(starts).desc(), "-at")
    if may(actor, SEF_RIGHTS.write, row) or may(actor, SEF_RIGHTS.read, row):
        found: SubmittedVersion | None = handed_in.first()
        return found
    approved = Approval.objects.filter(version=OuterRef("id")).order_by().values("version")
    given = approved.values(of=ArrayAgg("capacity", ordering="capacity"))
    return next(
        (each for each in handed_in.annotate(given=Subquery(given)) if set(each.approvers) <= set(each.given or ())),
        None,
    )


def last_year(actor: Actor, row: AcademyCycle, key: str) -> "LastYear | None":
    """What the last version of the year before says in this section."""
    version = last_version_before(actor, row)
    found = version.content["sections"] if version else []
    section = next((each for each in found if each["key"] == key), None)
    if version is None or section is None:
        return None
    label = version.document.title.rpartition(", ")[2]
    return LastYear(label, {field["key"]: field["value"] for field in section["fields"]})


@dataclass(frozen=True)
class LastYear:
    """A section as it was handed in the year before."""

    label: str
    content: Mapping[str, Any]

    @property
    def says(self) -> bool:
        """Whether anything was written in it."""
        return any(self.content.values())


def inspected(row: AcademyCycle) -> InspectionProfile | None:
    """What the last inspection said, beside the section on what has changed since. Never a grade of our own."""
    return profiles([row.academy]).get(row.academy_id)


def comments_on(section: Section) -> list[Comment]:
    """What was said on a section, with the answers, oldest first."""
    said = list(section.comments.all())
    for each in said:
        each.under = [other for other in said if other.answers_id == each.id]
    return [each for each in said if each.answers_id is None]


def comments_by_section(document: Document) -> dict[str, list[Comment]]:
    """What was said of what was handed in, by the keys of the sections. Of a draft those talk who read it."""
    found: dict[str, list[Comment]] = {}
    said = list(document.comments.filter(number__isnull=False).select_related("section"))
    for each in said:
        each.under = [other for other in said if other.answers_id == each.id]
        if each.answers_id is None and each.section is not None:
            found.setdefault(each.section.key, []).append(each)
    return found


def talks_over(actor: Actor, document: Document) -> bool:
    """Whether comments to answer are this person's matter: those of whoever writes some of it, and who answers it."""
    if may_comment_on(actor, document):
        return True
    is_given = may(actor, SEF_RIGHTS.write_given, row_of(document))
    return is_given and any(documents.writes(actor, each) for each in sections_of(document))


def may_comment_on(actor: Actor, document: Document) -> bool:
    """Whether this person talks over what was handed in: whoever writes it, and those who answer it."""
    return documents.writes_all(actor, document) or documents.approves(actor, document)


def may_comment(actor: Actor, section: Section) -> bool:
    """Whether this person has a say here."""
    return documents.writes(actor, section) or documents.approves(actor, section.document)


def people_to_give(section: Section) -> list[tuple[Membership, bool]]:
    """The senior leaders of the academy, and whether the section is theirs."""
    held = {writer.membership_id for writer in section.writers.all()}
    leaders = (
        Appointment.objects.on(timezone.localdate())
        .filter(academy_id=section.document.academy_id, role=Place.SENIOR_LEADER)
        .select_related("membership")
        .order_by("membership__name")
    )
    return [(each.membership, each.membership_id in held) for each in leaders]


def _waits(actor: Actor, document: Document | None) -> bool:
    if document is None or document.state != DocumentState.SUBMITTED or not documents.approves(actor, document):
        return False
    if documents.hindrance(document):
        return False
    last = next((v for v in document.versions.all() if v.number == document.number), None)
    return last is not None and bool(documents.capacities_left(actor, document, last))


def rows_with_settings() -> Any:
    """Rows with what the trust's settings say of their self-evaluations."""
    rows = AcademyCycle.objects.select_related("academy", "cycle__school_year", "cycle__model")
    return rows.annotate(
        grade_needed=Subquery(setting_of_trust("grade_required_in_sef")[:1]),
        small_number=Subquery(setting_of_trust("small_number_threshold")[:1]),
        sef_approvers=Subquery(setting_of_trust("sef_approvers")[:1]),
    )


def setting_of_trust(name: str) -> Any:
    """What the trust chose, as a query of one value."""
    return TrustSettings.objects.values_list(name, flat=True)
