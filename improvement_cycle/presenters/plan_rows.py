"""Rows of a plan as its pages show them: in short beside the text, in full where one sees how it goes."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from improvement_cycle.document_pages import pages_of
from improvement_cycle.enums import Progress, TermOfYear
from improvement_cycle.models import Milestone, Objective, PlanAction, PlanRow
from improvement_cycle.policies.plan_rows import KINDS, PROGRESS_MEANS, RowKind, in_words
from improvement_cycle.policies.plans import number_of
from improvement_cycle.policies.reviews import LOOKS
from improvement_cycle.policies.timeline import HalfTerm, half_term_of, is_within, place_of
from improvement_cycle.queries import plans
from improvement_cycle.queries.document_rows import row_of
from improvement_cycle.queries.plan_rows import PageRows, kinds_beside, rows_of, training_of
from trust.actors import Actor
from trust.models import Section
from trust.policies.contents import Part
from trust.policies.wording import count, pounds

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Going:
    """How something goes, in word, mark and colour."""

    key: str
    word: str
    shape: str
    tone: str
    means: str


def going(state: str) -> Going:
    """The word of this state."""
    shape, tone = LOOKS[Progress(state)]
    return Going(state, str(Progress(state).label), shape, tone, PROGRESS_MEANS[Progress(state)])


MEANINGS = tuple(going(each) for each in PROGRESS_MEANS)


@dataclass(frozen=True)
class Line:
    """A row in short: what it says, and under it the rest."""

    row: PlanRow
    label: str  # 2.1, a
    under: Sequence[str]

    @property
    def to_confirm(self) -> bool:
        """It came from an earlier year, and nobody has said that it stands."""
        return bool(getattr(self.row, "to_confirm", False))

    @property
    def day_to_set(self) -> bool:
        """Its day lay there too."""
        return bool(getattr(self.row, "day_to_set", False))


@dataclass(frozen=True)
class Rows:
    """One kind of rows in short."""

    kind: RowKind
    lines: Sequence[Line]
    sum: str = ""


def in_short(
    found: PageRows, training: Mapping[str, str], number: int, kinds: Sequence[RowKind] = tuple(KINDS.values())
) -> list[Rows]:
    """All kinds of rows beside a page, whether there are any or none."""
    made = []
    for kind in kinds:
        key = kind.key
        lines = [
            Line(row, label_of(row, place, number), _under(kind, row, training))
            for place, row in enumerate(found.of(key))
        ]
        total = f"{pounds(found.cost)} in all" if key == "actions" and found.cost else ""
        made.append(Rows(kind, lines, total))
    return made


def label_of(row: PlanRow, place: int, number: int) -> str:
    """What a row is called among its like: 2.1 for an objective, a letter for an action."""
    if isinstance(row, Objective):
        return f"{number}.{row.number}" if number else str(row.number)
    if isinstance(row, PlanAction):
        return (
            LETTERS[place]
            if place < len(LETTERS)
            else f"{LETTERS[place // len(LETTERS) - 1]}{LETTERS[place % len(LETTERS)]}"
        )
    return ""


def _under(kind: RowKind, row: PlanRow, training: Mapping[str, str]) -> list[str]:
    if isinstance(row, Objective):
        targets = [getattr(row, f"target_{term.value}") for term in TermOfYear]
        steps = ", ".join(
            f"{term.label.lower()} {target}" for term, target in zip(TermOfYear, targets, strict=True) if target
        )
        said = [row.measure, f"From {row.baseline}" if row.baseline else "", f"Targets: {steps}" if steps else ""]
    elif isinstance(row, PlanAction):
        said = [
            lead_of(row),
            f"With {row.supporter}" if row.supporter else "",
            "Day to be set" if row.day_to_set else days_of(row),
            pounds(row.cost) if row.cost is not None else "",
            training.get(row.training, row.training),
        ]
    elif isinstance(row, Milestone):
        said = [in_words(kind.field("half_term"), row.half_term)]
    else:
        said = [in_words(field, getattr(row, field.key)) for field in kind.planned if field.key != "text"]
    closed = [f"Closed: {row.closed_why}"] if isinstance(row, Objective | PlanAction) and row.is_closed else []
    return [each for each in [*closed, *said] if each]


def lead_of(action: PlanAction) -> str:
    """Who leads it; who is to be replaced says so. Of rows as `rows_of_pages` reads them."""
    if action.lead is None:
        return action.lead_name
    return action.lead.name if action.lead_is_here else f"{action.lead.name} (no longer here)"


def days_of(action: PlanAction) -> str:
    """4 January to 26 March; or only the last day."""
    last = f"{action.ends_on:%-d %B}"
    return f"{action.starts_on:%-d %B} to {last}" if action.starts_on else f"By {last}"


@dataclass(frozen=True)
class TermCell:
    """An objective in one term: what was reached, and the target beside it."""

    term: str
    actual: str
    target: str
    met: str  # yes, no, or empty
    is_now: bool

    @property
    def words(self) -> str:
        """Target 50%, met."""
        if not self.target:
            return {"yes": "Target met", "no": "Target not met"}.get(self.met, "")
        return f"Target {self.target}" + {"yes": ", met", "no": ", not met"}.get(self.met, "")


@dataclass(frozen=True)
class ObjectiveShown:
    """One line of the table of objectives."""

    row: Objective
    label: str
    terms: Sequence[TermCell]
    history: Sequence[tuple[str, Going]]  # by term, as the reviews said

    @property
    def going(self) -> Going | None:
        """By the last review."""
        return self.history[-1][1] if self.history else None

    @property
    def before(self) -> Sequence[tuple[str, Going]]:
        """What earlier reviews said; of a closed one what all of them said."""
        return self.history if self.row.is_closed else self.history[:-1]


@dataclass(frozen=True)
class ActionShown:
    """One line of the table of actions, and where it stands on the timeline: first, last, and as far as today."""

    row: PlanAction
    label: str
    lead: str
    days: str
    late: str
    cost: str
    going: Going
    first: int = 0
    last: int = 0
    used: int = 0
    may_tell: bool = False
    tells_at: str = ""  # the name of the page on which it is told, in a list over several plans


@dataclass(frozen=True)
class MilestoneShown:
    """A milestone in its half term."""

    row: Milestone
    going: Going


@dataclass(frozen=True)
class Timeline:
    """The year in half terms, with today."""

    halves: Sequence[HalfTerm]
    today: int  # its place; none outside the year
    actions: Sequence[ActionShown]
    milestones: Sequence[tuple[HalfTerm, Sequence[MilestoneShown]]]


@dataclass(frozen=True)
class PageShown:
    """How one page of a plan goes, in full."""

    objectives: Sequence[ObjectiveShown]
    actions: Sequence[ActionShown]
    milestones: Sequence[MilestoneShown]
    rows: PageRows
    timeline: Timeline | None
    cost: str
    spent: str
    sentence: str


def in_full(
    found: PageRows,
    number: int,
    terms: Sequence[HalfTerm],
    today: dt.date,
    *,
    states: Mapping[UUID, Mapping[str, str]] | None = None,
    tells: frozenset[object] = frozenset(),
) -> PageShown:
    """One page. `states`: how each objective went by the reviews, by id and term; `tells`: ids of actions."""
    now = half_term_of(today, terms)
    term_now = (now.number - 1) // 2 if now and is_within(today, terms) else None
    objectives = [
        ObjectiveShown(
            row,
            label_of(row, place, number),
            [
                TermCell(
                    str(term.label),
                    getattr(row, f"actual_{term.value}"),
                    getattr(row, f"target_{term.value}"),
                    getattr(row, f"met_{term.value}"),
                    index == term_now,
                )
                for index, term in enumerate(TermOfYear)
            ],
            [
                (str(term.label), going(said[term.value]))
                for said in [(states or {}).get(row.id, {})]
                for term in TermOfYear
                if term.value in said
            ],
        )
        for place, row in enumerate(found.objectives)
    ]
    actions = [
        _action(row, label_of(row, place, number), terms, today, tells) for place, row in enumerate(found.actions)
    ]
    milestones = [MilestoneShown(row, going(row.state)) for row in found.milestones]
    return PageShown(
        objectives,
        actions,
        milestones,
        found,
        _timeline(actions, milestones, terms, today),
        pounds(found.cost) if found.cost else "",
        pounds(found.spent) if found.spent else "",
        sentence(found, today),
    )


def _action(
    row: PlanAction, label: str, terms: Sequence[HalfTerm], today: dt.date, tells: frozenset[object]
) -> ActionShown:
    first = last = used = 0
    if terms:
        first, last = place_of(row.starts_on or row.ends_on, terms), place_of(row.ends_on, terms)
        if row.state != Progress.COMPLETE and today >= (row.starts_on or row.ends_on):
            # As far as the line of today, which stands where its place begins; it is none on the first of them.
            passed = place_of(today, terms) - 1 if today <= row.ends_on else last
            used = min(passed, last) if passed >= first else 0
    return ActionShown(
        row,
        label,
        lead_of(row),
        days_of(row),
        late_words(row, today),
        pounds(row.cost) if row.cost is not None else "",
        going(row.state),
        first,
        last,
        used,
        row.id in tells,
    )


def _timeline(
    actions: Sequence[ActionShown], milestones: Sequence[MilestoneShown], terms: Sequence[HalfTerm], today: dt.date
) -> Timeline | None:
    if not terms or not (actions or milestones):
        return None
    return Timeline(
        terms,
        place_of(today, terms) if is_within(today, terms) else 0,
        [each for each in actions if not each.row.is_closed],
        [(half, [each for each in milestones if each.row.half_term == half.number]) for half in terms],
    )


def late_words(action: PlanAction, today: dt.date) -> str:
    """5 days late; nothing where it is not."""
    if action.is_closed or action.done_on is not None or action.ends_on >= today:
        return ""
    days = (today - action.ends_on).days
    return f"{days} day{'' if days == 1 else 's'} late"


def sentence(found: PageRows, today: dt.date) -> str:
    """What to see first: how many actions are done, and how many are late."""
    actions = found.open_actions
    if not actions:
        return "No actions yet"
    done = sum(each.done_on is not None for each in actions)
    late = len(found.late(today))
    said = f"{done} of {len(actions)} actions complete"
    return f"{said}, {count(late)} late" if late else said


def listed(actions: Sequence[PlanAction], today: dt.date) -> list[ActionShown]:
    """Actions of several plans, without a timeline."""
    return [
        replace(_action(row, "", (), today, frozenset()), tells_at=pages_of(row.section.document.kind).at["tell"])
        for row in actions
    ]


@dataclass(frozen=True)
class PagesLine:
    """One page of the plan in the overview of how it goes."""

    key: str
    number: int
    title: str
    sentence: str
    late: int
    cost: str
    spent: str
    going: Sequence[tuple[Going, int]]  # how many actions go how


@dataclass(frozen=True)
class PersonLine:
    """Who leads what: actions with the page they stand on, those that are late first."""

    name: str
    actions: Sequence[tuple[str, ActionShown]]


def whole_plan(sections: Sequence[Section], rows: Mapping[UUID, PageRows], today: dt.date) -> dict[str, object]:
    """How the whole plan goes: its pages, its people, and what it costs."""
    lines, people = [], dict[str, list[tuple[str, ActionShown]]]()
    for section in sections:
        found = rows[section.id]
        counted = Counter(each.state for each in found.open_actions)
        lines.append(
            PagesLine(
                section.key,
                number_of(section.key),
                section.title,
                sentence(found, today),
                len(found.late(today)),
                pounds(found.cost) if found.cost else "",
                pounds(found.spent) if found.spent else "",
                [(going(state), counted[state]) for state in PROGRESS_MEANS if counted[state]],
            )
        )
        for place, row in enumerate(found.actions):
            if not row.is_closed:
                label = label_of(row, place, number_of(section.key))
                people.setdefault(lead_of(row), []).append((section.key, _action(row, label, (), today, frozenset())))
    cost, spent = (sum((getattr(rows[each.id], what) for each in sections), Decimal(0)) for what in ("cost", "spent"))
    return {
        "lines_of_plan": lines,
        "people": [
            PersonLine(name, sorted(found, key=lambda each: (each[1].row.done_on is not None, each[1].row.ends_on)))
            for name, found in sorted(people.items())
        ],
        "cost": pounds(cost) if cost else "",
        "spent": pounds(spent) if spent else "",
        "late": sum(line.late for line in lines),
    }


def of_section(actor: Actor, section: Section, part: Part) -> Mapping[str, Any]:
    """What stands around a page of the plan: the priority it answers, and its rows in short."""
    found = dict(plans.of_section(actor, section, part))
    if part.is_numbered:
        training = training_of(row_of(section.document))
        kinds = kinds_beside(section.document.kind)
        found["still"] = plans.why_page_still(section)
        found["rows_beside"] = in_short(rows_of(section), training, number_of(section.key), kinds)
    return found
