"""Years, judgements and current status of an invented trust. The past is written as it would stand today."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from academies.models import Academy
from config.example.people import actor_of
from improvement_cycle import workflow
from improvement_cycle.actions import cycles, improvement_models, snapshots
from improvement_cycle.enums import AgreementKind, CycleState, ModelState, Party, RowState, View
from improvement_cycle.models import (
    AcademyCycle,
    CurrentStatus,
    Cycle,
    Evidence,
    EvidenceArea,
    Grade,
    ImprovementModel,
    Judgement,
    JudgementEvidence,
    MatrixColumn,
    RowAgreement,
    StatusCategory,
)
from improvement_cycle.presets import preset
from trust.models import Activity, Membership, SchoolYear, Term, Trust

# Month, day of start, break and end of each term; the break may be moved by a trust.
TERMS = [
    ("Autumn", (9, 1), (10, 26), (10, 30), (12, 18)),
    ("Spring", (1, 4), (2, 15), (2, 19), (3, 25)),
    ("Summer", (4, 12), (5, 31), (6, 4), (7, 21)),
]
NONE = {"-", "."}
DEFAULT_REASON = "All three looked at the same evidence and came to the same view."
EVIDENCE = {
    "annual_results": ("Results of summer {year}, with three years before", "The figures as published, provisional."),
    "classroom_observation": ("Visits to lessons, autumn {year}", "Twelve short visits over two days, no staff named."),
    "parent_survey": ("Parents' survey, June {year}", "Answered by four families in ten."),
}


@dataclass
class _Year:
    """What the rows of one year need at hand."""

    said: dict[str, Any]
    year: int
    cycle: Cycle
    columns: dict[str, MatrixColumn]
    grades: dict[tuple[Any, str], Grade]
    categories: dict[int, StatusCategory]
    members: dict[str, Membership]
    lines: list[Activity] = field(default_factory=list)

    def tell(self, person: Membership | None, at: dt.datetime, sentence: str, **line: Any) -> None:
        """A line of the feed as the action would have written it on that day."""
        who = {"by_membership": person and person.pk, "by_name": person.name if person else "Example"}
        self.lines.append(Activity(sentence=sentence, at=at, **who, **line))

    def at(self, day: dt.date | None = None, hour: int = 11) -> dt.datetime:
        day = day or dt.date(self.year, 11, 6)
        return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 40)))

    def party(self, party: str, academy: dict[str, Any], staff: dict[str, Membership]) -> Membership | None:
        if party == Party.HEAD:
            return staff.get("head")
        if party == Party.CHIEF_EXECUTIVE:
            return self.members["chief"]
        key = "primary" if academy["phase"] == "primary" else "secondary"
        return self.members.get(key) or self.members["director"]


def build_years(
    trust: Trust,
    said: dict[str, Any],
    members: dict[str, Membership],
    academies: dict[str, tuple[Academy, dict[str, Membership]]],
) -> None:
    """A published model, one cycle each year, all but the last closed."""
    model = _model(members["administrator"], said)
    columns = {column.key: column for column in MatrixColumn.objects.filter(model=model)}
    grades = {(grade.scale_id, grade.key): grade for grade in Grade.objects.filter(scale__model=model)}
    categories = {category.number: category for category in StatusCategory.objects.filter(model=model)}
    for number in said["years"]:
        year = school_year(number)
        cycle = Cycle.objects.create(school_year=year, model=model)
        at_hand = _Year(said, number, cycle, columns, grades, categories, members)
        chief = members["chief"]
        about = {"kind": workflow.CYCLE.kind, "subject_id": cycle.id}
        opened = f"opened {year.label} with version {model.number} of the improvement model"
        at_hand.tell(chief, at_hand.at(year.starts_on, 8), opened, verb="open", **about)
        for academy in said["academies"]:
            if number in academy.get("years", {}):
                _row(at_hand, academy, *academies[academy["key"]])
        if number != said["years"][-1]:
            closed_at = at_hand.at(dt.date(number + 1, 8, 31))
            Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.CLOSED, closed_at=closed_at)
            sentence = workflow.CYCLE.find("close").sentence.format(year=year.label)
            at_hand.tell(chief, closed_at, sentence, verb="close", to_state=CycleState.CLOSED, **about)
        Activity.objects.bulk_create(at_hand.lines)
    _due(trust, said, members)


def _due(trust: Trust, said: dict[str, Any], members: dict[str, Membership]) -> None:
    """Until when what is due this year: in days from the day on which the example is made, inside the year."""
    cycle = Cycle.objects.select_related("school_year").get(school_year__starts_on__year=said["years"][-1])
    year, today = cycle.school_year, timezone.localdate()
    dates = {
        f"{what}_due_on": min(max(today + dt.timedelta(days=days), year.starts_on), year.ends_on)
        for what, days in said.get("due", {}).items()
    }
    cycles.set_dates(actor=actor_of(trust, members["administrator"]), cycle_id=cycle.id, dates=dates)


def _model(member: Membership, said: dict[str, Any]) -> ImprovementModel:
    """Begun and published by this person in the summer before the first year that uses it."""
    chosen = preset(said["preset"])
    assert chosen is not None
    begun, published = (
        timezone.make_aware(dt.datetime.combine(dt.date(said["years"][0], *day), dt.time(15, 30)))
        for day in ((6, 24), (7, 8))
    )
    model = improvement_models.filled(chosen, by=member.name)
    improvement_models.freeze(model, by=member.name, at=published)
    model.created_at, model.state = begun, ModelState.PUBLISHED
    model.save()
    sentence = workflow.MODEL.find("publish").sentence.format(number=model.number)
    line = {"kind": workflow.MODEL.kind, "subject_id": model.id, "by_membership": member.pk, "by_name": member.name}
    began = f"began version {model.number} of the improvement model from “{chosen.label}”"
    Activity.objects.create(at=begun, verb="create", sentence=began, **line)
    states = {"from_state": ModelState.DRAFT, "to_state": ModelState.PUBLISHED}
    Activity.objects.create(at=published, verb="publish", sentence=sentence, **states, **line)
    return model


def school_year(number: int) -> SchoolYear:
    """A year with its terms."""
    year = SchoolYear.objects.create(starts_on=dt.date(number, 9, 1), ends_on=dt.date(number + 1, 8, 31))
    for name, *days in TERMS:
        calendar = number if name == "Autumn" else number + 1
        start, break_start, break_end, end = (dt.date(calendar, *day) for day in days)
        Term.objects.create(
            school_year=year,
            name=name,
            starts_on=start,
            ends_on=end,
            break_starts_on=break_start,
            break_ends_on=break_end,
        )
    return year


def _row(y: _Year, said: dict[str, Any], academy: Academy, staff: dict[str, Membership]) -> None:
    wanted = said["years"][y.year]
    row = AcademyCycle.objects.create(cycle=y.cycle, academy=academy)
    is_past = y.year != y.said["years"][-1]
    agreed_on = wanted.get("agreed_on") or (dt.date(y.year, 11, 6) if is_past else None)
    if wanted.get("meeting"):
        row.meeting_open_at = timezone.now()
        row.meeting_open_by_name = y.party(Party.DIRECTOR, said, staff).name  # type: ignore[union-attr]
        row.save()
    for party, letters in _views(wanted, is_agreed=agreed_on is not None):
        _judge(y, row, said, staff, party, letters, wanted)
    _judge(y, row, said, staff, View.AGREED, wanted["grades"], wanted)
    if agreed_on is not None:
        _agree(y, row, said, staff, wanted, agreed_on)
    if not is_past:
        _evidence(y, row, said, staff)


def _views(wanted: dict[str, Any], *, is_agreed: bool) -> list[tuple[str, str]]:
    if "views" in wanted:
        return list(wanted["views"].items())
    return [(party, wanted["grades"]) for party in (Party.HEAD, Party.DIRECTOR)] if is_agreed else []


def _judge(
    y: _Year,
    row: AcademyCycle,
    said: dict[str, Any],
    staff: dict[str, Membership],
    view: str,
    letters: str,
    wanted: dict[str, Any],
) -> None:
    person = y.party(Party.DIRECTOR if view == View.AGREED else view, said, staff)
    at = y.at(wanted.get("agreed_on"), hour=12 if view == View.AGREED else 10)
    for key, letter in zip(y.said["columns"], letters, strict=True):
        if letter in NONE:
            continue
        column = y.columns[key]
        judgement = Judgement.objects.create(
            academy_cycle=row,
            column=column,
            view=view,
            grade=y.grades[column.scale_id, y.said["letters"][letter]],
            reason=wanted.get("reasons", {}).get(key, {}).get(view, _reason(y, said, key, letter, view)),
            by_membership=person,
            by_name=person.name if person else "",
            at=at,
        )
        if view == View.AGREED:
            y.tell(
                person,
                at,
                f"agreed {column.label}: {judgement.grade.label} for {row.academy.name}",
                kind="judgement",
                subject_id=judgement.id,
                verb="agree",
                to_state=judgement.grade.key,
                academy_id=row.academy_id,
            )


def _reason(y: _Year, said: dict[str, Any], key: str, letter: str, view: str) -> str:
    before = said["years"].get(y.year - 1)
    if before is None or view != View.AGREED:
        return ""
    last = before["grades"][y.said["columns"].index(key)]
    return DEFAULT_REASON if last not in NONE and last != letter else ""


def _agree(
    y: _Year,
    row: AcademyCycle,
    said: dict[str, Any],
    staff: dict[str, Membership],
    wanted: dict[str, Any],
    day: dt.date,
) -> None:
    director = y.party(Party.DIRECTOR, said, staff)
    category = y.categories[wanted["category"]]
    status = CurrentStatus.objects.create(
        academy_cycle=row,
        category=category,
        reason=wanted.get("reason") or f"{category.short_label}, as the agreed judgements of the year suggest.",
        effective_from=day,
        took_part=list(Party.values),
        decided_by=director,
        decided_by_name=director.name if director else "",
        decided_at=y.at(day, 13),
    )
    y.tell(
        director,
        status.decided_at,
        f"recorded {category.label} for {row.academy.name}",
        kind="current_status",
        subject_id=status.id,
        verb="decide",
        to_state=str(category.number),
        academy_id=row.academy_id,
    )
    for party in Party.values:
        person = y.party(party, said, staff)
        RowAgreement.objects.create(
            academy_cycle=row,
            party=party,
            kind=AgreementKind.AGREED,
            row_version=row.version,
            by_membership=person,
            by_name=person.name if person else "",
            at=y.at(day, 14),
        )
    row.state, row.agreed_at = RowState.AGREED, y.at(day, 14)
    row.save()
    y.tell(
        y.members["chief"],
        row.agreed_at,
        workflow.ROW.find("agree").sentence.format(academy=row.academy.name, year=y.cycle.school_year.label),
        kind=workflow.ROW.kind,
        subject_id=row.id,
        verb="agree",
        from_state=RowState.OPEN,
        to_state=RowState.AGREED,
        academy_id=row.academy_id,
    )


def _evidence(y: _Year, row: AcademyCycle, said: dict[str, Any], staff: dict[str, Membership]) -> None:
    model: ImprovementModel = y.cycle.model
    head = staff.get("head")
    sources = {source.key: source for source in model.evidence_sources.all()}
    data = y.columns.get("statutory_annual_data")
    for key, (title, summary) in EVIDENCE.items():
        if key not in sources:
            continue
        evidence = Evidence.objects.create(
            academy_cycle=row,
            source=sources[key],
            title=title.format(year=y.year),
            summary=summary,
            dated_on=dt.date(y.year, 9, 20),
            by_membership=head,
            by_name=head.name if head else "",
            at=y.at(dt.date(y.year, 9, 28)),
        )
        y.tell(
            head,
            evidence.at,
            f"added evidence for {row.academy.name}: {evidence.title}",
            kind="evidence",
            subject_id=evidence.id,
            verb="add",
            academy_id=row.academy_id,
        )
        if key == "annual_results" and data:
            EvidenceArea.objects.create(evidence=evidence, column=data)
            for judgement in Judgement.objects.filter(academy_cycle=row, column=data, view=View.AGREED):
                JudgementEvidence.objects.create(judgement=judgement, evidence=evidence)


def publish(trust: Trust, said: dict[str, Any], members: dict[str, Membership]) -> None:
    """The matrix of this year as trustees read it, with the self-evaluations that are approved by now."""
    cycle = Cycle.objects.get(school_year__starts_on__year=said["years"][-1])
    snapshots.publish(
        actor=actor_of(trust, members["chief"]), cycle_id=cycle.id, note="For the trustees' meeting of November."
    )
