"""Every page asks the database the same questions, however much there is to show.

Walks the URL map like the crawl does, so that a new page is counted without being named here. Counted is what reads:
savepoints and the stamp of the open trust come with every request.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from academies.enums import AcademyState, FigureStatus, Phase
from academies.models import Academy, Appointment, DataLoad, FigureChange
from academies.presets.measures import ALL, measures
from improvement_cycle.actions import evidence
from improvement_cycle.models import AcademyCycle, InspectionDeadline
from improvement_cycle.workflow import REVIEWS
from tests.cast import Cast, Troupe, join, make_users
from tests.facts import inspection, school
from tests.security import objects, scene
from tests.security.routes import Route, every_route
from trust.models import ApiToken, Delegation, Invitation, Report

PEOPLE = ("chief", "administrator", "head", "trustee")
MORE = 3
# Four of them are those of being signed in.
MOST = 12
# Pages that bring together more kinds of things than others: never more than this.
ABOVE = {
    "improvement_cycle:cell": 15,
    "improvement_cycle:model_edit": 14,
    "trust:search": 15,
    # What figures give rise to questions: the matrix, what is late and what was kept.
    "improvement_cycle:board_pack_new": 16,
    # Objectives, actions, milestones and checks are four tables, and beside them stand priority, reviews and terms.
    "improvement_cycle:plan_progress_of": 16,
    # What a row may refer to, and whether it goes on in the plan of a later year.
    "improvement_cycle:plan_row": 13,
    # Who hands it in has seen the rows of all pages: four tables more.
    "improvement_cycle:plan_check": 15,
    "improvement_cycle:rapid_row": 13,
    "improvement_cycle:rapid_progress_of": 16,
    # Beside the document stand the objectives of another, the plan, and until when it is due; in a section also its
    # actions, and the term before.
    **{f"improvement_cycle:{kind}": 14 for kind in REVIEWS.values()},
    **{f"improvement_cycle:{kind}_compare": 14 for kind in REVIEWS.values()},
    **{f"improvement_cycle:{kind}_section": 15 for kind in REVIEWS.values()},
    "improvement_cycle:model_publish": 14,
    "trust:people": 13,
    "trust:waiting": 13,
    "trust:waiting?show=done": 13,
    "trust:waiting_count": 13,
    "improvement_cycle:row": 13,  # the last one where published figures changed under what is agreed; else twelve
}
# Pages that look otherwise with something behind their address.
LAYOUTS = {"improvement_cycle:score": ("?mode=one",), "trust:waiting": ("?show=done",)}


def test_no_page_asks_more_when_there_is_more(full_cast: Cast) -> None:
    troupe = full_cast.a
    clients = {person: full_cast.client(troupe.users[person]) for person in PEOPLE}
    pages = list(_pages(troupe))
    with troupe.open():
        _facts(troupe.things["primary"], 900400)
    before = _counts(clients, pages)
    with troupe.open():
        _grow(troupe)
    after = _counts(clients, pages)
    assert len(before) > 2 * len(PEOPLE) * 5  # the walk did reach the pages
    grown = {at: (before[at], after[at]) for at in before if after[at] != before[at]}
    assert not grown, grown
    over = {at: count for at, count in after.items() if count > ABOVE.get(at[1], MOST)}
    told = "\n".join(f"{person} {name}: {count}" for (person, name), count in over.items())
    assert not over, told
    assert "Published figures have changed under" in clients["chief"].get(_year_of(troupe)).content.decode()
    assert "More 2 Academy" in clients["chief"].get(troupe.url("academies/")).content.decode()


def _year_of(troupe: Troupe) -> str:
    return troupe.url(f"matrix/{troupe.things['cycle'].school_year.key}/")


def _pages(troupe: Troupe) -> Iterator[tuple[Route, str]]:
    for route in every_route():
        if not route.in_trust or "GET" not in (route.access or {}).get("methods", ()):
            continue
        with troupe.open():
            words = objects.words(route, troupe, "primary")
        if words is None:
            continue
        url = route.fill(trust=troupe.trust.slug, **words)
        for layout in ("", *LAYOUTS.get(route.name, ())):
            yield replace(route, name=f"{route.name}{layout}"), f"{url}{layout}"


def _counts(clients: dict[str, Client], pages: list[tuple[Route, str]]) -> dict[tuple[str, str], int]:
    found = {}
    for person, client in clients.items():
        client.get(f"/t/{pages[0][1].split('/')[2]}/")  # notes when the person was seen
        for route, url in pages:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(url)
            if answer.streaming:  # read to its end, so that the file is closed
                list(answer.streaming_content)
            if answer.status_code == 200:
                found[person, route.name] = sum(_asks(query["sql"]) for query in asked)
    return found


def _asks(statement: str) -> bool:
    return statement.lstrip("( ").startswith(("SELECT", "WITH")) and "set_config(" not in statement


def _grow(troupe: Troupe) -> None:
    """Three more of everything that pages list."""
    people = [(f"more{n}@a.example", f"More {n} {troupe.canary}") for n in range(MORE)]
    users = make_users(people)
    join(troupe, [(f"more_{n}", user, "academy_staff", "all") for n, user in enumerate(users)])
    primary, row = troupe.things["primary"], troupe.things["row_primary"]
    for n in range(MORE):
        _academy(troupe, n)
        _appoint(troupe, f"more_{n}", primary, "senior_leader")
        _inspected(primary, dt.date(2021 + n, 3, 1))
        _evidence(troupe, row, n)
        scene.open_year(troupe, 2040 + n)
    for model in (ApiToken, Delegation, InspectionDeadline, Invitation, Report):
        _again(model)


def _academy(troupe: Troupe, n: int) -> None:
    academy = Academy.objects.create(
        name=f"More {n} Academy {troupe.canary}",
        short_name=f"more {n} {troupe.canary}",
        slug=f"more-{n}",
        phase=Phase.PRIMARY,
        state=AcademyState.MEMBER,
        joined_on=scene.START,
    )
    _facts(academy, 900410 + n)
    _appoint(troupe, "other_head", academy, "headteacher")
    row = AcademyCycle.objects.create(cycle=troupe.things["cycle"], academy=academy)
    scene.judge(troupe, row)
    scene.decide(troupe, row)


def _facts(academy: Academy, urn: int) -> None:
    """In the register, inspected, and with a published figure that changes under what is agreed."""
    academy.establishment = school(urn, academy.name)
    academy.save(update_fields=["establishment"])
    _inspected(academy, dt.date(2020, 3, 1))
    _figure_changed(urn)


def _figure_changed(urn: int) -> None:
    """A result on which the judgement of quality of education rests, provisional and then final."""
    FigureChange.objects.create(
        urn=urn,
        measure_id=measures().measures["rwm_expected"].id,
        year=2026,
        breakdown=ALL,
        number_before=55,
        status_before=FigureStatus.PROVISIONAL,
        number_now=52,
        status_now=FigureStatus.FINAL,
        at=timezone.now() + dt.timedelta(minutes=5),
        source=DataLoad.objects.latest("id"),
    )


def _inspected(academy: Academy, day: dt.date) -> None:
    inspection(academy.establishment_id, day)


def _appoint(troupe: Troupe, key: str, academy: Academy, role: str) -> None:
    is_head = role == "headteacher"
    Appointment.objects.create(
        membership=troupe.members[key],
        academy=academy,
        role=role,
        headship="substantive" if is_head else "",
        agrees=is_head,
        from_on=scene.START,
    )


def _evidence(troupe: Troupe, row: AcademyCycle, n: int) -> None:
    source = row.cycle.model.evidence_sources.first()
    evidence.add(
        actor=troupe.actor("chief"),
        academy_cycle_id=row.id,
        source_key=source.key,
        title=f"More {n} {troupe.canary}",
        summary=f"Summary {n} {troupe.canary}",
        column_keys=["quality_of_education"],
    )


def _again(model: Any) -> None:
    for n in range(MORE):
        row = model.objects.order_by("id").first()
        fresh = {field.name: getattr(row, field.name) for field in model._meta.local_fields if not field.primary_key}
        fresh |= {"token_hash": f"more{n}{row.token_hash[5:]}"} if hasattr(row, "token_hash") else {}
        fresh |= {"email": f"{n}{row.email}"} if hasattr(row, "email") else {}
        model.objects.create(**fresh)
