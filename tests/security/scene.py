"""A year's work in every trust of the cast: academies with their people, a model, judgements, a published matrix.

All of it is made by the actions of the house, with the trust's canary in every text. `things` of each troupe holds
what the crawl asks for; what is missing here is filled by furnish.py.
"""

import datetime as dt
import io
import secrets
from typing import Any

from django.utils import timezone
from PIL import Image

from academies.enums import AcademyState, Phase
from academies.models import Academy, Appointment
from improvement_cycle.actions import (
    board_packs,
    commitments,
    cycles,
    evidence,
    improvement_models,
    inspection_deadlines,
    inspection_weeks,
    judgement_meetings,
    judgements,
    matrix_files,
    meetings,
    plan_rows,
    plans,
    priorities,
    promises,
    row_imports,
    rows,
    self_evaluations,
    snapshots,
    status,
    trust_meetings,
    trust_priorities,
    visit_reports,
    visits,
)
from improvement_cycle.actions import documents as year_documents
from improvement_cycle.models import (
    AcademyCycle,
    CurrentStatus,
    Evidence,
    Grade,
    MatrixColumn,
    MatrixSnapshot,
    MeetingDecision,
    SustainCheck,
    SustainMark,
)
from improvement_cycle.policies.board_pack import PackPage
from improvement_cycle.policies.visits import Plan
from improvement_cycle.workflow import RAPID, REVIEWS
from improvement_cycle.workflow.visits import REPORT
from tests.cast import Cast, Troupe
from tests.security.scene_reminders import add_reminders
from trust import documents
from trust.actions import calendar_feeds, comments, files, sections, settings
from trust.actions import documents as document_actions
from trust.doors import feed_key, hash_of
from trust.ids import uuid7
from trust.models import ApiToken, Delegation, SchoolYear, Section
from trust.policies.documents import Edit
from trust.scopes import SCOPES

START = dt.date(2020, 9, 1)
ACADEMIES = [
    ("primary", Phase.PRIMARY, AcademyState.MEMBER),
    ("secondary", Phase.SECONDARY, AcademyState.MEMBER),
    ("joining", Phase.SPECIAL, AcademyState.PIPELINE),
    ("enquiring", Phase.PRIMARY, AcademyState.PROSPECTIVE),
]
APPOINTED = [
    ("head", "primary", "headteacher"),
    ("other_head", "secondary", "headteacher"),
    ("senior_leader", "primary", "senior_leader"),
    ("governor", "primary", "local_governor"),
    ("member_head", "primary", "headteacher"),
]


def set_scene(cast: Cast) -> Cast:
    """Fill the trusts; A and B each have a year that nobody else has, so that a year's address can be foreign too."""
    for troupe in (cast.a, cast.b, cast.p):
        with troupe.open():
            _academies(troupe)
            _appointments(troupe)
            _tokens(troupe)
            _logo(troupe)
            add_reminders(troupe)
            _feed(troupe)
            if "coordinator" in troupe.members:
                _model(troupe, "coordinator", "partnership")
            else:
                _year(troupe)
                _delegation(troupe)
    for troupe, start in ((cast.a, 2030), (cast.b, 2031)):
        with troupe.open():
            open_year(troupe, start)
            troupe.things["lonely_year"] = start
    return cast


def _academies(troupe: Troupe) -> None:
    for key, phase, state in ACADEMIES:
        troupe.things[key] = Academy.objects.create(
            name=f"{key.title()} Academy {troupe.canary}",
            short_name=f"{key} {troupe.canary}",
            slug=f"{key}-{troupe.trust.slug}",
            phase=phase,
            state=state,
            joined_on=START if state == AcademyState.MEMBER else None,
        )


def _appointments(troupe: Troupe) -> None:
    for person, academy, role in APPOINTED:
        if person in troupe.members:
            is_head = role == "headteacher"
            troupe.things[f"appointment_{academy}"] = Appointment.objects.create(
                membership=troupe.members[person],
                academy=troupe.things[academy],
                role=role,
                headship="substantive" if is_head else "",
                agrees=is_head,
                from_on=START,
            )


def _logo(troupe: Troupe) -> None:
    person = "administrator" if "administrator" in troupe.members else "coordinator"
    out = io.BytesIO()
    Image.new("RGB", (120, 40), "navy").save(out, "PNG")
    settings.change_logo(actor=troupe.actor(person), name="logo.png", content=out.getvalue())


def _tokens(troupe: Troupe) -> None:
    """Everybody has a token with every scope: what it opens is then up to the role alone."""
    for key, membership in troupe.members.items():
        secret = troupe.things[f"secret_{key}"] = f"ff_{secrets.token_urlsafe(32)}"
        troupe.things[f"token_{key}"] = ApiToken.objects.create(
            membership=membership,
            label=f"{troupe.canary} {key}",
            token_hash=hash_of(secret),
            scopes=sorted({each.value for scope in SCOPES for each in scope.permissions}),
            expires_at=timezone.now() + dt.timedelta(days=30),
        )


def _feed(troupe: Troupe) -> None:
    """The calendar of the first of the trust's people."""
    key = next(iter(troupe.members))
    feed = calendar_feeds.make(actor=troupe.actor(key), only_mine=False)
    troupe.things["feed_key"] = feed_key(feed.id)


def _delegation(troupe: Troupe) -> None:
    """One to come: until then it changes nothing of who may do what."""
    first = timezone.localdate() + dt.timedelta(days=30)
    Delegation.objects.create(
        by=troupe.members["chief"],
        to=troupe.members["officer"],
        kind="self_evaluation",
        from_on=first,
        until_on=first + dt.timedelta(days=7),
    )


def _model(troupe: Troupe, person: str, preset: str) -> None:
    actor = troupe.actor(person)
    made = improvement_models.create_from_preset(actor=actor, preset_key=preset, label=f"Model {troupe.canary}")
    troupe.things["model"] = improvement_models.publish(actor=actor, model_id=made.id)
    troupe.things["draft"] = improvement_models.new_draft(actor=actor, model_id=made.id)


def open_year(troupe: Troupe, start: int) -> Any:
    year = SchoolYear.objects.create(starts_on=dt.date(start, 9, 1), ends_on=dt.date(start + 1, 8, 31))
    return cycles.open_year(actor=troupe.actor("administrator"), school_year_id=year.id)


def _year(troupe: Troupe) -> None:
    _model(troupe, "administrator", "four_point")
    today = timezone.localdate()
    cycle = troupe.things["cycle"] = open_year(troupe, today.year - (today.month < 9))
    begins = cycle.school_year.starts_on
    given = {"self_evaluations_due_on": begins, "plans_due_on": begins + dt.timedelta(days=200)}
    cycles.set_dates(actor=troupe.actor("administrator"), cycle_id=cycle.id, dates=given)
    for key in ("primary", "secondary"):
        row = troupe.things[f"row_{key}"] = AcademyCycle.objects.get(cycle=cycle, academy=troupe.things[key])
        judge(troupe, row)
        decide(troupe, row)
    _settle(troupe, troupe.things["row_secondary"])
    snapshots.publish(actor=troupe.actor("chief"), cycle_id=cycle.id, note=f"Note {troupe.canary}")
    said = board_packs.PackWords(f"Board {troupe.canary}", 0, list(PackPage), [f"Question {troupe.canary}"])
    troupe.things["pack"] = board_packs.freeze(actor=troupe.actor("chief"), cycle_id=cycle.id, words=said)
    for key, head in (("primary", "head"), ("secondary", "other_head")):
        row = troupe.things[f"row_{key}"]
        begun = self_evaluations.begin(actor=troupe.actor(head), academy_cycle_id=row.id)
        _written(troupe, begun, head, "leadership")
        _meeting(troupe, key)
    _priorities(troupe)
    for key, head in (("primary", "head"), ("secondary", "other_head")):
        _written(troupe, _plan(troupe, key, head), head, "overview")
        _rapid(troupe, key)
        for kind in REVIEWS.values():
            # As if the plan had been approved when the term began.
            begun = year_documents.begin(
                actor=troupe.actor(head), kind=kind, academy_cycle_id=troupe.things[f"row_{key}"].id
            )
            _written(troupe, begun, head, "overall")
    _taking(troupe)
    _trust_meeting(troupe)
    # Added last: a note that only the row's readers see.
    troupe.things["file"] = files.keep_generated(
        actor=troupe.actor("director"),
        name=f"{troupe.canary}.csv",
        content=f"{troupe.canary}\n".encode(),
        content_type="text/csv",
        owner_kind="evidence",
        owner_id=troupe.things["row_primary"].id,
    )


def _trust_meeting(troupe: Troupe) -> None:
    """One of the board, with the published matrix as its paper."""
    given = trust_meetings.Given(
        kind="board",
        held_on=timezone.localdate() + dt.timedelta(days=7),
        title=f"Board {troupe.canary}",
        place=f"Room {troupe.canary}",
        about=f"About {troupe.canary}",
        papers=list(MatrixSnapshot.objects.values_list("id", flat=True)),
    )
    troupe.things["trust_meeting"] = trust_meetings.plan(actor=troupe.actor("chief"), given=given)


def _priorities(troupe: Troupe) -> None:
    """One of the trust, and one of each academy that works on it, rests on something and was spoken of."""
    chief, director, cycle = troupe.actor("chief"), troupe.actor("director"), troupe.things["cycle"]
    words = trust_priorities.TrustWords(
        f"Title {troupe.canary}", f"Statement {troupe.canary}", ["quality_of_education"]
    )
    made = troupe.things["trust_priority"] = trust_priorities.add(actor=chief, cycle_id=cycle.id, words=words)
    for key in ("primary", "secondary"):
        row = troupe.things[f"row_{key}"]
        seen = Evidence.objects.filter(academy_cycle=row).values_list("id", flat=True)
        said = priorities.Words(
            f"Statement {troupe.canary}",
            "leadership",
            rationale=f"Rationale {troupe.canary}",
            support=["trust"],
            support_note=f"Note {troupe.canary}",
            judgements=["quality_of_education"],
            evidence=list(seen),
            trust_priorities=[made.id],
        )
        priority = priorities.propose(actor=director, academy_cycle_id=row.id, words=said)
        troupe.things[f"priority_{key}"] = priority
        priorities.agree(actor=director, priority_id=priority.id, party="director", seen_version=1)
        priorities.comment(actor=director, priority_id=priority.id, text=f"Comment {troupe.canary}")
        for party, actor in (("chief_executive", chief), ("", chief)):
            priorities.comment(actor=actor, priority_id=priority.id, text=f"Said {troupe.canary}", party=party)
        troupe.things[f"check_{key}"] = _sustain_check(troupe, priority)
        _commitment(troupe, key)
        _inspection(troupe, key)
        _visit(troupe, key)


def _inspection(troupe: Troupe, key: str) -> None:
    """A week that is on, its outcome under embargo, and a day that was set."""
    chief, today, place = troupe.actor("chief"), timezone.localdate(), troupe.things[key].id
    week = inspection_weeks.begin(actor=chief, academy_id=place, called_on=today)
    said = inspection_weeks.Outcome(inspected_on=today, is_graded=False, sentence=f"Outcome {troupe.canary}")
    inspection_weeks.record_outcome(actor=chief, week_id=week.id, outcome=said)
    day = inspection_deadlines.Day("rise_milestone", today, f"Milestone {troupe.canary}")
    troupe.things[f"week_{key}"] = week
    troupe.things[f"day_{key}"] = inspection_deadlines.add(actor=chief, academy_id=place, day=day)


def _commitment(troupe: Troupe, key: str) -> None:
    """Added beside what the category brings, and used once."""
    said = commitments.Words(
        text=f"Promised {troupe.canary}",
        kind="specialist_support",
        owed_by="trust",
        responsible="director",
        provider=f"Provider {troupe.canary}",
        due_on=None,
        reason=f"Because {troupe.canary}",
    )
    chief = troupe.actor("chief")
    made = commitments.add(actor=chief, academy_cycle_id=troupe.things[f"row_{key}"].id, words=said)
    troupe.things[f"commitment_{key}"] = made
    today = max(timezone.localdate(), made.academy_cycle.cycle.school_year.starts_on)
    troupe.things[f"promise_{key}"] = promises.use(
        actor=chief, commitment_id=made.id, on=today, days=None, note=f"Done {troupe.canary}"
    )


def _visit(troupe: Troupe, key: str) -> None:
    """Held, written up twice, sent with what follows, answered, and taken up again."""
    director, head = troupe.actor("director"), troupe.actor("head" if key == "primary" else "other_head")
    row, today = troupe.things[f"row_{key}"], timezone.localdate()
    people = (troupe.members["director"].id, troupe.members["officer"].id)
    given = Plan(kind="qa_visit", day=today, people=people, focus=f"Focus {troupe.canary}")
    made = visits.plan(actor=director, academy_id=row.academy_id, given=given)
    troupe.things[f"visit_{key}"] = made
    page = Section.objects.get(document__kind=REPORT, document__subject_id=made.id)
    for number in (1, 2):
        edit = Edit(seen_version=number - 1, tab=uuid7(), key=uuid7())
        said = {"seen": f"<p>Seen {number} {troupe.canary}</p>", "strengths": [f"Strength {troupe.canary}"]}
        visit_reports.save(actor=director, visit=made, given=said, edit=edit)
    troupe.things[f"follow_up_{key}"] = visit_reports.add_follow_up(
        actor=director,
        visit_id=made.id,
        text=f"Follow up {troupe.canary}",
        owner_id=troupe.members["director"].id,
        due_on=today + dt.timedelta(days=30),
    )
    visits.record_held(actor=director, visit_id=made.id, on=today, days=None, hours=None, seen_version=made.version)
    page.refresh_from_db()
    visit_reports.send(actor=director, visit_id=made.id, seen_version=page.version)
    visit_reports.answer(actor=head, visit_id=made.id, is_accurate=False, note=f"Answer {troupe.canary}", seen_number=1)
    visit_reports.correct(actor=director, visit_id=made.id, note=f"Again {troupe.canary}")


def _sustain_check(troupe: Troupe, priority: Any) -> SustainCheck:
    """Recorded, as it stands once it is delivered."""
    today = timezone.localdate()
    check = SustainCheck.objects.create(
        priority=priority,
        number=1,
        due_on=today,
        moved_why=f"Moved {troupe.canary}",
        done_on=today,
        verdict="slipping",
        by_name=f"Head {troupe.canary}",
        at=timezone.now(),
    )
    SustainMark.objects.create(
        check_of=check, mark="leadership", verdict="slipping", evidence=f"Evidence {troupe.canary}"
    )
    return check


def _plan(troupe: Troupe, key: str, head: str) -> Any:
    """Begun, with a page for a priority that the three have agreed."""
    row = troupe.things[f"row_{key}"]
    words = priorities.Words(f"In the plan {troupe.canary}", "send")
    made = priorities.propose(actor=troupe.actor(head), academy_cycle_id=row.id, words=words)
    for party, person in (("head", head), ("director", "director"), ("chief_executive", "chief")):
        priorities.agree(actor=troupe.actor(person), priority_id=made.id, party=party, seen_version=1)
    begun = plans.begin(actor=troupe.actor(head), academy_cycle_id=row.id)
    page = Section.objects.get(document=begun, key__startswith="priority-")
    troupe.things[f"page_{key}"] = page.key
    day = troupe.things["cycle"].school_year.ends_on.isoformat()
    text = {"text": f"Text {troupe.canary}"}
    rows = {
        "objectives": text | {"measure": troupe.canary, "baseline": troupe.canary},
        "actions": text | {"lead_name": troupe.canary, "ends_on": day, "resources": troupe.canary},
        "milestones": text | {"half_term": "2"},
        "checks": text | {"who": troupe.canary, "due_on": day},
    }
    for kind, given in rows.items():
        made = plan_rows.add(actor=troupe.actor(head), section_id=page.id, rows=kind, given=given)
        if kind == "actions":
            troupe.things[f"action_{key}"] = made
    if key == "primary":
        table = f"Action,Lead,By when\nRead {troupe.canary},{troupe.canary},{day}\n".encode()
        waiting = row_imports.read(actor=troupe.actor(head), section_id=page.id, name="plan.csv", content=table)
        troupe.things[f"row_import_{key}"] = waiting
    return begun


def _rapid(troupe: Troupe, key: str) -> None:
    """A rapid improvement plan with rows, given back once: whatever the current status brings."""
    row, director = troupe.things[f"row_{key}"], troupe.actor("director")
    begun = year_documents.begin(actor=director, kind=RAPID, academy_cycle_id=row.id)
    page = Section.objects.get(document=begun, key="change-1")
    day = troupe.things["cycle"].school_year.ends_on.isoformat()
    text = {"text": f"Fast {troupe.canary}"}
    given = {"actions": {"lead_name": troupe.canary, "ends_on": day}, "checks": {"who": troupe.canary, "due_on": day}}
    for kind, more in given.items():
        made = plan_rows.add(actor=director, section_id=page.id, rows=kind, given=text | more)
        if kind == "actions":
            troupe.things[f"rapid_{key}"] = made
    _written(troupe, begun, "director", "overview")


def _taking(troupe: Troupe) -> None:
    """A spreadsheet of the year before, read and not written."""
    year = open_year(troupe, troupe.things["cycle"].school_year.starts_on.year - 2)
    text = f"Academy,Quality of education\nPrimary Academy {troupe.canary},Good\n"
    troupe.things["taking"] = matrix_files.read(
        actor=troupe.actor("chief"), cycle_id=year.id, name=f"{troupe.canary}.csv", content=text.encode()
    )


def _meeting(troupe: Troupe, key: str) -> None:
    """Planned, with somebody else there and a point that stays open."""
    actor, row = troupe.actor("chief"), troupe.things[f"row_{key}"]
    today = timezone.localdate()
    given = judgement_meetings.Plan(today, [row.id], [troupe.members["chief"].id], f"Guest {troupe.canary}")
    meeting = judgement_meetings.plan(actor=actor, cycle_id=row.cycle_id, given=given)
    troupe.things[f"meeting_{key}"] = meeting
    troupe.things[f"point_{key}"] = judgement_meetings.add_point(
        actor=actor,
        meeting_id=meeting.id,
        text=f"Point {troupe.canary}",
        owner="director",
        due_on=today + dt.timedelta(days=30),
        academy_id=row.academy_id,
    )
    standing = CurrentStatus.objects.get(academy_cycle=row, superseded_at=None)
    said = {"reason": standing.reason, "by_name": standing.decided_by_name, "at": standing.decided_at}
    MeetingDecision.objects.create(item=meeting.items.get(), category_id=standing.category_id, **said)


def _written(troupe: Troupe, document: Any, head: str, commented: str) -> None:
    """Submitted once, given back, and written again: versions, comments, earlier texts and a draft."""
    actor, text = troupe.actor(head), f"<p>Draft {troupe.canary}</p>"
    for part in documents.kind_of(document).parts(document):
        section = document.sections.get(key=part.key)
        given: dict[str, Any] = {f.key: text for f in part.fields if f.kind == "rich"}
        given |= {f.key: f"Draft {troupe.canary}" for f in part.fields if f.kind == "text"}
        given |= {f.key: f.choices[0].key for f in part.fields if f.kind == "choice" and f.is_needed}
        for number in (1, 2):
            edit = Edit(seen_version=number - 1, tab=uuid7(), key=uuid7())
            lists = [field.key for field in part.fields if field.kind == "lines"]
            text_now = given | {key: [f"Line {number} {troupe.canary}"] for key in lists}
            sections.save(actor=actor, section_id=section.id, given=text_now, edit=edit, is_finished=True)
    document_actions.submit(actor=actor, document_id=document.id)
    answering = troupe.actor("chief")
    comments.comment(
        actor=answering, document_id=document.id, section_key=commented, number=1, text=f"Comment {troupe.canary}"
    )
    note = f"Look again {troupe.canary}"
    document_actions.give_back(actor=answering, document_id=document.id, note=note, seen_number=1)


def judge(troupe: Troupe, row: AcademyCycle) -> None:
    chief, director = troupe.actor("chief"), troupe.actor("director")
    head = troupe.actor("head" if row.academy_id == troupe.things["primary"].id else "other_head")
    columns = list(MatrixColumn.objects.filter(model_id=row.cycle.model_id, scale__isnull=False))
    grades = {c.key: Grade.objects.filter(scale_id=c.scale_id).first().key for c in columns}
    spoken = {"academy_cycle_id": row.id, "reason": f"Reason {troupe.canary}"}
    fitting = [c.key for c in columns if _fits(row, c)]
    for view, actor in (("director", director), ("head", head)):
        judgements.record_view(actor=actor, view=view, column_key=fitting[0], grade_key=grades[fitting[0]], **spoken)
    evidence.add(
        actor=head,
        academy_cycle_id=row.id,
        source_key=row.cycle.model.evidence_sources.first().key,
        title=f"Evidence {troupe.canary}",
        summary=f"Summary {troupe.canary}",
        column_keys=fitting[:1],
    )
    meetings.open_meeting(actor=chief, academy_cycle_id=row.id)
    for key in fitting:
        judgements.agree(actor=chief, column_key=key, grade_key=grades[key], seen_version=0, **spoken)


def _fits(row: AcademyCycle, column: MatrixColumn) -> bool:
    return column.applies_to == "every" and (not column.phases or row.phase in column.phases)


def decide(troupe: Troupe, row: AcademyCycle) -> None:
    status.decide(
        actor=troupe.actor("chief"),
        academy_cycle_id=row.id,
        category_number=2,
        reason=f"Decided {troupe.canary}",
        took_part=["head", "director", "chief_executive"],
        effective_from=row.cycle.school_year.starts_on,
    )


def _settle(troupe: Troupe, row: AcademyCycle) -> None:
    for party, key in (("director", "director"), ("chief_executive", "chief"), ("head", "other_head")):
        row.refresh_from_db()
        rows.agree(actor=troupe.actor(key), academy_cycle_id=row.id, party=party, seen_version=row.version)
