"""Making trusts, and what a trust decides about itself."""

import datetime as dt
from typing import Any

import pytest

from trust import places
from trust.actions import accounts, settings, tokens, trusts, years
from trust.doors import hash_of
from trust.enums import Role, TrustKind
from trust.errors import BadInput, NotFound, NotPermitted, Refused
from trust.models import ApiToken, Invitation, Membership, SchoolYear, Term, Trust, TrustSettings, User
from trust.permissions import Permission
from trust.policies.years import TermDates, YearDates
from trust.tenancy import tenant

pytestmark = pytest.mark.django_db


def founded(cast: Any, **more: Any) -> Any:
    given = {
        "slug": "moorside",
        "name": "Moorside Trust",
        "kind": TrustKind.MULTI_ACADEMY_TRUST,
        "group_uid": None,
        "first_name": "Dilys Prosser",
        "first_email": "dilys@moorside.example",
        **more,
    }
    return trusts.found(operator=cast.operator, **given)


def test_a_trust_comes_with_settings_and_an_invited_administrator(cast: Any) -> None:
    trust, _ = founded(cast)
    with tenant(trust.id):
        assert TrustSettings.objects.count() == 1
        row = Invitation.objects.get()
        assert (row.role, row.invited_by_name) == (Role.ADMINISTRATOR, "Operator")


def test_a_partnership_gets_a_coordinator(cast: Any) -> None:
    trust, _ = founded(cast, kind=TrustKind.PARTNERSHIP)
    with tenant(trust.id):
        assert Invitation.objects.get().role == Role.COORDINATOR


def test_official_facts_fill_it_where_a_number_is_given(cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        places, "founders", [lambda actor, trust, asked: f"{trust.slug} {asked.group_uid}" if asked.group_uid else ""]
    )
    assert founded(cast, group_uid=99042)[1] == ["moorside 99042"]
    assert founded(cast, slug="moorside-2")[1] == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"slug": "trust-a"}, "slug"),
        ({"slug": "Moor Side"}, "slug"),
        ({"slug": "../x"}, "slug"),
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "kingdom"}, "kind"),
        ({"group_uid": 0}, "group_uid"),
        ({"group_uid": -5}, "group_uid"),
        ({"group_uid": 10**20}, "group_uid"),
        ({"urns": "²²²²²²"}, "urns"),
        ({"urns": "12 900401"}, "urns"),
        ({"urns": "900401", "group_uid": 99042}, "urns"),
        ({"first_email": "nobody"}, "first_email"),
        ({"first_email": f"{'x' * 60}@{'y.' * 120}example"}, "first_email"),
        ({"first_name": " "}, "first_name"),
        ({"first_name": "x" * 201}, "first_name"),
    ],
)
def test_nothing_is_half_made(cast: Any, fields: dict[str, Any], field: str) -> None:
    before = Trust.objects.count()
    with pytest.raises(BadInput) as refused:
        founded(cast, **fields)
    assert field in refused.value.detail
    assert Trust.objects.count() == before


def test_only_operators_make_trusts(cast: Any) -> None:
    with pytest.raises(NotFound):
        trusts.found(operator=cast.stranger, slug="x", name="X", kind=TrustKind.PARTNERSHIP)


def test_make_operator_twice(cast: Any) -> None:
    user, is_new = accounts.make_operator(email="New@Host.example", name="New")
    assert is_new
    assert user.is_operator
    assert not user.has_usable_password()
    assert accounts.make_operator(email="new@host.example", name="")[1] is False
    assert accounts.make_operator(email=cast.stranger.email, name="")[0].is_operator


def test_own_name_changes_in_every_trust(cast: Any) -> None:
    consultant = User.objects.get(email="consultant@elsewhere.example")
    accounts.rename(user=consultant, name=" Helen \n Ashdown ")
    for troupe in (cast.a, cast.b):
        with troupe.open():
            assert Membership.objects.get(user=consultant).name == "Helen Ashdown"


def test_a_token_reads_only_what_its_owner_reads(cast: Any) -> None:
    with cast.a.open():
        director = cast.a.actor("director")
        token, secret = tokens.create(actor=director, label="Sheet", scopes=[Permission.MATRIX_READ], days=90)
        assert ApiToken.objects.get(pk=token.pk).token_hash == hash_of(secret)
        for scopes in ([], ["people.manage"], ["matrix.read", "emperor"]):
            with pytest.raises(BadInput):
                tokens.create(actor=director, label="Sheet", scopes=scopes, days=90)
        with pytest.raises(BadInput):
            tokens.create(actor=cast.a.actor("trustee"), label="Sheet", scopes=["matrix.read"], days=90)
        with pytest.raises(BadInput):
            tokens.create(actor=director, label="", scopes=["matrix.read"], days=9)
        with pytest.raises(NotFound):
            tokens.revoke(actor=cast.a.actor("chief"), token_id=token.id)
        tokens.revoke(actor=director, token_id=token.id)
        assert ApiToken.objects.get(pk=token.pk).revoked_at


def test_there_is_an_end_to_tokens(cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(tokens, "AT_MOST", 1)
    with cast.a.open():
        director = cast.a.actor("director")
        tokens.create(actor=director, label="1", scopes=["matrix.read"], days=90)
        with pytest.raises(Refused):
            tokens.create(actor=director, label="2", scopes=["matrix.read"], days=90)


def test_words_fall_back_to_the_default(cast: Any) -> None:
    with cast.a.open():
        actor = cast.a.actor("administrator")
        settings.change_words(actor=actor, words={"matrix": " Risk  matrix ", "weak_areas": "", "unknown": "x"})
        assert cast.a.actor("chief").words == {"matrix": "Risk matrix"}
        with pytest.raises(BadInput):
            settings.change_words(actor=actor, words={"matrix": "x" * 41})


def test_only_a_legible_colour_is_taken(cast: Any) -> None:
    with cast.a.open():
        actor = cast.a.actor("administrator")
        for colour in ("#FFDD00", "red", "#12345", "#49378A;}"):
            with pytest.raises(BadInput):
                settings.change_colour(actor=actor, colour=colour)
        settings.change_colour(actor=actor, colour="#0b4f6c")
        assert cast.a.actor("chief").brand_colour == "#0B4F6C"
        settings.change_colour(actor=actor, colour="")


@pytest.mark.parametrize("who", ["chief", "director", "trustee"])
def test_only_administrators_change_settings(cast: Any, who: str) -> None:
    with cast.a.open():
        with pytest.raises(NotPermitted):
            settings.change_colour(actor=cast.a.actor(who), colour="")
        with pytest.raises(NotPermitted):
            years.add_preset(actor=cast.a.actor(who), key="2026")


def test_the_preset_year(cast: Any) -> None:
    with cast.a.open():
        actor = cast.a.actor("administrator")
        year = years.add_preset(actor=actor, key="2026")
        assert year.label == "2026/27"
        assert [term.name for term in Term.objects.filter(school_year=year)] == ["Autumn", "Spring", "Summer"]
        with pytest.raises(BadInput) as refused:
            years.add_preset(actor=actor, key="2026")
        assert "starts in 2026 already" in refused.value.detail["starts_on"]
        with pytest.raises(NotFound):
            years.add_preset(actor=actor, key="1066")


def test_terms_may_swap_names_but_not_vanish(cast: Any) -> None:
    with cast.a.open():
        actor = cast.a.actor("administrator")
        year = years.add_preset(actor=actor, key="2026")
        dates = YearDates("", year.starts_on, year.ends_on)
        first = TermDates("Spring", dt.date(2026, 9, 2), dt.date(2026, 12, 18))
        second = TermDates("Autumn", dt.date(2027, 1, 4), dt.date(2027, 3, 25))
        third = TermDates("Summer", dt.date(2027, 4, 12), dt.date(2027, 7, 21))
        years.save(actor=actor, year_id=year.id, dates=dates, terms=[first, second, third])
        assert [t.name for t in Term.objects.filter(school_year=year)] == ["Spring", "Autumn", "Summer"]
        with pytest.raises(BadInput):
            years.save(actor=actor, year_id=year.id, dates=dates, terms=[first, second])
        assert SchoolYear.objects.count() == 1
