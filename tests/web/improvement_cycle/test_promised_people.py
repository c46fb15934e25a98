"""Promised against delivered by person: what falls to whom, and who reads it."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone

from improvement_cycle.enums import Responsible
from improvement_cycle.models import Commitment, Promise, Visit, VisitMember
from tests.web.improvement_cycle.conftest import Web
from trust.models import Membership

TODAY = timezone.localdate()
SEE_TO_IT = (Responsible.DIRECTOR, Responsible.CHIEF_EXECUTIVE, Responsible.HEAD)


@pytest.fixture
def supported(web: Web) -> Web:
    """Beckside in category 3; of all that it brings three promises were due: of the director, the chief, the head."""
    with web.open():
        web.stage.decide("beckside", 3)
        Promise.objects.update(state="ended")
        counted = Promise.objects.exclude(commitment__cadence__in=["as_required", "ongoing"])
        counted = counted.filter(document="").exclude(commitment__kind="leadership_review")
        of = list(dict.fromkeys(counted.order_by("id").values_list("commitment_id", flat=True)))
        for commitment, responsible in zip(of, SEE_TO_IT, strict=False):
            once = counted.filter(commitment_id=commitment).first()
            Promise.objects.filter(id=once.id).update(state="promised", due_on=TODAY - dt.timedelta(days=1))
            Commitment.objects.filter(id=commitment).update(responsible=responsible)
    return web


def read(web: Web, who: str) -> dict[str, list[str]]:
    """The lines of the table as somebody reads them: by name, the words of the cells."""
    answer = web.client(who).get(web.url("commitments_people", web.key))
    assert answer.status_code == 200
    rows = re.findall(r'<th scope="row">(.*?)</tr>', answer.content.decode(), re.DOTALL)
    cells = ([" ".join(re.sub("<[^>]+>", " ", each).split()) for each in re.split("</t[hd]>", row)] for row in rows)
    return {name: rest for name, *rest in cells}


def name_of(web: Web, who: str) -> str:
    return str(web.stage.troupe.members[who].name)


def line_of(web: Web, who: str) -> list[str]:
    """What the chief executive reads of somebody."""
    (line,) = (told for name, told in read(web, "chief").items() if name.startswith(name_of(web, who)))
    return line


def test_each_reads_their_own_line_and_the_chief_executive_all(supported: Web) -> None:
    for who in ("director", "chief", "head"):
        assert line_of(supported, who)[:2] == ["0 of 1", "1 late"]
    for who in ("director", "head"):
        (own,) = read(supported, who)
        assert own.startswith(name_of(supported, who))
    assert read(supported, "other_head") == {}


def test_what_was_kept_counts_with_its_days(supported: Web) -> None:
    with supported.open():
        once = Promise.objects.get(state="promised", commitment__responsible=Responsible.HEAD)
        Promise.objects.filter(id=once.id).update(state="delivered", delivered_on=TODAY, days="2.5")
    (line,) = read(supported, "head").values()
    assert line[:3] == ["1 of 1", "None", "2.5"]


def goes(web: Web, who: str, promise: Promise) -> None:
    """Somebody goes on a visit that keeps a promise."""
    row, person = web.row(), web.stage.troupe.members[who]
    visit = Visit.objects.create(
        academy=row.academy,
        academy_cycle=row,
        kind="qa_visit",
        promise=promise,
        commitment=promise.commitment,
        day=TODAY,
        by_name="X",
        at=timezone.now(),
    )
    VisitMember.objects.create(visit=visit, membership=person, name=person.name)


def test_a_visit_counts_for_those_who_go_and_not_for_the_role(supported: Web) -> None:
    with supported.open():
        goes(supported, "chief", Promise.objects.get(state="promised", commitment__responsible=Responsible.DIRECTOR))
    assert line_of(supported, "chief")[0] == "0 of 2"
    assert read(supported, "director") == {}
    with supported.open():
        Visit.objects.update(state="cancelled", reason="Snow.")
    assert [line[0] for line in read(supported, "director").values()] == ["0 of 1"]


def test_who_goes_to_another_academy_reads_the_same_line_as_the_chief_executive(supported: Web) -> None:
    with supported.open():
        goes(
            supported, "other_head", Promise.objects.get(commitment__responsible=Responsible.DIRECTOR, state="promised")
        )
    (own,) = read(supported, "other_head").values()
    assert own == line_of(supported, "other_head")
    assert own[:2] == ["0 of 1", "1 late"]


def test_what_falls_to_nobody_is_told_to_the_chief_executive_alone(supported: Web) -> None:
    with supported.open():
        Membership.objects.filter(role="director").update(until_on=TODAY - dt.timedelta(days=1))
    assert read(supported, "chief")["Nobody No one holds the role now"][:2] == ["0 of 1", "1 late"]
    assert "Nobody" not in str(read(supported, "head"))


def test_a_private_promise_is_in_nobodys_sum_but_theirs_who_know_it(supported: Web) -> None:
    with supported.open():
        Promise.objects.update(state="ended")
        review: Any = Commitment.objects.get(kind="leadership_review").promises.first()
        Promise.objects.filter(id=review.id).update(state="promised", due_on=TODAY)
        Commitment.objects.filter(id=review.commitment_id).update(responsible=Responsible.SENIOR_LEADER)
    assert read(supported, "senior_leader") == {}
    assert len(read(supported, "chief")) == 1


def test_the_page_of_the_year_leads_to_it_and_trustees_have_none(supported: Web) -> None:
    at = supported.url("commitments_people", supported.key)
    page = supported.client("director").get(supported.url("commitments_year", supported.key)).content.decode()
    assert at in page
    assert supported.client("trustee").get(at).status_code == 404
    assert supported.client("administrator").get(at).status_code == 404
