"""Termly reviews: begun once the term has and the plan is approved; what they say of objectives is kept with those."""

from uuid import UUID

from django.db import transaction

from improvement_cycle.actions import documents as document_actions
from improvement_cycle.actions.rows_at_hand import locked_row
from improvement_cycle.models import Objective, ObjectiveReview
from improvement_cycle.queries.reviews import TERM_OF, not_yet, said_of
from improvement_cycle.workflow import PLAN_RIGHTS, REVIEWS
from trust.actors import Actor
from trust.errors import Refused
from trust.models import Document, SubmittedVersion


@transaction.atomic
def begin(*, actor: Actor, academy_cycle_id: UUID, term: str, from_last_year: bool = False) -> Document:
    """Make the review of this term. Begun twice it is begun once.

    Raises Refused where the plan is not approved, has no objectives, or the term has not begun.
    """
    row = locked_row(actor=actor, academy_cycle_id=academy_cycle_id, permission=PLAN_RIGHTS.write)
    if why := not_yet(row, term):
        raise Refused(why)
    # Nothing comes over from the year before: the objectives are others.
    return document_actions.begin(actor=actor, kind=REVIEWS[term], academy_cycle_id=academy_cycle_id)


def keep_states(version: SubmittedVersion) -> None:
    """Keep with each objective how it goes, as this version says. Part of handing it in."""
    term = TERM_OF[version.document.kind]
    said = {key: (state, title) for key, state, title in said_of(version.content)}
    # Held: none is taken away meanwhile.
    for objective in Objective.objects.select_for_update(of=("self",)).filter(id__in=said).order_by("id"):
        state, title = said[objective.id]
        ObjectiveReview.objects.update_or_create(
            objective=objective,
            term=term,
            defaults={
                "state": state,
                "title": title[:160],
                "number": version.number,
                "by_name": version.by_name,
                "at": version.at,
            },
        )
