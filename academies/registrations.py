"""What this app tells the ground floor, and the lists it keeps in the database."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import JSONArray, JSONObject
from django.utils import timezone

from academies.presets.frameworks import frameworks
from academies.presets.measures import measures
from trust import actors, feed, menu, panels, places, search, waiting
from trust.actors import Actor
from trust.enums import AGREEING_HEAD
from trust.menu import MenuEntry
from trust.models import Invitation, Membership
from trust.panels import Panel
from trust.permissions import Permission
from trust.places import PlaceLine
from trust.search import SearchSource
from trust.waiting import WaitingSource

PAGE = "academies:academy"  # of an academy, where its people are appointed


def register_all() -> None:
    """Called in AppConfig.ready()."""
    from academies.actions import appointments  # noqa: PLC0415 - models load after the registry
    from academies.founding import add_schools  # noqa: PLC0415
    from academies.presenters.figures import reported_waiting  # noqa: PLC0415
    from academies.queries.found import academies as found  # noqa: PLC0415
    from academies.queries.loads import loads_panel  # noqa: PLC0415

    actors.appointment_sources.append(appointments_of)
    places.describers.append(lines_of)
    places.academy_choices.append(choices)
    places.academies_seen.append(seen_by)
    places.own_terms.append(own_terms)
    places.members_at.append(members_at)
    places.academies_of_phases.append(of_phases)
    places.accepted.append(accept)
    places.ended.append(appointments.end_all)
    places.founders.append(add_schools)
    waiting.register(WaitingSource("reported_figures", (Permission.FIGURE_REPORT,), reported_waiting))
    panels.register(Panel("loads", "National files", "academies/loads.html", loads_panel))
    feed.declare(Permission.ACADEMY_READ, "academy")
    feed.declare(Permission.PEOPLE_READ, "appointment")
    search.register(SearchSource("academies", "Academies", 10, (Permission.ACADEMY_READ,), found))
    feed.declare(Permission.FIGURE_READ, "school_figure")
    menu.register(MenuEntry("Academies", "academies:list", Permission.ACADEMY_READ, order=20))


def lines_of(membership_ids: Collection[UUID]) -> dict[UUID, list[PlaceLine]]:
    """The academies of each member, for the people page."""
    from academies.models import Appointment  # noqa: PLC0415
    from academies.queries.academies import ROLE_WORDS  # noqa: PLC0415

    held = Appointment.objects.on(timezone.localdate()).filter(membership_id__in=membership_ids)
    lines: dict[UUID, list[PlaceLine]] = {}
    for each in held.select_related("academy").order_by("academy__name"):
        line = PlaceLine(
            ROLE_WORDS[each.role], each.academy.name, each.academy_id, url_name=PAGE, slug=each.academy.slug
        )
        lines.setdefault(each.membership_id, []).append(line)
    return lines


def of_phases(phases: Collection[str]) -> Any:
    """Ids of the academies of these phases."""
    from academies.models import Academy  # noqa: PLC0415 - as above

    return Academy.objects.filter(phase__in=phases).values("id")


def choices() -> list[tuple[UUID, str]]:
    """Academies that an invitation may name."""
    from academies.models import Academy  # noqa: PLC0415

    return list(Academy.objects.members().order_by("name").values_list("id", "name"))


def seen_by(actor: Actor) -> list[tuple[UUID, str]]:
    """Academies of the trust that this person may read."""
    from academies.models import Academy  # noqa: PLC0415

    return list(Academy.objects.visible_to(actor).members().order_by("name").values_list("id", "name"))


def members_at(academy_id: UUID, day: dt.date) -> set[UUID]:
    """Who holds an appointment at the academy."""
    from academies.models import Appointment  # noqa: PLC0415

    return set(Appointment.objects.on(day).filter(academy_id=academy_id).values_list("membership_id", flat=True))


def accept(actor: Actor, invitation: Invitation, membership: Membership) -> None:
    """The appointment that came with an invitation. A second head does not agree for the academy."""
    from academies.actions import appointments  # noqa: PLC0415

    if invitation.academy_id is None or not invitation.place:
        return
    appointments.appoint(
        actor=actor,
        academy_id=invitation.academy_id,
        membership_id=membership.id,
        role=invitation.place,
        from_on=timezone.localdate(),
    )


def appointments_of(day: dt.date) -> QuerySet[Any, Any]:
    """The roles a member holds at academies on this day. Who agrees for one holds that as a role of its own."""
    from academies.models import Appointment  # noqa: PLC0415 - models load after the registry

    held = Appointment.objects.on(day).filter(membership_id=OuterRef("id"))
    agreeing = Case(When(agrees=True, then=JSONArray("role", Value(AGREEING_HEAD))), default=JSONArray("role"))
    return held.values(held=JSONObject(academy_id=F("academy_id"), roles=agreeing))  # type: ignore[no-any-return]


def own_terms() -> dict[UUID, dict[UUID, tuple[dt.date, dt.date]]]:
    """First and last day of terms, of each academy that has its own."""
    from academies.models import AcademyTerm  # noqa: PLC0415 - models load after the registry

    found: dict[UUID, dict[UUID, tuple[dt.date, dt.date]]] = {}
    for each in AcademyTerm.objects.all():
        found.setdefault(each.academy_id, {})[each.term_id] = (each.starts_on, each.ends_on)
    return found


def load_lists(using: str = "default", **_kwargs: Any) -> None:
    """Bring the lists of frameworks, areas and words up to the preset. Safe to run again."""
    from academies.models import InspectionArea, InspectionFramework, InspectionGradeWord, Measure  # noqa: PLC0415

    known = frameworks()
    upsert = {"update_conflicts": True}
    InspectionFramework.objects.using(using).bulk_create(
        [InspectionFramework(f.key, f.name, f.from_on, f.until_on) for f in known.frameworks.values()],
        unique_fields=["key"],
        update_fields=["name", "from_on", "until_on"],
        **upsert,
    )
    InspectionArea.objects.using(using).bulk_create(
        [
            InspectionArea(
                id=a.id,
                framework_id=a.framework,
                key=a.key,
                label=a.label,
                kind=a.kind,
                where_applicable=a.where_applicable,
                position=a.position,
            )
            for a in known.areas.values()
        ],
        unique_fields=["id"],
        update_fields=["key", "label", "kind", "where_applicable", "position"],
        **upsert,
    )
    Measure.objects.using(using).bulk_create(
        [Measure(m.id, m.key, m.theme, m.label, m.unit, m.position) for m in measures().measures.values()],
        unique_fields=["id"],
        update_fields=["key", "theme", "label", "unit", "position"],
        **upsert,
    )
    InspectionGradeWord.objects.using(using).bulk_create(
        [InspectionGradeWord(w.id, w.scale, w.key, w.label, w.published, w.position) for w in known.words.values()],
        unique_fields=["id"],
        update_fields=["scale", "key", "label", "published", "position"],
        **upsert,
    )
