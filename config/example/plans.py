"""Improvement plans of an invented trust in the newest year: one being written, one that waits for its approval."""

from typing import Any

from academies.models import Academy
from config.example.people import actor_of
from improvement_cycle.actions import plans
from improvement_cycle.models import AcademyCycle, Cycle
from improvement_cycle.policies.plans import number_of
from trust.actions import documents, sections
from trust.ids import uuid7
from trust.models import Membership, Trust
from trust.policies.documents import Edit


def build(trust: Trust, said: dict[str, Any], academies: dict[str, tuple[Academy, dict[str, Membership]]]) -> None:
    """As the file says; a trust without a word about plans has none."""
    if "plans" not in said:
        return
    cycle = Cycle.objects.get(school_year__starts_on__year=said["years"][-1])
    for wanted in said["plans"]:
        academy, staff = academies[wanted["academy"]]
        row = AcademyCycle.objects.get(cycle=cycle, academy=academy)
        head = actor_of(trust, staff["head"])
        document = plans.begin(actor=head, academy_cycle_id=row.id)
        for section in document.sections.order_by("order"):
            given = wanted["pages"].get(number_of(section.key))
            if given is None:
                continue
            edit = Edit(seen_version=0, tab=uuid7(), key=uuid7())
            finished = not given.get("unfinished", False)
            texts = {key: value for key, value in given.items() if key != "unfinished"}
            sections.save(actor=head, section_id=section.id, given=texts, edit=edit, is_finished=finished)
        if wanted.get("submitted"):
            documents.submit(actor=head, document_id=document.id)
