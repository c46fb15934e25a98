"""The description is up to date, and what is served is what it describes, whatever is asked."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site
from django.db import connection, transaction
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

from tests.api.conftest import Asking, TokenFor
from tests.cast import Cast
from trust.api.openapi import description

FILE = Path(site.ROOT) / "docs" / "openapi.yaml"
LONG = bool(os.environ.get("PROVE"))


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_the_file_says_what_is_served(schools: Cast, token_for: TokenFor) -> None:
    import yaml

    written = yaml.safe_load(FILE.read_text())
    served = token_for(schools.a, "chief").get(schools.a.url("api/v1/schema/")).json()
    assert served == written == json.loads(json.dumps(description())), "Run: python3 dev.py manage write_docs"


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
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Django's own test client does: the end of a request leaves the test's transaction open."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


# A head writes, a director answers, the chief executive agrees.
PEOPLE = ("head", "director", "chief")


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_the_answer_fits_the_description(
    planned: Cast, token_for: TokenFor, monkeypatch: Any, mode: GenerationMode
) -> None:
    from trust.api.throttles import PerToken

    monkeypatch.setattr(PerToken, "allow_request", lambda *_: True)
    people = [token_for(planned.a, key) for key in PEOPLE]
    things = planned.a.things

    @hypothesis_settings(
        max_examples=1500 if LONG else 40,
        deadline=None,
        database=None,
        derandomize=not LONG,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=_cases(mode), known=st.booleans(), sound=st.booleans(), asking=st.sampled_from(people))
    def ask(case: Any, known: bool, sound: bool, asking: Asking) -> None:
        path = case.operation.path
        if known:
            # Otherwise nearly every address is answered 404, and nothing behind it is asked.
            row = things[
                "evidence"
                if "/evidence/" in path
                else "row"
                if "/self-evaluations/" in path or "/plans/" in path
                else "figure"
                if "/figures/" in path
                else "priority"
                if "/priorities/" in path
                else "primary"
            ]
            real = {
                "trust": planned.a.trust.slug,
                "academy_id": str(things["primary"].id),
                "cycle_id": str(things["cycle"].id),
                "id": str(row.id),
                "column": "quality_of_education",
                "section": "overview" if "/plans/" in path else "leadership",
                "number": 1,
            }
            case.path_parameters = {name: real.get(name, value) for name, value in case.path_parameters.items()}
            if isinstance(case.body, dict):
                words = real | {
                    "source": things["evidence"].source.key,
                    "grade": "good",
                    "columns": [],
                    "areas": [],
                    "area": "send",
                }
                # What the description cannot say, such as that no day lies ahead, is sound in half of them.
                plain = {
                    "title": "A walk",
                    "summary": "Seen.",
                    "url": "",
                    "dated_on": None,
                    "statement": "Calm",
                    "evidence": [],
                }
                words |= plain | {key: [] for key in ("judgements", "points", "trust_priorities")} if sound else {}
                named = (words.keys() - {"trust", "id", "section", "number", "column"}) & case.body.keys()
                case.body = case.body | {name: words[name] for name in named if mode is GenerationMode.POSITIVE}
        headers = {"Authorization": f"Bearer {asking.secret}"}
        if known and case.headers and "If-Match" in case.headers:
            address = case.formatted_path
            seen = address if case.method != "POST" else address.rstrip("/").rpartition("/")[0] + "/"
            headers["If-Match"] = asking.get(seen).headers.get("ETag", '"none"')
        # Like each request of the house: what was refused leaves nothing behind.
        with transaction.atomic():
            response = case.call(headers=headers)
            # What was taken away would be gone for all that is asked afterwards.
            transaction.set_rollback(case.method == "DELETE" or transaction.get_rollback())
        case.validate_response(response, checks=CHECKS)
        statuses.add((case.method, response.status_code))

    statuses: set[tuple[str, int]] = set()
    ask()
    if LONG:
        # It was not only refused: every method went through too.
        wanted = {("GET", 200), ("POST", 200), ("POST", 201), ("PUT", 200), ("PATCH", 200)}
        assert mode is GenerationMode.NEGATIVE or wanted <= statuses, statuses
