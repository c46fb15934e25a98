"""What an address chooses is there to choose, or the page says so: nothing is passed over."""

from html import escape
from urllib.parse import quote

import pytest

from improvement_cycle.actions import improvement_models
from tests.web.improvement_cycle.conftest import Web
from trust.ids import uuid7

# Who asks, which page, and what its address chooses.
CHOICES = [
    ("chief", "matrix/{year}/", "phase"),
    ("chief", "matrix/{year}/score/", "phase"),
    ("chief", "matrix/{year}/score/", "mode"),
    ("chief", "matrix/{year}/score/?mode=one", "academy"),
    ("chief", "matrix/{year}/score/?mode=one&academy=beckside-primary", "column"),
    ("chief", "matrix/{year}/beckside-primary/status/", "category"),
    ("head", "matrix/{year}/beckside-primary/evidence/", "column"),
    ("chief", "academies/", "phase"),
    ("administrator", "people/", "role"),
    ("administrator", "people/", "academy"),
    ("administrator", "people/", "access"),
    ("administrator", "people/", "page"),
    ("chief", "activity/", "page"),
]
NONSENSE = ["nonsense", "<b>", "\x00", "-1", "²", "0", "9" * 40, str(uuid7())]


@pytest.mark.parametrize(("who", "page", "name"), CHOICES, ids=[f"{page}-{name}" for _, page, name in CHOICES])
def test_what_is_not_there_to_choose_is_refused_with_a_way_on(web: Web, who: str, page: str, name: str) -> None:
    client, address = web.client(who), web.cast.a.url(page.format(year=web.key))
    path = address.partition("?")[0]
    assert client.get(address).status_code == 200
    for given in NONSENSE:
        answer = client.get(_with(address, name, given))
        html = answer.content.decode()
        assert answer.status_code == 400, given
        assert "on the page itself." in html
        # Whatever else was chosen stays chosen.
        way_on = address if "?" in address else path
        assert f'href="{escape(way_on)}">Open the page without it</a>' in html
        assert "<b>" not in html.partition("<main")[2]
    # Nothing chosen is no choice.
    assert client.get(_with(address, name, "")).status_code == 200


def _with(address: str, name: str, given: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{name}={quote(given)}"


def test_a_new_grade_belongs_to_a_scale_of_its_own_draft(web: Web) -> None:
    with web.open():
        published = web.stage.model
        assert published is not None
        actor = web.stage.troupe.actor("administrator")
        draft = improvement_models.new_draft(actor=actor, model_id=published.id)
        own, other = (model.scales.first().id for model in (draft, published))  # type: ignore[union-attr]
    address = web.url("model_add", draft.id, "grade")
    client = web.client("administrator")
    assert client.get(f"{address}?of={own}").status_code == 200
    for foreign in (other, uuid7(), "nonsense"):
        assert client.get(f"{address}?of={foreign}").status_code == 400
