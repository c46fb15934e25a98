"""What search finds of visits: the reports that were sent, for those who read them. No draft."""

from django.db.models import F
from django.urls import reverse

from improvement_cycle.models import Visit
from improvement_cycle.workflow.visits import REPORT
from trust.actors import Actor
from trust.models import SubmittedText
from trust.policies.search import Asked, marked
from trust.queries.search import by_words
from trust.search import Hit


def found_visits(actor: Actor, wanted: Asked, most: int) -> list[Hit]:
    """The newest version of each."""
    sent = SubmittedText.objects.filter(
        version__document__kind=REPORT,
        version__number=F("version__document__number"),
        version__document__subject_id__in=Visit.objects.visible_to(actor).values("id"),
    )
    found = by_words(sent, wanted, title="version__document__title", text="text", words=F("words"))
    lines = found.values_list("title_marked", "excerpt", "version__document__subject_id")
    return [
        Hit(
            marked(title),
            reverse("improvement_cycle:visit", args=[actor.trust_slug, visit]),
            "Report of a visit",
            marked(excerpt),
        )
        for title, excerpt, visit in lines[:most]
    ]
