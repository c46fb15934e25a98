"""T3: every address x method x person x whose object, against what the one permission file says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from django.core.cache import caches
from django.db import transaction
from django.http import SimpleCookie
from django.test import Client

from improvement_cycle.workflow import REVIEWS
from tests.cast import Cast, Troupe
from tests.security import objects
from tests.security.canaries import found_in, text_of
from tests.security.routes import Route, every_route
from trust.actors import Actor
from trust.permissions import may

METHODS = ("GET", "GET part", "HEAD", "POST", "PUT", "DELETE")
# What a person who may do the thing can be told: done, go on, correct this, not possible now.
FINE = {200, 302, 303, 400, 409, 413, 415, 422}
# Views that decide more finely than a permission at a place can say; each names what else it may answer, and why.
NARROWER: dict[str, tuple[set[int], str]] = {
    "trust:file": ({404}, "the owner of the file says who reads it"),
    "trust:report": ({404}, "who asked, and those the kind of report names"),
    "trust:report_again": ({404}, "who asked, and those the kind of report names"),
    "improvement_cycle:close": ({404}, "a year is closed by those who read the matrix or keep the years"),
    "improvement_cycle:unfinished": ({404}, "what is unfinished is decided by those who close years"),
    "improvement_cycle:unfinished_of": ({404}, "the same, of one academy"),
    "improvement_cycle:dates": ({404}, "dates are set by those who keep the years or close them"),
    "improvement_cycle:plans": ({404}, "for those who read or write one of them: test_plan_pages.py"),
    "improvement_cycle:sefs": ({404}, "for those who read or write one of them: test_sef_pages.py"),
    "improvement_cycle:score": ({403}, "only heads, directors and the chief executive score"),
    "improvement_cycle:agree_rows": ({403}, "only heads, directors and the chief executive agree"),
    "improvement_cycle:evidence_correct": ({403}, "one's own, or with the permission for that of others"),
    "improvement_cycle:evidence_away": ({403}, "one's own, or with the permission for that of others"),
    "improvement_cycle:model_preset": ({404}, "presets fit the kind of trust"),
    **{
        f"improvement_cycle:trust_meeting{page}": ({404}, "for those who are asked, and those who plan them")
        for page in ("", "_change", "_cancel")
    },
    "trust:token_revoke": ({404}, "only one's own tokens"),
}
SURVEY = ({404}, "read by those who read the row or write its self-evaluation: test_survey_pages.py")
NARROWER["improvement_cycle:survey"] = SURVEY
for _kind in ("rapid", *REVIEWS.values()):
    NARROWER[f"improvement_cycle:{_kind}s"] = NARROWER["improvement_cycle:plans"]
NARROWER["improvement_cycle:survey_edit"] = ({403}, "one's own, or with the permission for that of others")
SELF_EVALUATION = ({404, 403}, "drafts are read by who writes them, versions by who answers them: test_sef_pages.py")
for _name in (
    "sef",
    "begin",
    "share",
    "check",
    "reopen",
    "version",
    "version_comment",
    "section",
    "earlier",
    "evidence",
    "figures",
    "comment",
    "writers",
    "here",
    "compare",
    "report",
    "import",
    "place",
):
    NARROWER["improvement_cycle:" + ("sef" if _name == "sef" else f"sef_{_name}")] = SELF_EVALUATION
    for _kind in ("plan", "rapid", *REVIEWS.values()):
        NARROWER["improvement_cycle:" + (_kind if _name == "sef" else f"{_kind}_{_name}")] = SELF_EVALUATION
OF_ROWS = ("row", "row_add", "row_stands", "rows_import", "rows_check", "series", "progress", "progress_of", "tell")
for _name in OF_ROWS:
    for _kind in ("plan", "rapid"):
        NARROWER[f"improvement_cycle:{_kind}_{_name}"] = SELF_EVALUATION
NARROWER["improvement_cycle:priority_change"] = ({403}, "one's own, or with the permission to agree it")
NARROWER["improvement_cycle:priority_stands"] = NARROWER["improvement_cycle:priority_change"]
for _name in ("commitment_new", "commitment_end", "commitment_swap", "commitment_take_up", "commitment_use", "promise"):
    NARROWER[f"improvement_cycle:{_name}"] = ({403}, "those who manage them, and for its own the head")
NARROWER["api-promise-record"] = NARROWER["improvement_cycle:promise"]
VISIT = ({404, 403}, "for those who read it, or go on it; changed by those who carry it out: test_visit_pages.py")
for _name in ("s", "", "_move", "_cancel", "_held", "_not_held", "_write", "_here", "_earlier", "_send", "_correct"):
    NARROWER[f"improvement_cycle:visit{_name}"] = VISIT
for _name in ("paper", "answer", "evidence", "keeps", "follow_up_new", "follow_up", "follow_up_away"):
    NARROWER[f"improvement_cycle:visit_{_name}"] = VISIT
for _name in ("commitment_visit", "promise_visit"):
    NARROWER[f"improvement_cycle:{_name}"] = ({404}, "for what a visit can keep: test_visit_pages.py")
NARROWER["api-evidence-one"] = NARROWER["improvement_cycle:evidence_correct"]
NARROWER["api-priority"] = NARROWER["improvement_cycle:priority_change"]
NARROWER["api-judgement"] = ({403}, "each view has a permission of its own")
for _name in ("", "-begin", "-submit", "-return", "-approve", "-reopen", "-section", "-version"):
    NARROWER[f"api-sef{_name}"] = NARROWER[f"api-plan{_name}"] = SELF_EVALUATION
for _name in ("s", "", "-tell", "-close", "-open"):
    NARROWER[f"api-plan-row{_name}"] = SELF_EVALUATION
MEETING = ({404, 403}, "for those with a seat at the table: test_meeting_pages.py")
for _name in (
    "meetings",
    "judgement_meeting",
    "meeting_change",
    "meeting_minutes",
    "meeting_move",
    "meeting_points",
    "meeting_turn",
    "point_settle",
):
    NARROWER[f"improvement_cycle:{_name}"] = MEETING
for _name in ("inspection_outcome", "inspection_outcome_open"):
    NARROWER[f"improvement_cycle:{_name}"] = ({404, 403}, "those who know it: test_inspection_pages.py")
NARROWER["improvement_cycle:inspection_outcome_record"] = ({409}, "not by those who do not know what stands there")
for _name in ("check", "write", "discard"):
    NARROWER[f"improvement_cycle:take_over_{_name}"] = ({404}, "one's own file, or all of them in the whole trust")
NO_MATRIX = ({404}, "a partnership has no matrix")
for _name in ("home", "published_home", "cycles", "due_dates", "set_up", "school_pages"):
    NARROWER[f"improvement_cycle:{_name}"] = NO_MATRIX
DRAFT = ({404}, "a draft is known only to those who may change it")
for _name in ("model", "publish", "discard", "edit", "words", "texts", "add", "piece", "move", "remove"):
    NARROWER["improvement_cycle:" + ("model" if _name == "model" else f"model_{_name}")] = DRAFT


@dataclass
class Visitor:
    """Somebody who asks: a browser or a program, and who they are in this trust."""

    key: str
    client: Client
    actor: Actor | None = None
    secret: str = ""
    marks: frozenset[str] = frozenset()  # of trusts whose people they are: a page may show them their own name
    is_anonymous: bool = False

    def ask(self, method: str, url: str, *, in_api: bool) -> Any:
        verb, _, dress = method.partition(" ")
        headers = {"HX-Request": "true"} if dress else {}
        if in_api and self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        return self.client.generic(verb, url, headers=headers)


@dataclass
class Ask:
    """One request to be made, with what must come back."""

    route: Route
    url: str
    method: str
    visitor: Visitor
    whose: str
    wanted: set[int]
    random_url: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.url} [{self.route.name}] as {self.visitor.key}, {self.whose}"


@dataclass
class Crawl:
    """Makes the requests and keeps what was wrong."""

    cast: Cast
    faults: list[str] = field(default_factory=list)
    requests: int = 0
    routes: set[str] = field(default_factory=set)
    marks_seen: set[str] = field(default_factory=set)

    def run(self, asks: Iterable[Ask], troupe: Troupe) -> None:
        for ask in asks:
            text = self._one(ask, ask.url, troupe, ask.wanted)
            if ask.random_url:
                other = self._one(ask, ask.random_url, troupe, ask.wanted)
                if (mine := same(text, ask.url)) != (random := same(other, ask.random_url)):
                    pairs = zip(mine.splitlines(), random.splitlines(), strict=False)
                    first = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
                    self.faults.append(f"{ask}: differs from a random id's answer: {first}")

    def _one(self, ask: Ask, url: str, troupe: Troupe, wanted: set[int]) -> str:
        self.requests += 1
        self.routes.add(ask.route.name)
        cookies = ask.visitor.client.cookies
        ask.visitor.client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
        ask.visitor.client.raise_request_exception = False
        caches["default"].clear()
        with transaction.atomic():
            response = ask.visitor.ask(ask.method, url, in_api=ask.route.in_api)
            text = text_of(response)
            transaction.set_rollback(True)
        ask.visitor.client.cookies = cookies
        if response.status_code not in wanted:
            where = response.headers.get("Location", "")
            self.faults.append(f"{ask}: {response.status_code} {where}, wanted {sorted(wanted)}")
        marks = found_in(text)
        self.marks_seen |= marks
        if foreign := marks - ask.visitor.marks:
            self.faults.append(f"{ask}: shows {sorted(foreign)}")
        return f"{response.status_code}\n{text}"


def same(text: str, url: str) -> str:
    """An answer without what may differ from request to request: request id, nonce, token, the address itself.

    Now and then a session notes that its person is still there, and sends its cookie again.
    """
    text = re.sub(r"(?m)^(__Host-)?session=.*\n?", "", text)
    text = re.sub(r"(?i)x-request-id: \S+", "", text)
    text = re.sub(r"nonce-[\w+/=-]+|nonce=\"[^\"]*\"", "", text)
    text = re.sub(r"csrf\w*=[^;\s]+|expires=[^;]+", "", text)
    text = re.sub(r"\b[a-zA-Z0-9]{64}\b", "", text)
    for word in sorted({part for part in url.split("/") if len(part) > 3}, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def visitors(cast: Cast, troupe: Troupe) -> list[Visitor]:
    """Everybody who could knock at this trust's door."""
    found = []
    with troupe.open():
        for key, user in troupe.users.items():
            secret = troupe.things.get(f"secret_{key}", "")
            found.append(Visitor(key, cast.client(user), troupe.actor(key), secret, frozenset({troupe.canary})))
    other = cast.b if troupe is not cast.b else cast.a
    strangers = [
        ("anonymous", None, ""),
        ("stranger", cast.stranger, ""),
        ("operator", cast.operator, ""),
        ("suspended", cast.suspended, ""),
        ("chief of another trust", other.users["chief"], other.things["secret_chief"]),
        ("administrator of another trust", other.users["administrator"], other.things["secret_administrator"]),
    ]
    for key, user, secret in strangers:
        client = cast.client(user) if user else Client()
        # The account of a suspended person is closed: their sign-in counts for nothing.
        marks = frozenset({other.canary} if "another trust" in key else ())
        found.append(Visitor(key, client, None, secret, marks, is_anonymous=key in {"anonymous", "suspended"}))
    return found


def expected(route: Route, method: str, visitor: Visitor, place: Any, whose: str) -> set[int]:
    """What the permission file says about this request."""
    verb = method.partition(" ")[0]
    access = route.access
    assert access, f"{route.name} under /t/ declares no access"
    if route.name in BY_ADDRESS:
        return _by_address(method, whose)
    if visitor.actor is None:
        return _of_stranger(route, visitor)
    missing = whose in {"foreign", "random"}
    scoped = visitor.actor
    if route.in_api:
        return _of_program(route, verb, scoped, place, missing=missing)
    if missing or not may(scoped, access["read"], place):
        return {404}
    extra, _ = NARROWER.get(route.name, (set(), ""))
    if access["change"] is not None and not may(scoped, access["change"], place):
        return {403} | extra
    if verb not in {*access["methods"], *(["HEAD"] if "GET" in access["methods"] else [])}:
        return {405} | extra
    decided_inside = {403} if verb == "POST" and access["change"] is None else set()
    return FINE | extra | decided_inside


def _of_program(route: Route, verb: str, actor: Actor, place: Any, *, missing: bool) -> set[int]:
    access: Any = route.access
    extra, _ = NARROWER.get(route.name, (set(), ""))
    holds = lambda permissions, *at: any(may(actor, each, *at) for each in permissions)
    if not holds(access["read"]):
        return {404}
    if verb not in access["methods"]:
        return {405}
    change = access["changes"].get(verb)
    if change and not holds(change):
        return {403}
    if missing or not holds(access["read"], place):
        return {404} | (extra & {403} if change else set())
    if change and not holds(change, place):
        return {403} | extra
    # Nothing is sent along: neither what was seen nor a key.
    return FINE | extra | ({428} if change else set())


# Read by the secret in the address: whoever has it, signed in or not, and nobody else.
BY_ADDRESS = {"trust:calendar_feed"}


def _by_address(method: str, whose: str) -> set[int]:
    if whose in {"foreign", "random"}:
        return {404}
    return {200} if method.partition(" ")[0] in {"GET", "HEAD"} else {403, 405}


def _of_stranger(route: Route, visitor: Visitor) -> set[int]:
    if route.in_api:
        return {401}
    return {302} if visitor.is_anonymous else {404}


def asks(cast: Cast, troupe: Troupe, routes: list[Route], people: list[Visitor]) -> Iterator[Ask]:
    """Every request into this trust."""
    other = cast.b if troupe is not cast.b else cast.a
    for route in routes:
        for whose, place, url, random_url in _addresses(route, troupe, other):
            for visitor in people:
                if route.name in BY_ADDRESS:
                    visitor = replace(visitor, marks=visitor.marks | {troupe.canary})
                for method in METHODS:
                    wanted = expected(route, method, visitor, place, whose)
                    yield Ask(route, url, method, visitor, whose, wanted, random_url if visitor.actor else "")


def _addresses(route: Route, troupe: Troupe, other: Troupe) -> Iterator[tuple[str, Any, str, str]]:
    slug = troupe.trust.slug
    placed = bool(objects.PLACED & set(route.keywords))
    with troupe.open():
        own = {place: objects.words(route, troupe, place) for place in ("primary", "secondary")}
    for place in ("primary", "secondary") if placed else ("primary",):
        if (found := own[place]) is not None:
            at = troupe.things[place] if placed else None
            yield (f"own, {place}" if placed else "own", at, route.fill(trust=slug, **found), "")
    found = own["primary"]
    if not objects.names_things(route):
        return
    random_url = route.fill(trust=slug, **objects.random_words(route, found or {}))
    yield ("random", None, random_url, "")
    if found is None:
        return
    with other.open():
        theirs = objects.words(route, other, "primary")
    if theirs is not None:
        yield ("foreign", None, route.fill(trust=slug, **objects.foreign(route, other, found, theirs)), random_url)


def routes_in_trust() -> list[Route]:
    """Addresses under /t/<trust>/."""
    return [route for route in every_route() if route.in_trust]


def sample(everything: Iterable[Ask], seed: int, each: int) -> list[Ask]:
    """Some requests of each route, each kind of owner and each method; the same for the same seed."""
    chosen = Random(seed)  # noqa: S311 - a sample, not a secret
    by_route: dict[tuple[str, str], list[Ask]] = {}
    for ask in everything:
        by_route.setdefault((ask.route.name, ask.whose.partition(",")[0]), []).append(ask)
    return [ask for found in by_route.values() for ask in chosen.sample(found, min(each, len(found)))]
