"""What the REST interface is asked about: academies with facts, and tokens."""

import datetime as dt
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from academies.actions import school_figures
from academies.enums import AcademyState, Authority, FigureLevel, FigureStatus, LoadKind, Phase, Regime
from academies.models import (
    Academy,
    Appointment,
    DataLoad,
    Establishment,
    Inspection,
    InspectionArea,
    InspectionGradeWord,
    Measure,
    MeasureFigure,
)
from improvement_cycle.actions import (
    cycles,
    evidence,
    improvement_models,
    judgements,
    meetings,
    plan_rows,
    plans,
    priorities,
    self_evaluations,
    status,
    visits,
)
from improvement_cycle.models import AcademyCycle, Commitment, Priority, Promise
from improvement_cycle.policies.visits import Plan
from tests.cast import Cast, Troupe
from trust import documents
from trust.actions import sections
from trust.doors import hash_of
from trust.ids import uuid7
from trust.models import ApiToken, Document, SchoolYear
from trust.policies.documents import Edit
from trust.scopes import SCOPES

DAY = dt.date(2025, 8, 31)


@dataclass
class Asking:
    """A program with a token."""

    client: Client
    secret: str

    def get(self, url: str, **more: Any) -> Any:
        return self.ask("GET", url, **more)

    def send(self, method: str, url: str, body: Any = None, **headers: str) -> Any:
        """A change: `seen`, `key` become headers; a key is made where none is given."""
        sent = {"Idempotency-Key": headers.pop("key", str(uuid4()))} if method == "POST" else {}
        if seen := headers.pop("seen", ""):
            sent["If-Match"] = seen
        text = "" if body is None else json.dumps(body)
        return self.ask(method, url, data=text, content_type="application/json", headers={**sent, **headers})

    def tag(self, url: str) -> str:
        """The ETag of what stands."""
        return str(self.get(url).headers["ETag"])

    def ask(self, method: str, url: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}", **more.pop("headers", {})}
        return self.client.generic(method, url, headers=headers, **more)


TokenFor = Callable[..., Asking]


@pytest.fixture
def token_for() -> TokenFor:
    """A token of a person of a trust, with all scopes or those given."""

    def make(
        troupe: Troupe,
        key: str,
        scopes: list[str] | None = None,
        *,
        expires: dt.timedelta = dt.timedelta(days=30),
        revoked: bool = False,
    ) -> Asking:
        secret = f"ff_{secrets.token_urlsafe(32)}"
        with troupe.open():
            ApiToken.objects.create(
                membership=troupe.members[key],
                label="test",
                token_hash=hash_of(secret),
                scopes=sorted({each.value for scope in SCOPES for each in scope.permissions})
                if scopes is None
                else scopes,
                expires_at=timezone.now() + expires,
                revoked_at=timezone.now() if revoked else None,
            )
        return Asking(Client(raise_request_exception=False), secret)

    return make


def _establishment(load: DataLoad, urn: int, name: str) -> Establishment:
    return Establishment.objects.create(
        urn=urn, name=name, pupils=420, authority=Authority.REGISTER, as_at=DAY, source=load
    )


def _inspection(load: DataLoad, urn: int, number: str, on: dt.date, **more: Any) -> Inspection:
    area, word = InspectionArea.objects.order_by("id").first(), InspectionGradeWord.objects.order_by("id").first()
    return Inspection.objects.create(
        urn=urn,
        number=number,
        regime=Regime.GRADED_OVERALL,
        framework_id=area.framework_id,
        grades=f"{area.id}:{word.id}",
        starts_on=on,
        as_at=DAY,
        source=load,
        **more,
    )


def _academies_of(troupe: Troupe, load: DataLoad, first_urn: int) -> None:
    for n, (key, phase, state) in enumerate(
        [
            ("primary", Phase.PRIMARY, AcademyState.MEMBER),
            ("secondary", Phase.SECONDARY, AcademyState.MEMBER),
            ("joining", Phase.SPECIAL, AcademyState.PIPELINE),
            ("enquiring", Phase.PRIMARY, AcademyState.PROSPECTIVE),
        ]
    ):
        name = f"{key.title()} Academy {troupe.canary}"
        facts = _establishment(load, first_urn + n, name) if key != "joining" else None
        troupe.things[key] = Academy.objects.create(
            establishment=facts, name=name, short_name=key, slug=key, phase=phase, state=state
        )


@pytest.fixture
def schools(cast: Cast) -> Cast:
    """Trusts A and B with academies; a governor appointed at A's primary; two inspections there."""
    load = DataLoad.objects.create(kind=LoadKind.ESTABLISHMENTS, file_name="register.csv", as_at=DAY, started_by="test")
    for troupe, urn in ((cast.a, 900_001), (cast.b, 900_101)):
        with troupe.open():
            _academies_of(troupe, load, urn)
            Appointment.objects.create(
                membership=troupe.members["governor"],
                academy=troupe.things["primary"],
                role="local_governor",
                from_on=dt.date(2020, 9, 1),
            )
    _inspection(load, 900_001, "10000001", dt.date(2019, 3, 1), urn_at_time=899_999, name_at_time="Old School")
    _inspection(load, 900_001, "10000002", dt.date(2024, 3, 1), urn_at_time=900_001)
    for urn, breakdown, number, missing in (
        (900_001, "all", "6.25", ""),
        (900_001, "disadvantaged", None, "too_few_pupils"),
        (900_101, "all", "4", ""),
    ):
        MeasureFigure.objects.create(
            level=FigureLevel.SCHOOL,
            place=urn,
            measure=Measure.objects.get(key="absence_overall"),
            year=2026,
            breakdown=breakdown,
            number=number,
            missing=missing,
            status=FigureStatus.REVISED,
            as_at=DAY,
            source=load,
        )
    return cast


GRADES = {"primary": "good", "secondary": "requires_improvement"}


@pytest.fixture
def judged(schools: Cast) -> Cast:
    """A year in trusts A and B with one view, two agreed judgements and one status each; a head at A's primary."""
    for troupe in (schools.a, schools.b):
        with troupe.open():
            _judge(troupe)
    with schools.a.open():
        Appointment.objects.create(
            membership=schools.a.members["head"],
            academy=schools.a.things["primary"],
            role="headteacher",
            headship="substantive",
            agrees=True,
            from_on=dt.date(2020, 9, 1),
        )
    return schools


def _judge(troupe: Troupe) -> None:
    administrator, chief, director = (troupe.actor(key) for key in ("administrator", "chief", "director"))
    draft = improvement_models.create_from_preset(actor=administrator, preset_key="four_point")
    improvement_models.publish(actor=administrator, model_id=draft.id)
    year = SchoolYear.objects.create(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 8, 31))
    cycle = troupe.things["cycle"] = cycles.open_year(actor=administrator, school_year_id=year.id)
    for key, grade in GRADES.items():
        row = AcademyCycle.objects.get(cycle=cycle, academy=troupe.things[key])
        cell = {"academy_cycle_id": row.id, "column_key": "quality_of_education", "grade_key": grade}
        view = {**cell, "grade_key": "outstanding", "column_key": "personal_development"}
        judgements.record_view(actor=director, view="director", reason=f"single view {troupe.canary}", **view)
        meetings.open_meeting(actor=chief, academy_cycle_id=row.id)
        judgements.agree(actor=chief, seen_version=0, reason=f"Agreed {troupe.canary}", **cell)
    row = AcademyCycle.objects.get(cycle=cycle, academy=troupe.things["primary"])
    status.decide(
        actor=chief,
        academy_cycle_id=row.id,
        category_number=2,
        reason=f"Decided together {troupe.canary}",
        took_part=["director", "chief_executive"],
        effective_from=year.starts_on,
    )


@pytest.fixture
def written(judged: Cast) -> Cast:
    """As `judged`; each primary has evidence of its head, and a self-evaluation that is ready to be submitted."""
    with judged.b.open():
        Appointment.objects.create(
            membership=judged.b.members["head"],
            academy=judged.b.things["primary"],
            role="headteacher",
            headship="substantive",
            agrees=True,
            from_on=dt.date(2020, 9, 1),
        )
    for troupe in (judged.a, judged.b):
        with troupe.open():
            _write(troupe)
    return judged


def _write(troupe: Troupe) -> None:
    head = troupe.actor("head")
    row = troupe.things["row"] = AcademyCycle.objects.get(
        cycle=troupe.things["cycle"], academy=troupe.things["primary"]
    )
    troupe.things["evidence"] = evidence.add(
        actor=head,
        academy_cycle_id=row.id,
        source_key=row.cycle.model.evidence_sources.order_by("order").first().key,
        title=f"Visit {troupe.canary}",
        summary="Seen on the spot.",
        column_keys=["quality_of_education"],
    )
    troupe.things["priority"] = priorities.propose(
        actor=head,
        academy_cycle_id=row.id,
        words=priorities.Words(f"Statement {troupe.canary}", "send", judgements=["quality_of_education"]),
    )
    director = troupe.actor("director")
    given = Plan("qa_visit", timezone.localdate(), people=(troupe.members["director"].id,), focus=troupe.canary)
    troupe.things["visit"] = visits.plan(actor=director, academy_id=row.academy_id, given=given)
    troupe.things["figure"] = school_figures.report(
        actor=head,
        academy_id=row.academy_id,
        measure_key="absence_overall",
        year=2026,
        number=Decimal("6.1"),
        pupils=412,
    )
    # One of the trust's that has a day though the year has no terms.
    promise = troupe.things["promise"] = Promise.objects.filter(commitment__academy_cycle=row, document="").first()
    Commitment.objects.filter(id=promise.commitment_id).update(owed_by="trust", responsible="director")
    document = troupe.things["document"] = self_evaluations.begin(actor=head, academy_cycle_id=row.id)
    _fill(troupe, document)


def agree_a_priority(troupe: Troupe, statement: str) -> Priority:
    """A priority of the primary that the three have agreed."""
    words = priorities.Words(f"{statement} {troupe.canary}", "send")
    made = priorities.propose(actor=troupe.actor("head"), academy_cycle_id=troupe.things["row"].id, words=words)
    for person, party in (("head", "head"), ("director", "director"), ("chief", "chief_executive")):
        priorities.agree(actor=troupe.actor(person), priority_id=made.id, party=party, seen_version=1)
    return made


@pytest.fixture
def planned(written: Cast) -> Cast:
    """As `written`; each primary has a plan with one priority in it that is ready to be submitted."""
    for troupe in (written.a, written.b):
        with troupe.open():
            begin_plan(troupe)
    return written


def begin_plan(troupe: Troupe) -> Document:
    """The plan of the primary with a page for a priority, every page complete."""
    agree_a_priority(troupe, "In the plan")
    head = troupe.actor("head")
    document = plans.begin(actor=head, academy_cycle_id=troupe.things["row"].id)
    _fill(troupe, document)
    page = document.sections.get(key__startswith="priority-")
    given = {"text": f"Act {troupe.canary}", "lead_name": "The leads", "ends_on": "2027-03-26", "cost": "0"}
    troupe.things["action"] = plan_rows.add(actor=head, section_id=page.id, rows="actions", given=given)
    return document


def _fill(troupe: Troupe, document: Document) -> None:
    head = troupe.actor("head")
    for part in documents.kind_of(document).parts(document):
        given: dict[str, Any] = {f.key: f"<p>{troupe.canary}</p>" for f in part.fields if f.kind == "rich"}
        given |= {f.key: troupe.canary for f in part.fields if f.kind == "text" and f.is_needed}
        given |= {f.key: [troupe.canary] for f in part.fields if f.kind == "lines" and f.is_needed}
        given |= {f.key: f.choices[0].key for f in part.fields if f.kind == "choice" and f.is_needed}
        section = document.sections.get(key=part.key)
        edit = Edit(seen_version=0, tab=uuid7(), key=uuid7())
        sections.save(actor=head, section_id=section.id, given=given, edit=edit, is_finished=True)
