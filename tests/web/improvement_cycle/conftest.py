"""Trust A with real appointments, a published model, a year before and this year; clients by name."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academies.models import Appointment
from improvement_cycle.actions import cycles, improvement_models, judgements, meetings
from improvement_cycle.enums import View
from improvement_cycle.models import AcademyCycle, CurrentStatus, Judgement
from tests.cast import Cast
from tests.unit.improvement_cycle.academies import make_academy
from tests.unit.improvement_cycle.conftest import Stage, school_year
from trust.enums import Place

SINCE = dt.date(2021, 9, 1)


@dataclass
class Web:
    """The stage seen through browsers."""

    stage: Stage
    cast: Cast

    @property
    def key(self) -> str:
        """This year in an address."""
        return str(self.stage.years["now"].key)

    def client(self, who: str, trust: str = "a") -> Client:
        return self.cast.client(getattr(self.cast, trust).users[who])

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"improvement_cycle:{name}", args=[self.stage.troupe.trust.slug, *args])

    def row_url(self, name: str, academy: str = "beckside", *more: str) -> str:
        return self.url(name, self.key, self.stage.academies[academy].slug, *more)

    def open(self) -> Any:
        return self.stage.troupe.open()

    def row(self, academy: str = "beckside", year: str = "now") -> AcademyCycle:
        return self.stage.row(academy, year)

    def say(self, party: str, who: str, column: str, grade: str, reason: str = "", academy: str = "beckside") -> None:
        """A view, as this person."""
        with self.open():
            judgements.record_view(
                actor=self.stage.troupe.actor(who),
                academy_cycle_id=self.row(academy).id,
                column_key=column,
                view=party,
                grade_key=grade,
                reason=reason,
            )

    def meet(self, academy: str = "beckside") -> None:
        with self.open():
            meetings.open_meeting(actor=self.stage.chief, academy_cycle_id=self.row(academy).id)

    def settled(self, academy: str = "beckside", number: int = 1) -> None:
        """Scored, decided and agreed by the three."""
        with self.open():
            self.stage.score(academy)
            self.stage.decide(academy, number)
            self.stage.settle(academy)


def _appoint(stage: Stage, who: str, academy: str, role: str) -> None:
    is_head = role == Place.HEADTEACHER
    Appointment.objects.create(
        membership=stage.troupe.members[who],
        academy=stage.academies[academy],
        role=role,
        headship="substantive" if is_head else "",
        agrees=is_head,
        from_on=SINCE,
    )


@pytest.fixture
def bare(cast: Cast) -> Web:
    """Academies and people, no model."""
    with cast.a.open():
        stage = Stage(cast.a)
        stage.academies = {
            "beckside": make_academy("Beckside Primary", "primary", has_early_years=True),
            "castle": make_academy("Castle Rise High", "secondary", has_post_16=True),
            "dunmoor": make_academy("Dunmoor Academy", "secondary"),
        }
        _appoint(stage, "head", "beckside", Place.HEADTEACHER)
        _appoint(stage, "other_head", "castle", Place.HEADTEACHER)
        _appoint(stage, "senior_leader", "beckside", Place.SENIOR_LEADER)
        _appoint(stage, "governor", "beckside", Place.LOCAL_GOVERNOR)
        stage.years = {"now": school_year(), "before": school_year(1)}
    return Web(stage, cast)


@pytest.fixture
def web(bare: Web) -> Web:
    """This year open, every academy agreed as good the year before."""
    stage = bare.stage
    with bare.open():
        administrator = stage.troupe.actor("administrator")
        draft = improvement_models.create_from_preset(actor=administrator, preset_key="four_point")
        stage.model = improvement_models.publish(actor=administrator, model_id=draft.id)
        for key in ("before", "now"):
            stage.cycles[key] = cycles.open_year(actor=administrator, school_year_id=stage.years[key].id)
        _all_good(stage, "before")
    return bare


def _all_good(stage: Stage, year: str) -> None:
    """Every academy agreed as good and in category 1, written at once: the actions have their own tests."""
    assert stage.model is not None
    columns = {column.key: column for column in stage.model.columns.exclude(scale=None)}
    grades = {(grade.scale_id, grade.key): grade for scale in stage.model.scales.all() for grade in scale.grades.all()}
    said = {"by_name": "Director", "at": timezone.now()}
    rows = [stage.row(academy, year) for academy in stage.academies]
    Judgement.objects.bulk_create(
        Judgement(
            academy_cycle=row,
            column=columns[key],
            view=View.AGREED,
            grade=grades[columns[key].scale_id or UUID(int=0), "effective" if key == "safeguarding" else "good"],
            **said,
        )
        for row, academy in zip(rows, stage.academies, strict=True)
        for key in (*stage.columns(academy), "safeguarding")
    )
    category = stage.model.categories.get(number=1)
    CurrentStatus.objects.bulk_create(
        CurrentStatus(
            academy_cycle=row,
            category=category,
            reason="Decided together.",
            effective_from=row.cycle.school_year.starts_on,
            took_part=["head", "director"],
            decided_by_name="Director",
            decided_at=timezone.now(),
        )
        for row in rows
    )


@pytest.fixture
def plan(web: Web) -> Web:
    """A plan begun by the head with two priorities."""
    from tests.web.improvement_cycle.planning import agreed

    agreed(web, "Pupils remember more")
    agreed(web, "Arithmetic is fluent")
    assert web.client("head").post(web.row_url("plan_begin")).status_code == 302
    return web


@pytest.fixture
def clock(monkeypatch: Any) -> Any:
    """It stands on a Monday morning in term."""
    from tests.web.improvement_cycle.reminding import MONDAY, Clock

    made = Clock(monkeypatch)
    made.set(MONDAY)
    return made


@pytest.fixture
def server(settings: Any) -> Iterator[Any]:
    """A mail server that takes what is sent."""
    from tests.smtp import mail_server

    with mail_server() as running:
        settings.MAIL_HANDOVER = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
        yield running


@pytest.fixture
def school(clock: Any, web: Web, server: Any) -> Web:
    """On a Monday morning in term; the self-evaluations are due on Friday of next week."""
    from tests.web.improvement_cycle.reminding import PEOPLE, due, only, set_terms

    set_terms(web)
    due(web, dt.date(2026, 12, 11))
    only(web, *PEOPLE)
    return web
