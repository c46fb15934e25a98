"""What trustees and local governors read: published snapshots, never live rows."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from improvement_cycle.actions import snapshots as snapshot_actions
from improvement_cycle.forms.rows import PublishForm
from improvement_cycle.presenters.model_words import title_of
from improvement_cycle.presenters.published import published
from improvement_cycle.queries import places, snapshots
from improvement_cycle.queries.matrix import matrix
from improvement_cycle.views.matrix import matrix_used
from improvement_cycle.views.outcome import answered
from trust.errors import Refused
from trust.permissions import Permission, everywhere, may
from trust.web import TenantRequest, page
from trust.words import word


@page(read=Permission.SNAPSHOT_READ, find=matrix_used, place=lambda found: None)
def home(request: TenantRequest) -> HttpResponse:
    """The newest snapshot there is."""
    found = snapshots.latest_published(request.actor)
    if found is None:
        title = title_of(request.actor, "")
        return answered(request, "improvement_cycle/published/none.html", {"title": title})
    return HttpResponseRedirect(
        reverse("improvement_cycle:published", args=[request.actor.trust_slug, found.cycle.school_year.key])
    )


@page(read=Permission.SNAPSHOT_READ, find=places.published_year, place=lambda found: None)
def snapshot(request: TenantRequest, year: str) -> HttpResponse:
    """The latest snapshot of a year, or an earlier one with ?number=."""
    actor, cycle = request.actor, request.found
    number = request.GET.get("number", "")
    if number and not (number.isdecimal() and len(number) < 5):
        return _no_such_version(request, year)
    found = snapshots.snapshot(actor, cycle, int(number) if number else None)
    if found is None and number:
        return _no_such_version(request, year)
    title = title_of(actor, found.content["matrix_label"] if found else "")
    if found is None:
        return answered(request, "improvement_cycle/published/none.html", {"title": title})
    versions = snapshots.snapshots(actor, cycle)
    context = {
        "title": title,
        "snapshot": found,
        "content": found.content,
        "table": published(found.content, word(request.actor.words, "academy")),
        "before": [each for each in versions if each.number < found.number],
        "since": [each for each in versions if each.number > found.number],
        "sees_all": everywhere(actor, Permission.SNAPSHOT_READ),
        "may_live": may(actor, Permission.MATRIX_READ),
        "year_key": year,
    }
    return answered(request, "improvement_cycle/published/snapshot.html", context)


def _no_such_version(request: TenantRequest, year: str) -> HttpResponse:
    """Not what was asked for, and not the latest in its place: its readers would take it for the other."""
    return render(request, "improvement_cycle/published/no_version.html", {"year_key": year}, status=404)


@page(read=Permission.MATRIX_READ, change=Permission.SNAPSHOT_PUBLISH, find=places.year, methods=("GET", "POST"))
def publish(request: TenantRequest, year: str) -> HttpResponse:
    """Freeze the matrix for its readers, after a look at what they will see."""
    actor, cycle = request.actor, request.found
    form = PublishForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            snapshot_actions.publish(actor=actor, cycle_id=cycle.id, note=form.cleaned_data["note"])
        except Refused as fault:
            refused = fault.message
        else:
            messages.success(request, "Published for trustees and local governors.")
            return HttpResponseRedirect(reverse("improvement_cycle:published", args=[actor.trust_slug, year]))
    content = snapshots.content_of(matrix(actor, cycle))
    context = {
        "title": title_of(actor, content["matrix_label"]),
        "content": content,
        "table": published(content, word(request.actor.words, "academy")),
        "form": form,
        "refused": refused,
        "standing": next(iter(snapshots.snapshots(actor, cycle)), None),
        "year_key": year,
    }
    return answered(
        request, "improvement_cycle/published/publish.html", context, faulty=bool(form.errors), clashing=bool(refused)
    )
