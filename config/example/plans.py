"""Improvement plans of an invented trust in the newest year: being written, waiting for approval, carried out."""

from collections.abc import Iterator
from typing import Any

from academies.models import Academy
from config.example.people import actor_of
from improvement_cycle.actions import plan_rows, plans, rapid_plans, reviews
from improvement_cycle.models import AcademyCycle, Cycle, PlanRow
from improvement_cycle.policies.plan_rows import KINDS
from improvement_cycle.policies.plans import number_of
from trust.actions import documents, sections
from trust.actors import Actor
from trust.ids import uuid7
from trust.models import Membership, Section, Trust
from trust.policies.documents import Edit


def build(
    trust: Trust,
    said: dict[str, Any],
    academies: dict[str, tuple[Academy, dict[str, Membership]]],
    members: dict[str, Membership],
) -> None:
    """As the file says; a trust without a word about plans has none."""
    if "plans" not in said:
        return
    cycle = Cycle.objects.get(school_year__starts_on__year=said["years"][-1])
    for wanted in said["plans"]:
        academy, staff = academies[wanted["academy"]]
        row = AcademyCycle.objects.get(cycle=cycle, academy=academy)
        head = actor_of(trust, staff["head"])
        document = plans.begin(actor=head, academy_cycle_id=row.id)
        told = [
            each
            for section in document.sections.order_by("order")
            for each in _page(head, section, wanted["pages"].get(number_of(section.key)), staff)
        ]
        if not wanted.get("submitted"):
            continue
        version = documents.submit(actor=head, document_id=document.id)
        if not wanted.get("approved"):
            continue
        for key, capacity in ((wanted["approved"], "director"), ("chief", "chief_executive")):
            documents.approve(
                actor=actor_of(trust, members[key]),
                document_id=document.id,
                capacity=capacity,
                seen_number=version.number,
            )
        for rows, made, given in told:
            plan_rows.tell(actor=head, rows=rows, row_id=made.id, given=given)
        for term, texts in wanted.get("reviews", {}).items():
            _review(head, row, term, texts)


def _review(head: Actor, row: AcademyCycle, term: str, texts: list[dict[str, Any]]) -> None:
    """Written by objective in their order, the overall statement last, and handed in."""
    document = reviews.begin(actor=head, academy_cycle_id=row.id, term=term)
    for section, given in zip(document.sections.order_by("order"), texts, strict=True):
        edit = Edit(seen_version=0, tab=uuid7(), key=uuid7())
        sections.save(actor=head, section_id=section.id, given=given, edit=edit, is_finished=True)
    documents.submit(actor=head, document_id=document.id)


def build_rapid(
    trust: Trust,
    said: dict[str, Any],
    academies: dict[str, tuple[Academy, dict[str, Membership]]],
    members: dict[str, Membership],
) -> None:
    """Rapid improvement plans, as their directors write them."""
    for wanted in said.get("rapid_plans", ()):
        academy, staff = academies[wanted["academy"]]
        row = AcademyCycle.objects.get(cycle__school_year__starts_on__year=said["years"][-1], academy=academy)
        director = actor_of(trust, members[wanted["by"]])
        document = rapid_plans.begin(actor=director, academy_cycle_id=row.id)
        for section in document.sections.order_by("order"):
            list(_page(director, section, wanted["pages"].get(number_of(section.key)), staff))


def _page(
    writer: Actor, section: Section, given: dict[str, Any] | None, staff: dict[str, Membership]
) -> Iterator[tuple[str, PlanRow, dict[str, Any]]]:
    """Writes a page with its rows; answers what is to be told of them once the plan is approved."""
    if given is None:
        return
    texts = {key: value for key, value in given.items() if key not in {"unfinished", *KINDS}}
    edit = Edit(seen_version=0, tab=uuid7(), key=uuid7())
    finished = not given.get("unfinished", False)
    sections.save(actor=writer, section_id=section.id, given=texts, edit=edit, is_finished=finished)
    for rows in KINDS:
        for said in given.get(rows, ()):
            row = dict(said)
            told = row.pop("told", None)
            if "lead" in row:
                row["lead"] = str(staff[row["lead"]].id)
            made = plan_rows.add(actor=writer, section_id=section.id, rows=rows, given=row)
            if told is not None:
                yield rows, made, told
