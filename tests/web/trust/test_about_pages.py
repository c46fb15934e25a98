"""Help, accessibility and privacy: open to everybody, true for each."""

import re
from typing import Any

import pytest
from django.test import Client

from trust.guides import FOLDER, GUIDES, guide_of
from trust.models import TrustSettings

pytestmark = pytest.mark.django_db
PAGES = ("/help/", "/accessibility/", "/privacy/", *(f"/help/{key}/" for key in GUIDES))


@pytest.mark.parametrize("url", PAGES)
def test_everybody_reads_them_signed_in_or_not(cast: Any, url: str) -> None:
    from allauth.mfa.models import Authenticator

    newcomer = cast.b.users["chief"]
    Authenticator.objects.filter(user=newcomer).delete()
    for client in (Client(), cast.client(cast.a.users["head"]), cast.client(newcomer)):
        response = client.get(url)
        assert response.status_code == 200
        page = response.content.decode()
        assert len(re.findall("<h1", page)) == 1
        for other in ("/help/", "/accessibility/", "/privacy/", "/privacy/#complaint"):
            assert f'href="{other}"' in page
        assert client.post(url).status_code == 405


def test_every_guide_is_offered_and_shown_whole() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} - {"README"} == set(GUIDES)
    listed = Client().get("/help/").content.decode()
    for key in GUIDES:
        assert f'href="/help/{key}/"' in listed
        guide = guide_of(key)
        assert guide is not None
        shown = " ".join(span.text for block in guide.blocks for item in block.items for span in item)
        source = (FOLDER / f"{key}.md").read_text()
        assert set(re.findall(r"\w{4,}", source)) <= set(re.findall(r"\w{4,}", f"{guide.title} {shown}"))
        assert "**" not in shown
        assert "`" not in shown


def test_bold_words_and_lists_are_kept(cast: Any) -> None:
    page = Client().get("/help/director/").content.decode()
    assert "<ol><li><strong>Matrix, Score the matrix.</strong> One academy" in page
    assert "<code>/operator/</code>" in Client().get("/help/operator/").content.decode()


def test_a_guide_that_is_not_there(cast: Any) -> None:
    assert Client().get("/help/README/").status_code == 404
    assert Client().get("/help/nothing/").status_code == 404


def test_privacy_names_the_contacts_of_ones_own_trusts_only(cast: Any) -> None:
    with cast.a.open():
        TrustSettings.objects.update(
            contact_name="Ada A", contact_email="ada@a.example", complaint_url="https://a.example/c"
        )
    page = cast.client(cast.a.users["head"]).get("/privacy/").content.decode()
    for wanted in (cast.a.trust.name, "Ada A", "mailto:ada@a.example", "https://a.example/c"):
        assert wanted in page
    assert cast.b.canary not in page
    signed_out = Client().get("/privacy/").content.decode()
    assert cast.a.canary not in signed_out
    assert "Ada A" not in signed_out
    both = cast.client(cast.a.users["consultant"]).get("/privacy/").content.decode()
    assert cast.a.trust.name in both
    assert cast.b.trust.name in both
