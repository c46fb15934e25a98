"""A priority's page of the plan as it is read: five cards, what stands below them, and the outcomes as one table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from improvement_cycle.policies.plans import DIMENSIONS, OUTCOMES, PROBLEM, WHEN, outcome_key, outcome_words
from improvement_cycle.presenters.documents import FieldShown
from improvement_cycle.presenters.field_tables import Table
from trust.policies.contents import Field

# Of each card: its heading where it is not that of its field, what it asks, its field, and what stands apart in it.
CARDS = (
    ("", "Why is something needed?", PROBLEM, "known_by"),
    ("", "What will be done, exactly as agreed?", "ingredients", "will_stop"),
    ("", "How are people prepared and helped?", "activities", ""),
    (OUTCOMES, "How will we know that it is happening well?", "", ""),
    ("", "What will be different for pupils?", "final", ""),
)
OUTCOME_KEYS = tuple(outcome_key(dimension, when) for dimension, _, _ in DIMENSIONS for when, _ in WHEN)


@dataclass(frozen=True)
class Card:
    """One of the five. `apart`: what stands apart in it, such as what will stop."""

    number: int
    title: str
    asks: str
    field: FieldShown | None
    apart: FieldShown | None = None
    stops: bool = False
    outcomes: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()  # by dimension: when, and what


@dataclass(frozen=True)
class LogicModel:
    """What a page says in cards, and the fields that stand below them."""

    cards: Sequence[Card]
    below: Sequence[FieldShown]


def logic_model(fields: Sequence[FieldShown]) -> LogicModel | None:
    """The page of a priority in five cards; None for one that is no priority's, such as that of the whole plan."""
    by_key = {each.field.key: each for each in fields}
    if PROBLEM not in by_key:
        return None
    cards = [
        Card(
            number=number,
            title=title or by_key[key].field.label,
            asks=asks,
            field=by_key.get(key),
            apart=by_key.get(apart),
            stops=apart == "will_stop",
            outcomes=_outcomes(by_key.get(each) for each in OUTCOME_KEYS) if title == OUTCOMES else (),
        )
        for number, (title, asks, key, apart) in enumerate(CARDS, start=1)
    ]
    in_cards = {*OUTCOME_KEYS, *(key for _, _, *keys in CARDS for key in keys)}
    below = [each for each in fields if each.field.key not in in_cards]
    return LogicModel(cards, [each for each in below if each.value or each.field.kind == "ticks"])


def with_table(fields: Sequence[FieldShown]) -> list[FieldShown]:
    """The fields as they are printed: implementation outcomes as one table, dimensions down and times across."""
    made: list[FieldShown] = []
    outcomes = [each for each in fields if each.field.key in OUTCOME_KEYS]
    for each in fields:
        if each.field.key not in OUTCOME_KEYS:
            made.append(each)
        elif each is outcomes[0]:
            made.append(_table(outcomes))
    return made


def _table(outcomes: Sequence[FieldShown]) -> FieldShown:
    told = [(*outcome_words(each.field.label), str(each.value or "")) for each in outcomes]
    times = tuple(dict.fromkeys(when for _, when, _ in told))
    said = {(dimension, when): text for dimension, when, text in told}
    rows = tuple(
        (dimension, tuple(said.get((dimension, when), "") for when in times))
        for dimension in dict.fromkeys(dimension for dimension, _, _ in told)
    )
    table = Table(times, rows) if any(text for _, _, text in told) else None
    return replace(outcomes[0], field=Field("outcomes", OUTCOMES, "table"), value=table)


def _outcomes(fields: Iterable[FieldShown | None]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What was written, by dimension; those of which nothing was said are left out."""
    made: dict[str, list[tuple[str, str]]] = {}
    for each in fields:
        if each is not None and each.value:
            dimension, when = outcome_words(each.field.label)
            made.setdefault(dimension, []).append((when, str(each.value)))
    return list(made.items())
