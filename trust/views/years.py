"""School years and terms."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from trust.actions import years as actions
from trust.errors import BadInput
from trust.forms.faults import posted, status_of, take
from trust.forms.settings import TermFormSet, YearForm
from trust.permissions import Permission, may
from trust.policies.years import YearDates
from trust.queries import settings as queries
from trust.web import TenantRequest, page

MANAGE = Permission.YEAR_MANAGE
TERMS = ("Autumn", "Spring", "Summer")
FIELDS = ("name", "starts_on", "ends_on", "break_starts_on", "break_ends_on")


@page(read=Permission.TRUST_ENTER)
def years(request: TenantRequest) -> HttpResponse:
    """Every year with its terms."""
    rows = queries.years_page(request.actor)
    context = {
        "years": rows,
        "presets": queries.presets_to_offer(rows),
        "manages": may(request.actor, MANAGE),
        "has_settings": may(request.actor, Permission.PEOPLE_READ),
    }
    return render(request, "trust/years.html", context)


@page(read=Permission.TRUST_ENTER, change=MANAGE, methods=("POST",))
def add_preset(request: TenantRequest, key: str) -> HttpResponse:
    """Take the dates that ship with the product, to be changed afterwards."""
    year = actions.add_preset(actor=request.actor, key=key)
    messages.success(request, f"{year.label} is added. Check its dates: academies set their own.")
    return redirect("trust:year", request.actor.trust_slug, year.id)


@page(read=Permission.TRUST_ENTER, change=MANAGE, methods=("GET", "POST"))
def new(request: TenantRequest) -> HttpResponse:
    """A year from its dates."""
    terms = [{"name": name} for name in TERMS]
    return _edited(request, None, {}, terms, "Add a school year")


@page(read=Permission.TRUST_ENTER, change=MANAGE, find=queries.find_year, methods=("GET", "POST"))
def year(request: TenantRequest, year: UUID) -> HttpResponse:
    """Change the dates of a year."""
    row = request.found
    initial = {"starts_on": row.year.starts_on, "ends_on": row.year.ends_on}
    terms = [{field: getattr(term, field) for field in FIELDS} for term in row.terms]
    return _edited(request, year, initial, terms, f"School year {row.year.label}")


def _edited(
    request: TenantRequest, year_id: UUID | None, initial: dict[str, Any], terms: list[dict[str, Any]], title: str
) -> HttpResponse:
    form = YearForm(posted(request), initial=initial)
    formset = TermFormSet(posted(request), initial=terms, prefix="term", form_kwargs={"empty_permitted": False})
    if request.method == "POST" and _is_valid(form, formset):
        try:
            done = _save(request, year_id, form, formset)
        except BadInput as error:
            _take(form, formset, error)
        else:
            messages.success(request, f"The school year {done.label} is saved.")
            return redirect("trust:years", request.actor.trust_slug)
    slug = request.actor.trust_slug
    back = reverse("trust:years", args=[slug])
    faults = [
        {"message": f"{part['name'].value() or f'Term {number}'}: {text}", "field_id": bound.id_for_label}
        for number, part in enumerate(formset.forms, start=1)
        for bound in part
        for text in bound.errors
    ]
    faults += [{"message": text, "field_id": ""} for text in formset.non_form_errors()]
    context = {
        "form": form,
        "formset": formset,
        "faults": faults,
        "title": title,
        "crumbs": [("School years", back)],
        "cancel_url": back,
    }
    status = 422 if form.is_bound and (form.errors or faults) else status_of(form)
    return render(request, "trust/year.html", context, status=status)


def _is_valid(form: Any, formset: Any) -> bool:
    # Both are asked, so that every fault shows at once.
    return all([form.is_valid(), formset.is_valid()])


def _save(request: TenantRequest, year_id: UUID | None, form: Any, formset: Any) -> Any:
    dates = YearDates("", form.cleaned_data["starts_on"], form.cleaned_data["ends_on"])
    return actions.save(actor=request.actor, year_id=year_id, dates=dates, terms=formset.dates())


def _take(form: Any, formset: Any, error: BadInput) -> None:
    terms = error.detail.pop("terms", {})
    for number, faults in terms.items():
        for field, text in faults.items():
            formset.forms[number].add_error(field, text)
    if not terms:
        take(form, error)
