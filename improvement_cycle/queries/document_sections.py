"""Sections of a document of an academy's year: in their order, with who writes them and who may be given one."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from academies.models import Appointment
from trust import documents
from trust.enums import Place
from trust.models import Comment, Document, Membership, Section, SectionVisit, SectionWriter
from trust.permissions import ROLES
from trust.policies.documents import HERE


def sections_of(document: Document) -> list[Section]:
    """Its sections in their order, with those who write them and those who have them open now; read once.

    Without those whose part has gone: they are kept, and nobody sees them.
    """
    if document.read_sections is None:
        people = Prefetch("writers", SectionWriter.objects.select_related("membership"))
        seen = SectionVisit.objects.filter(section=OuterRef("id"), seen_at__gte=timezone.now() - HERE)
        here = ArraySubquery(seen.order_by("name").values("name").distinct())
        found: Any = document.sections.prefetch_related(people)
        open_to_answer = Comment.objects.filter(section=OuterRef("id"), answers=None, settled_at=None)
        counted = open_to_answer.order_by().values("section").annotate(how_many=Count("id")).values("how_many")
        found = found.annotate(here=here, unanswered=Coalesce(Subquery(counted), 0)).order_by("order")
        parts = documents.parts_of(document)
        document.read_sections = [each for each in found if each.key in parts]
        for each in document.read_sections:
            each.document = document
    sections: list[Section] = document.read_sections
    return sections


def now_saved(read: Section, saved: Section) -> Document:
    """The document as it was read, with what was saved since in this section: a save happens every other second."""
    for field in Section._meta.concrete_fields:
        setattr(read, field.attname, getattr(saved, field.attname))
    return read.document


def _places_given(document: Document) -> list[str]:
    """Who at an academy writes what was given: senior leaders, and the head where the whole is not the head's."""
    right = documents.kind_of(document).rights.write_given
    return [place for place in Place if any(grant.permission == right for grant in ROLES[place].grants)]


def people_to_give(section: Section) -> list[tuple[Membership, bool]]:
    """Those at the academy to whom sections of this kind are given, and whether the section is theirs."""
    held = {writer.membership_id for writer in section.writers.all()}
    leaders = (
        Appointment.objects.on(timezone.localdate())
        .filter(academy_id=section.document.academy_id, role__in=_places_given(section.document))
        .select_related("membership")
        .order_by("membership__name")
    )
    return [(each.membership, each.membership_id in held) for each in leaders]
