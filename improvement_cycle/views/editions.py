"""What changed with a new edition of an inspection framework, or a new version of the model, and what rests on it."""

from typing import Any

from django.http import HttpResponse

from academies.presets.frameworks import frameworks
from improvement_cycle.presenters.editions import edition_change, edition_of
from improvement_cycle.presenters.model_changes import changes, touched
from improvement_cycle.queries import editions as reading
from improvement_cycle.queries.improvement_models import definition_of
from improvement_cycle.views.outcome import answered
from trust.permissions import Permission
from trust.web import TenantRequest, page


@page(read=Permission.MODEL_READ)
def what_changed(request: TenantRequest) -> HttpResponse:
    """In words: areas, grades, statements; then the cells and sections of this trust that rest on changed parts."""
    cycle = reading.newest_year()
    editions = frameworks().editions
    edition = edition_change(editions[0], editions[1])
    models = reading.last_versions()
    context: dict[str, Any] = {
        "cycle": cycle,
        "kept": edition_of(cycle.school_year.starts_on) if cycle else None,
        "edition": edition,
        "edition_rests": reading.rests_on(request.actor, cycle, edition.touched),
        "models": models,
        "changes": (),
        "model_rests": None,
    }
    if len(models) > 1:
        after, before = (definition_of(each) for each in models)
        keys = touched(before, after)
        context |= {"changes": changes(before, after), "model_rests": reading.rests_on(request.actor, cycle, keys)}
    return answered(request, "improvement_cycle/models/changes.html", context)
