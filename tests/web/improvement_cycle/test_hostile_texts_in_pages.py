"""Hostile texts sent through every field of the editor and as comments: no page and no answer carries them."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.hostile_texts import NOT_SEEN, PWNED, SAMPLES, faults_in
from tests.web.improvement_cycle.conftest import Web
from trust.models import Comment, Section
from trust.policies.contents import LONGEST_TEXT
from trust.policies.plain_marks import from_lines

FIELDS = ("narrative", "strengths", "to_develop", "next_steps")
LINE = 500


@pytest.fixture
def sef(web: Web) -> Web:
    assert web.client("head").post(web.row_url("sef_begin")).status_code == 302
    return web


def url(web: Web, name: str) -> str:
    return web.row_url(name, "beckside", "leadership")


def texts(value: Any) -> str:
    """All words of a JSON answer; markup in it is looked at as a page."""
    if isinstance(value, dict):
        return "".join(map(texts, value.values()))
    return value if isinstance(value, str) else ""


def test_no_field_lets_any_of_them_through(sef: Web) -> None:
    head, faults = sef.client("head"), {}
    for label, sample in SAMPLES.items():
        tab, text = str(uuid4()), sample[:60_000]
        lines = text if max(map(len, text.split("\n"))) <= LINE else text[:LINE]
        sent = {"version": "0", "tab": tab, "by_itself": "1", "narrative": text}
        sent |= {name: lines for name in FIELDS if name != "narrative"}
        found: list[str] = []
        for number, more in enumerate(({}, {"narrative_plain": text, "narrative": ""}), start=1):
            with sef.open():
                # What is sent as it stands is not read anew: each way begins with nothing.
                Section.objects.filter(key="leadership").update(version=0, content={})
            answer = head.post(url(sef, "sef_section"), {**sent, **more, "edit": str(number), "key": str(uuid4())})
            is_long = "narrative_plain" in more and len(from_lines(text)) > LONGEST_TEXT
            found += [f"answered {answer.status_code}"] if answer.status_code != (422 if is_long else 200) else []
            found += faults_in(texts(answer.json()))
            with sef.open():
                content = json.dumps(Section.objects.get(key="leadership").content, ensure_ascii=False)
            found += [f"kept {ord(letter):x}" for letter in NOT_SEEN if letter in content]
            found += faults_in(head.get(url(sef, "sef_section")).content.decode())
        for choice in ("grade", "footing"):
            answer = head.post(url(sef, "sef_section"), {**sent, choice: lines, "edit": "3", "key": str(uuid4())})
            found += faults_in(answer.content.decode()) if answer.status_code != 422 else []
            found += [f"{choice} answered {answer.status_code}"] if answer.status_code != 422 else []
        if found:
            faults[label] = found
    assert faults == {}


def test_no_comment_lets_any_of_them_through(sef: Web) -> None:
    head = sef.client("head")
    for sample in SAMPLES.values():
        answer = head.post(url(sef, "sef_comment"), {"text": sample[:5_000]})
        assert answer.status_code == (422 if "\x00" in sample else 302)
    page = head.get(url(sef, "sef_section")).content.decode()
    assert faults_in(page) == []
    assert f"&lt;script&gt;{PWNED}()" in page
    with sef.open():
        kept = "".join(Comment.objects.values_list("text", flat=True))
    assert not [letter for letter in NOT_SEEN if letter in kept]


def test_what_could_not_be_saved_is_shown_as_words(sef: Web) -> None:
    """The page that says what is wrong repeats what was typed."""
    head, long = sef.client("head"), "x" * 600
    for label, sample in SAMPLES.items():
        sent = {"version": "0", "strengths": long, "narrative": sample[:60_000], "next_steps": sample[:400]}
        answer = head.post(url(sef, "sef_section"), sent)
        assert answer.status_code == 422, label
        assert [f for f in faults_in(answer.content.decode()) if not f.startswith("letter")] == [], label
