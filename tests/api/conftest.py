"""What the REST interface is asked about: academies with facts, and tokens."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from academies.enums import AcademyState, Authority, LoadKind, Phase, Regime
from academies.models import (
    Academy,
    Appointment,
    DataLoad,
    Establishment,
    Inspection,
    InspectionArea,
    InspectionGrade,
    InspectionGradeWord,
)
from tests.cast import Cast, Troupe
from trust.doors import hash_of
from trust.models import ApiToken
from trust.scopes import READING

DAY = dt.date(2025, 8, 31)


@dataclass
class Asking:
    """A program with a token."""

    client: Client
    secret: str

    def get(self, url: str, **more: Any) -> Any:
        return self.ask("GET", url, **more)

    def ask(self, method: str, url: str, **more: Any) -> Any:
        return self.client.generic(method, url, headers={"Authorization": f"Bearer {self.secret}"}, **more)


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
                scopes=[permission.value for permission in READING] if scopes is None else scopes,
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
    made = Inspection.objects.create(
        urn=urn,
        number=number,
        regime=Regime.GRADED_OVERALL,
        framework_id=InspectionArea.objects.order_by("id").first().framework_id,
        starts_on=on,
        as_at=DAY,
        source=load,
        **more,
    )
    area = InspectionArea.objects.order_by("id").first()
    word = InspectionGradeWord.objects.order_by("id").first()
    InspectionGrade.objects.create(inspection=made, area=area, word=word, graded_on=on)
    return made


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
    return cast
