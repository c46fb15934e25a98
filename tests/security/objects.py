"""What stands in the addresses of the crawl: for each keyword of a pattern, a thing of a trust.

A new keyword in a URL must be registered here, or the crawl fails: nobody can forget a thing that could be foreign.
A maker gets the trust's troupe and which academy's thing is wanted ("primary" or "secondary"), and answers the word of
the address; None where this trust has no such thing.
"""

from collections.abc import Callable
from typing import Any

from django.urls.converters import UUIDConverter

from academies.models import SchoolFigure
from improvement_cycle.models import Evidence, KeyArea
from improvement_cycle.workflow import REVIEWS
from tests.cast import Cast, Troupe
from tests.security.routes import Route
from trust.ids import uuid7
from trust.models import Delegation, Due, Invitation, ReminderPause, Report, SchoolYear, WordImport

Maker = Callable[[Troupe, str], Any]

# Keywords of things inside a trust.
MAKERS: dict[str, Maker] = {
    "academy": lambda troupe, place: troupe.things[place].slug,
    "academy_id": lambda troupe, place: troupe.things[place].id,
    "appointment": lambda troupe, place: _id(troupe.things.get(f"appointment_{place}")),
    "check": lambda troupe, place: _id(troupe.things.get(f"check_{place}")),
    "commitment": lambda troupe, place: _id(troupe.things.get(f"commitment_{place}")),
    "cycle_id": lambda troupe, _: _id(troupe.things.get("cycle")),
    "deadline": lambda troupe, place: _id(troupe.things.get(f"day_{place}")),
    "delegation": lambda _troupe, _: _first(Delegation),
    "evidence": lambda troupe, place: _first_evidence(troupe.things.get(f"row_{place}")),
    "follow_up": lambda troupe, place: _id(troupe.things.get(f"follow_up_{place}")),
    "file": lambda troupe, _: _id(troupe.things.get("file")),
    "invitation": lambda _troupe, _: _first(Invitation),
    "mail": lambda troupe, _: _id(troupe.things.get("reminder_mail")),
    "meeting": lambda troupe, place: _id(troupe.things.get(f"meeting_{place}")),
    "model": lambda troupe, _: _id(troupe.things["model"]),
    "pack": lambda troupe, _: _id(troupe.things.get("pack")),
    "pause": lambda _troupe, _: _first(ReminderPause),
    "person": lambda troupe, _: _id(troupe.members.get("officer") or troupe.members["cluster_lead"]),
    "priority": lambda troupe, place: _id(troupe.things.get(f"priority_{place}")),
    "promise": lambda troupe, place: _id(troupe.things.get(f"promise_{place}")),
    "point": lambda troupe, place: _id(troupe.things.get(f"point_{place}")),
    "report": lambda _troupe, _: _first(Report),
    "week": lambda troupe, place: _id(troupe.things.get(f"week_{place}")),
    "visit": lambda troupe, place: _id(troupe.things.get(f"visit_{place}")),
    "waiting": lambda troupe, place: _id(troupe.things.get(f"row_import_{place}")),
    "taken": lambda _troupe, _: _first(WordImport),
    "taking": lambda troupe, _: _id(troupe.things.get("taking")),
    "trust_meeting": lambda troupe, _: _id(troupe.things.get("trust_meeting")),
    "token": lambda troupe, _: _id(troupe.things[f"token_{next(iter(troupe.members))}"]),
}
# The same keyword may mean another thing in one place.
OF_ROUTE: dict[tuple[str, str], Maker] = {
    ("trust:calendar_feed", "key"): lambda troupe, _: troupe.things["feed_key"],
    ("api-academy", "pk"): MAKERS["academy_id"],
    ("api-evidence-one", "pk"): MAKERS["evidence"],
    ("api-figure", "pk"): lambda troupe, place: _id(SchoolFigure.objects.filter(academy=troupe.things[place]).first()),
    ("improvement_cycle:model_add", "model"): lambda troupe, _: _id(troupe.things["draft"]),
    ("improvement_cycle:model_piece", "row"): lambda troupe, _: _area(troupe),
    ("improvement_cycle:model_move", "row"): lambda troupe, _: _area(troupe),
    ("improvement_cycle:model_remove", "row"): lambda troupe, _: _area(troupe),
}
for _name in (
    "model_edit",
    "model_words",
    "model_texts",
    "model_piece",
    "model_move",
    "model_remove",
    "model_publish",
    "model_discard",
):
    OF_ROUTE[f"improvement_cycle:{_name}", "model"] = lambda troupe, _: _id(troupe.things["draft"])

for _name in ("", "_change", "_end", "_open", "_away"):
    OF_ROUTE[f"improvement_cycle:trust_priority{_name}", "priority"] = lambda troupe, _: _id(
        troupe.things.get("trust_priority")
    )

for _name in ("", "-absent", "-agree", "-deliver", "-put-in", "-reopen", "-take-out", "-withdraw"):
    OF_ROUTE[f"api-priority{_name}", "pk"] = MAKERS["priority"]

for _name in ("", "-record"):
    OF_ROUTE[f"api-promise{_name}", "pk"] = MAKERS["promise"]

for _name in ("", "-begin", "-submit", "-return", "-approve", "-reopen", "-section", "-version"):
    for _kind in ("sef", "plan"):
        OF_ROUTE[f"api-{_kind}{_name}", "pk"] = lambda troupe, place: _id(troupe.things.get(f"row_{place}"))

for _name in ("s", "", "-tell", "-close", "-open"):
    OF_ROUTE[f"api-plan-row{_name}", "pk"] = OF_ROUTE["api-plan", "pk"]
    OF_ROUTE[f"api-plan-row{_name}", "row"] = lambda troupe, place: _id(troupe.things.get(f"action_{place}"))

for _name in ("plan_row", "plan_row_stands", "plan_tell"):
    OF_ROUTE[f"improvement_cycle:{_name}", "row"] = lambda troupe, place: _id(troupe.things.get(f"action_{place}"))
for _name in ("rapid_row", "rapid_row_stands", "rapid_tell"):
    OF_ROUTE[f"improvement_cycle:{_name}", "row"] = lambda troupe, place: _id(troupe.things.get(f"rapid_{place}"))
OF_ROUTE["improvement_cycle:rapid_rows_check", "waiting"] = lambda _troupe, _: uuid7()
for _name in (
    "plan_row",
    "plan_row_add",
    "plan_row_stands",
    "plan_rows_import",
    "plan_rows_check",
    "plan_series",
    "plan_tell",
    "plan_progress_of",
):
    OF_ROUTE[f"improvement_cycle:{_name}", "section"] = lambda troupe, place: troupe.things.get(f"page_{place}")

for _name in ("", "-held"):
    OF_ROUTE[f"api-visit{_name}", "pk"] = MAKERS["visit"]

# Words that name nothing of a trust: a kind, a preset, a column. They stay the same whoever asks.
WORDS: dict[tuple[str, str], str] = {
    ("trust:year_preset", "key"): "2026",
    ("improvement_cycle:model_preset", "key"): "four_point",
    ("improvement_cycle:plan_version", "number"): "1",
    ("improvement_cycle:plan_report", "number"): "1",
    ("improvement_cycle:plan_version_comment", "number"): "1",
    ("improvement_cycle:plan_compare", "number"): "1",
    ("improvement_cycle:plan_compare", "other"): "1",
    ("improvement_cycle:plan_here", "section"): "overview",
    ("improvement_cycle:plan_row", "rows"): "actions",
    ("improvement_cycle:plan_row_add", "rows"): "actions",
    ("improvement_cycle:plan_row_stands", "rows"): "actions",
    ("improvement_cycle:plan_tell", "rows"): "actions",
    ("improvement_cycle:plan_section", "section"): "overview",
    ("improvement_cycle:plan_earlier", "section"): "overview",
    ("improvement_cycle:plan_comment", "section"): "overview",
    ("improvement_cycle:plan_writers", "section"): "overview",
    ("improvement_cycle:rapid_version", "number"): "1",
    ("improvement_cycle:rapid_report", "number"): "1",
    ("improvement_cycle:rapid_version_comment", "number"): "1",
    ("improvement_cycle:rapid_compare", "number"): "1",
    ("improvement_cycle:rapid_compare", "other"): "1",
    ("improvement_cycle:rapid_here", "section"): "overview",
    ("improvement_cycle:rapid_row", "rows"): "actions",
    ("improvement_cycle:rapid_row_add", "rows"): "actions",
    ("improvement_cycle:rapid_row_stands", "rows"): "actions",
    ("improvement_cycle:rapid_tell", "rows"): "actions",
    ("improvement_cycle:rapid_section", "section"): "overview",
    ("improvement_cycle:rapid_earlier", "section"): "overview",
    ("improvement_cycle:rapid_comment", "section"): "overview",
    ("improvement_cycle:rapid_writers", "section"): "overview",
    ("improvement_cycle:rapid_row", "section"): "change-1",
    ("improvement_cycle:rapid_row_add", "section"): "change-1",
    ("improvement_cycle:rapid_row_stands", "section"): "change-1",
    ("improvement_cycle:rapid_rows_import", "section"): "change-1",
    ("improvement_cycle:rapid_rows_check", "section"): "change-1",
    ("improvement_cycle:rapid_series", "section"): "change-1",
    ("improvement_cycle:rapid_tell", "section"): "change-1",
    ("improvement_cycle:rapid_progress_of", "section"): "change-1",
    ("improvement_cycle:sef_version", "number"): "1",
    ("improvement_cycle:sef_report", "number"): "1",
    ("improvement_cycle:sef_version_comment", "number"): "1",
    ("improvement_cycle:sef_compare", "number"): "1",
    ("improvement_cycle:sef_compare", "other"): "1",
    ("improvement_cycle:sef_here", "section"): "leadership",
    ("improvement_cycle:sef_section", "section"): "leadership",
    ("improvement_cycle:sef_earlier", "section"): "leadership",
    ("improvement_cycle:sef_evidence", "section"): "leadership",
    ("improvement_cycle:sef_comment", "section"): "leadership",
    ("improvement_cycle:sef_figures", "section"): "context",
    ("improvement_cycle:sef_writers", "section"): "leadership",
    ("api-judgement", "column"): "quality_of_education",
    ("api-judgement", "view"): "agreed",
    ("api-plan-section", "section"): "overview",
    ("api-plan-version", "number"): "1",
    **{(f"api-plan-row{_name}", "rows"): "actions" for _name in ("s", "", "-tell", "-close", "-open")},
    ("api-sef-section", "section"): "leadership",
    ("api-sef-version", "number"): "1",
    ("improvement_cycle:cell", "column"): "quality_of_education",
    ("improvement_cycle:figures_changed", "column"): "quality_of_education",
    ("improvement_cycle:model_texts", "part"): "values",
    ("improvement_cycle:model_add", "piece"): "area",
    ("improvement_cycle:model_piece", "piece"): "area",
    ("improvement_cycle:model_move", "piece"): "area",
    ("improvement_cycle:model_remove", "piece"): "area",
}
for _kind in REVIEWS.values():
    for _name in ("version", "report", "version_comment", "compare"):
        WORDS[f"improvement_cycle:{_kind}_{_name}", "number"] = "1"
    WORDS[f"improvement_cycle:{_kind}_compare", "other"] = "1"
    for _name in ("here", "section", "earlier", "comment", "writers"):
        WORDS[f"improvement_cycle:{_kind}_{_name}", "section"] = "overall"
# Addresses that stand at an academy: the permission is asked there.
PLACED = {"academy", "academy_id", "pk"}


def _id(row: Any) -> Any:
    return row.id if row is not None else None


def _first(model: Any) -> Any:
    return _id(model.objects.order_by("id").first())


def _first_evidence(row: Any) -> Any:
    return _id(Evidence.objects.filter(academy_cycle=row).order_by("at").first()) if row else None


def _area(troupe: Troupe) -> Any:
    return _id(KeyArea.objects.filter(model_id=troupe.things["draft"].id).first())


def _year(converter: Any, troupe: Troupe) -> Any:
    if isinstance(converter, UUIDConverter):
        return _first(SchoolYear)
    # A partnership has no matrix, so no year of it either.
    return troupe.things["cycle"].school_year.key if "cycle" in troupe.things else None


def words(route: Route, troupe: Troupe, place: str) -> dict[str, Any] | None:
    """The keywords of this address for things of this trust (which must be open); None where it lacks one."""
    found: dict[str, Any] = {}
    for name, converter in route.converters:
        if (route.name, name) in WORDS:
            found[name] = WORDS[route.name, name]
        elif name == "year":
            found[name] = _year(converter, troupe)
        else:
            maker = OF_ROUTE.get((route.name, name)) or MAKERS.get(name)
            assert maker, f"register the keyword {name!r} of {route.name} in tests/security/objects.py"
            found[name] = maker(troupe, place)
    return None if None in found.values() else found


def names_things(route: Route) -> bool:
    """Whether anything in the address could be another trust's."""
    return any((route.name, name) not in WORDS for name in route.keywords)


def foreign(route: Route, other: Troupe, own: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """An address whose last thing is another trust's. A year that only the other trust has is foreign too."""
    if set(route.keywords) <= {"year"} and not isinstance(dict(route.converters)["year"], UUIDConverter):
        return {**own, "year": str(other.things["lonely_year"])}
    shared = {name for name, kind in route.converters if name == "year" and not isinstance(kind, UUIDConverter)}
    return {**own, **{name: word for name, word in theirs.items() if name not in shared}}


def random_words(route: Route, own: dict[str, Any]) -> dict[str, Any]:
    """An address whose things nobody has."""
    made = dict(own)
    for name, converter in route.converters:
        if (route.name, name) in WORDS:
            made[name] = WORDS[route.name, name]
        elif isinstance(converter, UUIDConverter):
            made[name] = uuid7()
        elif name != "year":
            made[name] = "nothing-of-the-kind"
        elif set(route.keywords) <= {"year"} or name not in own:
            made[name] = "2039"
    return made


# Addresses outside a trust.
def outside(route: Route, cast: Cast) -> dict[str, Any]:
    """Keywords of an address outside every trust."""
    made: dict[str, Any] = {
        "slug": cast.a.trust.slug,
        "token": "no-such-token",
        "user_id": cast.a.users["chief"].id,
        "mail_id": uuid7(),
        "trust_id": cast.a.trust.id,
        "work_id": getattr(Due.objects.first(), "id", None) or uuid7(),
        "key": "loads",
        "guide": "director",
        "pk": 1,
        "uidb36": "1",
    }
    for name in route.keywords:
        assert name in made, f"register the keyword {name!r} of {route.name} in tests/security/objects.py"
    return {name: made[name] for name in route.keywords}
