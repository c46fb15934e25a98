"""What changed with an edition or a version, and what the edition says beside a section."""

import pytest
from django.utils import timezone

from improvement_cycle.actions import improvement_models
from tests.web.improvement_cycle.conftest import Web


def test_the_page_tells_what_changed_and_what_rests_on_it(web: Web) -> None:
    web.settled()
    html = web.client("chief").get(web.url("model_changes")).content.decode()
    assert "Renewed education inspection framework" in html
    assert "It is the first version: nothing changed yet." in html
    assert "agreed judgement" in html
    assert web.row_url("row") in html


def test_a_second_version_is_compared_and_the_matrix_leads_there(web: Web) -> None:
    with web.open():
        administrator = web.stage.troupe.actor("administrator")
        draft = improvement_models.new_draft(actor=administrator, model_id=web.stage.model.id)
        draft.label = "The model with another name"
        draft.save()
        improvement_models.publish(actor=administrator, model_id=draft.id)
    for who, name, more in (
        ("chief", "year", [web.key]),
        ("administrator", "models", []),
        ("administrator", "cycles", []),
    ):
        html = web.client(who).get(web.url(name, *more)).content.decode()
        assert "Version 2 of the improvement model is published" in html, (who, name)
        assert web.url("model_changes") in html
    assert "after version 1" in web.client("director").get(web.url("model_changes")).content.decode()


def test_a_closed_year_is_told_of_nothing_newer(web: Web) -> None:
    with web.open():
        administrator = web.stage.troupe.actor("administrator")
        improvement_models.publish(
            actor=administrator,
            model_id=improvement_models.new_draft(actor=administrator, model_id=web.stage.model.id).id,
        )
        for cycle in web.stage.cycles.values():
            cycle.state, cycle.closed_at = "closed", timezone.now()
            cycle.save()
    assert "is published;" not in web.client("administrator").get(web.url("models")).content.decode()


@pytest.mark.parametrize("who", ["administrator", "trustee", "governor"])
def test_who_reads_the_model_but_no_judgement_sees_none_on_the_page(web: Web, who: str) -> None:
    web.settled()
    html = web.client(who).get(web.url("model_changes")).content.decode()
    assert "What changed" in html
    assert "1 agreed judgement" not in html


def test_the_edition_stands_beside_the_section(web: Web) -> None:
    head = web.client("head")
    head.post(web.row_url("sef_begin"))
    html = head.get(web.row_url("sef_section", "beckside", "leadership")).content.decode()
    assert "What the framework edition says" in html
    assert "Leadership and" in html
