"""The description is up to date, and what is served is what it describes, whatever is asked."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import TokenFor
from tests.cast import Cast
from trust.api.openapi import description

FILE = Path(site.ROOT) / "docs" / "openapi.yaml"
LONG = bool(os.environ.get("PROVE"))


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_the_file_says_what_is_served(schools: Cast, token_for: TokenFor) -> None:
    import yaml

    written = yaml.safe_load(FILE.read_text())
    served = token_for(schools.a, "chief").get(schools.a.url("api/v1/schema/")).json()
    assert served == written == json.loads(json.dumps(description())), (
        "Run: python3 dev.py manage spectacular --validate --file docs/openapi.yaml"
    )


def test_the_description_names_no_trust(schools: Cast) -> None:
    text = json.dumps(description())
    assert "canary" not in text
    assert schools.a.trust.slug not in text


def test_the_guide_for_people_names_every_address(schools: Cast) -> None:
    page = schools.client(schools.a.users["chief"]).get(schools.a.url("tokens/guide/"))
    assert page.status_code == 200
    for path in description()["paths"]:
        assert path.removeprefix("/t/{trust}") in page.text
    assert "academy_id" in page.text
    assert schools.client(schools.stranger).get(schools.a.url("tokens/guide/")).status_code == 404


def _cases(mode: GenerationMode) -> Any:
    from config.wsgi import application

    schema = schemathesis.openapi.from_dict(description())
    schema.app = application
    operations = [operation.ok() for operation in schema.get_all_operations()]
    return st.one_of([operation.as_strategy(generation_mode=mode) for operation in operations])


@pytest.fixture
def one_connection() -> Iterator[None]:
    """As Django's own test client does: the end of a request leaves the test's transaction open."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield
    for moment in moments:
        moment.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_the_answer_fits_the_description(
    judged: Cast, token_for: TokenFor, monkeypatch: Any, mode: GenerationMode
) -> None:
    from trust.api.throttles import PerToken

    monkeypatch.setattr(PerToken, "allow_request", lambda *_: True)
    asking = token_for(judged.a, "chief")
    real = {
        "trust": judged.a.trust.slug,
        "academy_id": str(judged.a.things["primary"].id),
        "id": str(judged.a.things["primary"].id),
        "cycle_id": str(judged.a.things["cycle"].id),
    }

    @hypothesis_settings(
        max_examples=1500 if LONG else 25,
        deadline=None,
        database=None,
        derandomize=not LONG,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_cases(mode), known=st.booleans())
    def ask(case: Any, known: bool) -> None:
        if known:
            case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
        response = case.call(headers={"Authorization": f"Bearer {asking.secret}"})
        case.validate_response(response, checks=CHECKS)

    ask()
