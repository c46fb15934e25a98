"""What a board pack may hold, and which questions its figures give rise to. A question is never a judgement."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from trust.policies.wording import count


class PackPage(StrEnum):
    """What can be chosen, in the order in which it stands."""

    MATRIX = "matrix"
    MOVES = "moves"
    AREAS = "areas"
    ACADEMIES = "academies"
    OVERDUE = "overdue"
    PROMISED = "promised"
    QUESTIONS = "questions"


LABELS = {
    PackPage.MATRIX: "The matrix",
    PackPage.MOVES: "Who needs more or less support than last year",
    PackPage.AREAS: "Areas needing most support",
    PackPage.ACADEMIES: "Academies that need more than universal support, a page each",
    PackPage.OVERDUE: "What academies have overdue",
    PackPage.PROMISED: "Promised against delivered",
    PackPage.QUESTIONS: "Questions for trustees",
}
MOST_QUESTIONS, LONGEST_QUESTION = 20, 300


def pages_in_order(chosen: Sequence[str]) -> list[str]:
    """Those of them that there are, each once and in their order."""
    return [each.value for each in PackPage if each.value in chosen]


def needs_a_page(row: Mapping[str, Any]) -> bool:
    """Whether an academy has a page of its own: those above the first category."""
    return bool(row["category"]) and int(row["category"]["number"]) > 1


def groups_to_tell(sizes: Mapping[int, int]) -> list[int]:
    """The categories whose sums may stand beside those of the whole, most support first.

    The line of one academy would be its figures, and so would the whole less all the other lines: where only one
    academy is left out, the smallest of the other categories is left out with it.
    """
    told = sorted((number for number, size in sizes.items() if size > 1), reverse=True)
    if sum(size for number, size in sizes.items() if number not in told) == 1 and told:
        told.remove(min(told, key=lambda number: sizes[number]))
    return told


def suggested(content: Mapping[str, Any]) -> list[str]:
    """Questions that the figures of a pack give rise to, most pressing first; each asks, none says how good it is."""
    found = []
    for row in content["matrix"]["rows"]:
        if row["category_movement"] == "more":
            found.append(f"What has changed for {row['name']}, and how will trustees know that its support works?")
    serious = [area for area in content["matrix"]["weak_areas"] if area["serious"] or area["some"]]
    if serious:
        label = {each["key"]: each["short_label"] for each in content["matrix"]["columns"]}[serious[0]["column"]]
        found.append(f"What does the trust do for all academies about {label}, beside the support of each?")
    whole = content["promised"].get("whole") if content["promised"] else None
    late, missed = (whole["trust"][word] if whole else 0 for word in ("late", "missed"))
    if late:
        noun = "promise" if late == 1 else "promises"
        found.append(f"What stands in the way of the {count(late)} {noun} of the trust that {_are(late)} late?")
    if missed:
        noun = "promise" if missed == 1 else "promises"
        found.append(f"What came instead of the {count(missed)} {noun} of the trust that {_were(missed)} missed?")
    if content["overdue"]:
        number = len(content["overdue"])
        noun = "thing that is" if number == 1 else "things that are"
        found.append(f"What helps academies with the {count(number)} {noun} overdue?")
    for row in content["matrix"]["rows"]:
        if row["category_movement"] == "less":
            found.append(f"What of the support for {row['name']} made the difference, and who else could use it?")
    return found[:MOST_QUESTIONS]


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
