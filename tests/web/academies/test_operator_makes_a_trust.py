"""The operator's page makes a trust as the command does: from a group or a list, with or without a model."""

from typing import Any

import pytest

from academies.models import Academy
from improvement_cycle.models import ImprovementModel
from tests.web.academies.test_academy_pages import school
from tests.web.trust.test_operator_pages import NEW
from trust.models import Trust
from trust.tenancy import tenant

pytestmark = pytest.mark.django_db
URL = "/operator/trusts/new/"


@pytest.fixture(autouse=True)
def facts(db: None) -> None:
    school(900401, "Alder School")
    school(900402, "Birch School")


def test_a_list_of_numbers_and_a_model_make_a_trust_that_can_begin(cast: Any) -> None:
    client = cast.client(cast.operator)
    made = client.post(URL, {**NEW, "urns": " 900401\r\n900402\r\n900401", "preset": "four_point"}, follow=True)
    said = made.content.decode()
    assert "2 academies were added" in said
    assert "“Four stages, four grades” is published" in said
    with tenant(Trust.objects.get(slug="moorside").id):
        assert set(Academy.objects.values_list("establishment_id", flat=True)) == {900401, 900402}
        assert ImprovementModel.objects.get().state == "published"


def test_no_model_is_chosen_unless_the_operator_chooses_one(cast: Any) -> None:
    client = cast.client(cast.operator)
    page = client.get(URL)
    radios = list(page.context["form"]["preset"])
    assert [radio.data["value"] for radio in radios if radio.data["selected"]] == [""]
    assert len(radios) == 5
    client.post(URL, {**NEW, "urns": "900401"})
    with tenant(Trust.objects.get(slug="moorside").id):
        assert not ImprovementModel.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"urns": "900401\n13630O"}, "urns", "Not a URN: “13630O”."),
        ({"urns": "900401\n900999"}, "urns", "Not in the loaded register: 900999."),
        ({"urns": "900401", "group_uid": "16694"}, "urns", "not both"),
        ({"group_uid": "16694"}, "group_uid", "No open school of this group"),
        ({"preset": "partnership"}, "preset", "no such improvement model for a multi-academy trust"),
        ({"preset": "four_point", "kind": "partnership"}, "preset", "There is: “Partnership of schools”"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_half_made(
    cast: Any, given: dict[str, str], field: str, says: str
) -> None:
    answer = cast.client(cast.operator).post(URL, {**NEW, **given})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert says in answer.context["form"].errors[field][0]
    assert not Trust.objects.filter(slug="moorside").exists()
