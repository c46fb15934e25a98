"""Record what happened."""

from uuid import UUID

from trust.actors import Actor
from trust.models import Activity
from trust.models.activity import LONGEST_SENTENCE


def record(
    *,
    actor: Actor,
    kind: str,
    subject_id: UUID,
    verb: str,
    sentence: str,
    from_state: str = "",
    to_state: str = "",
    note: str = "",
    academy_id: UUID | None = None,
    circle: str = "",
) -> Activity:
    """Write one line of the feed. The sentence follows the name: "agreed Quality of education: Good".

    One that is too long for the feed is cut: names and titles in it may be as long as they are allowed to be.
    """
    return Activity.objects.create(
        kind=kind,
        subject_id=subject_id,
        verb=verb,
        sentence=sentence[:LONGEST_SENTENCE],
        from_state=from_state,
        to_state=to_state,
        note=note,
        academy_id=academy_id,
        circle=circle,
        by_membership=actor.membership_id,
        by_name=actor.name,
    )
