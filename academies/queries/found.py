"""What search finds here."""

from django.urls import reverse

from academies.models import Academy
from trust.actors import Actor
from trust.policies.search import Asked, marked
from trust.queries.search import by_name
from trust.search import Hit


def academies(actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """Academies by name, number or local authority."""
    rows = by_name(
        Academy.objects.visible_to(actor), wanted, "name", "short_name", "establishment_id", "local_authority"
    )
    return [
        Hit(
            marked(academy.title_marked),
            reverse("academies:academy", args=[actor.trust_slug, academy.slug]),
            ", ".join(filter(None, (academy.get_phase_display().capitalize(), academy.local_authority))),
        )
        for academy in rows[:most]
    ]
