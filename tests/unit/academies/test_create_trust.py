"""A trust with its academies from the loaded facts, by one command."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from academies.models import Academy, SchoolGroup
from improvement_cycle.models import ImprovementModel
from tests.web.academies.test_academy_pages import school
from trust.models import Invitation, Trust
from trust.tenancy import tenant

UID = 990099


@pytest.fixture
def facts(db: None) -> None:
    for urn in (900401, 900402):
        made = school(urn, f"School {urn}")
        made.trust_uid = UID
        made.save()
    school(900403, "Of another trust")
    load = made.source
    SchoolGroup.objects.create(uid=UID, name="MOORSIDE SCHOOLS TRUST", as_at=load.as_at, source=load)


def run(**options: object) -> str:
    out = io.StringIO()
    call_command("create_trust", stdout=out, **options)
    return out.getvalue()


def test_the_schools_of_the_group_become_academies_and_a_preset_is_published(facts: None) -> None:
    said = run(group_uid=UID, slug="moorside", preset="four_point", administrator="ada@moorside.example")
    trust = Trust.objects.get(slug="moorside")
    assert trust.name == "Moorside Schools Trust"
    assert "2 academies were added" in said
    with tenant(trust.id), transaction.atomic():
        assert set(Academy.objects.values_list("establishment_id", flat=True)) == {900401, 900402}
        assert ImprovementModel.objects.get().state == "published"
        assert Invitation.objects.get().email == "ada@moorside.example"


def test_without_a_preset_nothing_is_chosen_for_the_trust(facts: None) -> None:
    run(group_uid=UID, slug="moorside")
    with tenant(Trust.objects.get(slug="moorside").id), transaction.atomic():
        assert not ImprovementModel.objects.exists()


def test_a_file_of_urns_makes_a_trust_too(facts: None, tmp_path: Path) -> None:
    listed = tmp_path / "urns.txt"
    listed.write_text("900401\n900403\n900401\n")
    assert "2 academies were added" in run(urns=listed, slug="moorside", name="Moorside")
    listed.write_text("900401\n")
    assert "1 academy was added" in run(urns=listed, slug="moorside-one", name="Moorside")
    with tenant(Trust.objects.get(slug="moorside").id), transaction.atomic():
        assert Academy.objects.count() == 2


def test_bytes_on_the_command_line_that_are_no_text_are_left_out_of_a_name(facts: None) -> None:
    assert run(group_uid=UID, slug="moorside", name="Moor\udcffside").startswith("Moorside is at")


def test_a_list_needs_a_name(facts: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^Give a name with --name\.$"):
        run(urns=tmp_path / "urns.txt", slug="moorside")


def test_a_second_trust_of_one_group_is_made_only_when_said_so(facts: None) -> None:
    run(group_uid=UID, slug="moorside")
    with pytest.raises(CommandError, match=r"^--another: .* was made from group 990099 already. Give --another if you"):
        run(group_uid=UID, slug="moorside-trial")
    run(group_uid=UID, slug="moorside-trial", another=True)
    assert Trust.objects.filter(made_from=UID).count() == 2


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"group_uid": 1, "slug": "x", "name": "X"}, "No open school of this group is in the loaded facts."),
        ({"group_uid": 1, "slug": "x"}, "Give a name with --name"),
        ({"group_uid": UID, "slug": "Not a slug"}, "Use small letters"),
        (
            {"group_uid": UID, "slug": "x", "preset": "nonsense"},
            r"--preset: There is no such improvement model .* \(report_card\), .* \(four_point\)",
        ),
        (
            {"group_uid": UID, "slug": "x", "preset": "four_point", "kind": "partnership"},
            r"--preset: .* for a partnership. There is: “Partnership of schools” \(partnership\)\.$",
        ),
        ({"group_uid": 99999999999999999999, "slug": "x", "name": "X"}, "^--group-uid: No group has this number"),
        ({"group_uid": 10**20, "slug": "x"}, "^Give a name with --name"),
        ({"group_uid": 0, "slug": "x", "name": "X"}, "^--group-uid: No group has this number"),
        ({"group_uid": UID, "slug": "x", "name": "x" * 500}, "^--name: Use at most 200 characters; these are 500.$"),
        ({"group_uid": UID, "slug": "x", "administrator": "nobody"}, "^--administrator: Enter an e-mail address"),
        (
            {"group_uid": UID, "slug": "x", "administrator": "a@b.example", "administrator_name": "x" * 500},
            "^--administrator-name: Use at most 200",
        ),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_and_leaves_no_trust(
    facts: None, options: dict[str, object], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        run(**options)
    assert not Trust.objects.exists()


@pytest.mark.parametrize("text", ["", "12\nabc\n", "900401\n900999\n", "²²²²²²\n", "٩٠٠٤٠١\n"])
def test_a_list_with_a_wrong_number_is_refused_whole(facts: None, tmp_path: Path, text: str) -> None:
    listed = tmp_path / "urns.txt"
    listed.write_text(text)
    with pytest.raises(CommandError, match=r"^--urns: .+\.$"):
        run(urns=listed, slug="moorside", name="Moorside")
    assert not Trust.objects.exists()
