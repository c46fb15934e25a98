"""What the improvement cycle puts into navigation, landing pages and files. Called once at start."""

from uuid import UUID

from improvement_cycle.capabilities import capabilities_of
from improvement_cycle.enums import Capability
from improvement_cycle.permissions import PERMISSION_OF_PARTY
from trust import deadlines, feed, files, landings, menu, places, reminding, search, shelf, waiting
from trust.actors import Actor
from trust.permissions import Permission

MATRIX = Capability.MATRIX.value
PLAN = Capability.PLAN.value

ENTRIES = (
    menu.MenuEntry("Cycle", "improvement_cycle:cycle_home", Permission.CYCLE_READ, 8, capability=PLAN),
    menu.MenuEntry("Matrix", "improvement_cycle:home", Permission.MATRIX_READ, 10, capability=MATRIX, covers="matrix"),
    # In no menu: whoever is in a meeting is in the matrix.
    menu.MenuEntry("Meetings", "improvement_cycle:meetings", Permission.MATRIX_READ, 10, "matrix"),
    menu.MenuEntry(
        "Published matrix", "improvement_cycle:published_home", Permission.SNAPSHOT_READ, 15, capability=MATRIX
    ),
    menu.MenuEntry("Board packs", "improvement_cycle:board_packs", Permission.BOARD_PACK_READ, 70, capability=MATRIX),
    menu.MenuEntry(
        "School on a page", "improvement_cycle:school_pages", Permission.SCHOOL_PAGE_READ, 71, capability=MATRIX
    ),
    menu.MenuEntry(
        "Support",
        "improvement_cycle:commitments_home",
        Permission.COMMITMENT_READ,
        23,
        capability=Capability.COMMITMENTS.value,
    ),
    menu.MenuEntry(
        "Support",
        "improvement_cycle:commitments_totals",
        Permission.COMMITMENT_TOTALS,
        23,
        capability=Capability.COMMITMENTS.value,
    ),
    menu.MenuEntry("Priorities", "improvement_cycle:priorities_home", Permission.PRIORITY_READ, 21, capability=PLAN),
    # Whoever writes plans leads actions; others come to theirs from To do.
    *(
        menu.MenuEntry("My actions", "improvement_cycle:my_actions", permission, 24, capability=PLAN)
        for permission in (Permission.PLAN_WRITE, Permission.PLAN_WRITE_GIVEN)
    ),
    menu.MenuEntry("Improvement model", "improvement_cycle:models", Permission.MODEL_READ, 80),
    # In no menu: on the page of the calendar.
    menu.MenuEntry("Meetings", "improvement_cycle:trust_meetings", Permission.TRUST_MEETING_READ, 10, "calendar"),
    menu.MenuEntry(
        "Plan a meeting", "improvement_cycle:trust_meeting_new", Permission.TRUST_MEETING_MANAGE, 20, "calendar"
    ),
    menu.MenuEntry(
        "Set up your trust",
        "improvement_cycle:set_up",
        Permission.MODEL_MANAGE,
        5,
        "settings",
        hint="Academies, model, year and people, step by step.",
    ),
    menu.MenuEntry(
        "Improvement model",
        "improvement_cycle:models",
        Permission.MODEL_MANAGE,
        25,
        "settings",
        hint="Areas, scales, columns, categories and what each brings.",
    ),
    menu.MenuEntry(
        "Years of the matrix",
        "improvement_cycle:cycles",
        Permission.CYCLE_MANAGE,
        30,
        "settings",
        capability=MATRIX,
        hint="Open a year with a version of the model; see what is unfinished.",
    ),
    menu.MenuEntry(
        "Due dates",
        "improvement_cycle:due_dates",
        Permission.CYCLE_CLOSE,
        32,
        "settings",
        capability=MATRIX,
        hint="Until when self-evaluations, priorities and plans are due this year.",
    ),
    menu.MenuEntry(
        "Take over last year’s matrix",
        "improvement_cycle:take_over",
        Permission.MATRIX_IMPORT,
        35,
        "settings",
        capability=MATRIX,
        hint="From the spreadsheet in which it was kept, so that the first year already has a past.",
    ),
)

# Kinds of lines in the feed, and who may read them: those who may read the thing itself.
FEED = {
    Permission.BOARD_PACK_READ: ("board_pack",),
    Permission.COMMITMENT_PRIVATE: ("private_commitment", "private_visit"),
    Permission.COMMITMENT_READ: ("commitment",),
    Permission.INSPECTION_CALL: ("inspection_outcome",),
    Permission.INSPECTION_READ: ("inspection_deadline", "inspection_week"),
    Permission.MATRIX_READ: ("academy_cycle", "cycle", "current_status", "evidence", "judgement"),
    Permission.MATRIX_IMPORT: ("matrix_file",),
    Permission.MEETING_OPEN: ("judgement_meeting", "open_point"),
    Permission.MODEL_MANAGE: ("improvement_model",),
    Permission.PLAN_READ: ("objective", "plan_action", "milestone", "monitoring_check"),
    Permission.RAPID_READ: ("rapid_objective", "rapid_action", "rapid_check"),
    Permission.PRIORITY_READ: ("priority", "sustain_check", "trust_priority"),
    Permission.SNAPSHOT_READ: ("matrix_snapshot",),
    Permission.VISIT_READ: ("visit",),
    Permission.TRUST_MEETING_MANAGE: ("trust_meeting",),
}

LANDINGS = (
    landings.Landing("improvement_cycle:home", Permission.MATRIX_READ, 10, capability=MATRIX),
    landings.Landing("improvement_cycle:published_home", Permission.SNAPSHOT_READ, 20, capability=MATRIX),
    landings.Landing("improvement_cycle:home", Permission.MATRIX_READ, 30, whole_trust=False, capability=MATRIX),
    landings.Landing(
        "improvement_cycle:published_home", Permission.SNAPSHOT_READ, 40, whole_trust=False, capability=MATRIX
    ),
)


def may_read_evidence(actor: Actor, row_id: UUID) -> bool:
    """Files of evidence are read by those who read the row, and by those who write or read its self-evaluation."""
    from improvement_cycle.queries.section_evidence import may_read_evidence as may_read  # noqa: PLC0415 - as above

    return may_read(actor, row_id)


def may_read_matrix_file(actor: Actor, file_id: UUID) -> bool:
    """The spreadsheet is read again by those who take it over."""
    from improvement_cycle.models import MatrixFile  # noqa: PLC0415 - models load after the registry

    return bool(MatrixFile.objects.visible_to(actor).filter(id=file_id).exists())


def register_entries() -> None:
    """Make them known."""
    from academies import notices as academy_notices  # noqa: PLC0415 - as above
    from improvement_cycle.deadlines import (  # noqa: PLC0415 - models load after the registry
        ACTIONS,
        INSPECTION_DAYS,
        PLANS,
        PRIORITIES,
        PROMISES,
        REVIEW_SOURCES,
        SELF_EVALUATIONS,
        SUSTAIN_CHECKS,
        TRUST_MEETINGS,
    )
    from improvement_cycle.founding import choices, publish_preset  # noqa: PLC0415 - as above
    from improvement_cycle.presenters.figure_changes import figures_waiting  # noqa: PLC0415 - as above
    from improvement_cycle.presenters.inspection_weeks import notices  # noqa: PLC0415 - as above
    from improvement_cycle.queries import found  # noqa: PLC0415 - as above
    from improvement_cycle.queries.inspection_weeks import paused_on  # noqa: PLC0415 - as above
    from improvement_cycle.queries.meetings import may_own, points_waiting  # noqa: PLC0415 - as above
    from improvement_cycle.queries.priorities_waiting import priorities_waiting  # noqa: PLC0415 - as above
    from improvement_cycle.reports import (  # noqa: PLC0415 - as above
        alignment,
        board_packs,
        improvement_model,
        inspection_pack,
        matrix,
        minutes,
        row,
        school_pages,
    )
    from improvement_cycle.shelf import BOARD_PACKS  # noqa: PLC0415 - as above
    from improvement_cycle.visit_deadlines import VISIT_SOURCES  # noqa: PLC0415 - as above
    from trust import reports  # noqa: PLC0415 - as above

    deadlines.register(SELF_EVALUATIONS)
    deadlines.register(PRIORITIES)
    deadlines.register(PLANS)
    deadlines.register(ACTIONS)
    for source in REVIEW_SOURCES:
        deadlines.register(source)
    deadlines.register(SUSTAIN_CHECKS)
    deadlines.register(PROMISES)
    reminding.register_opening(*(source.kind for source in REVIEW_SOURCES))
    reminding.register_pause(paused_on)
    for source in VISIT_SOURCES:
        deadlines.register(source)
    deadlines.register(INSPECTION_DAYS)
    deadlines.register(TRUST_MEETINGS)
    waiting.register(waiting.WaitingSource("priorities", (Permission.PRIORITY_AGREE,), priorities_waiting))
    parties = tuple(PERMISSION_OF_PARTY.values())
    waiting.register(waiting.WaitingSource("figures_changed", parties, figures_waiting))
    waiting.register(waiting.WaitingSource("open_points", (Permission.TRUST_ENTER,), points_waiting, may_own))
    for in_search in (
        search.SearchSource("rows", "Matrix", 30, (Permission.MATRIX_READ,), found.rows),
        search.SearchSource("judgements", "Agreed judgements", 40, (Permission.MATRIX_READ,), found.judgements),
        search.SearchSource("evidence", "Evidence", 50, (Permission.MATRIX_READ,), found.evidence),
        search.SearchSource("priorities", "Priorities", 37, (Permission.PRIORITY_READ,), found.priorities),
    ):
        search.register(in_search)
    shelf.register(BOARD_PACKS)
    for report in (
        *(alignment.PDF, matrix.PDF, matrix.WORKBOOK, minutes.PDF, row.PDF),
        *(board_packs.PDF, board_packs.WORD, school_pages.PDF, school_pages.WORD),
        *(improvement_model.PDF, improvement_model.WORD),
        *(inspection_pack.PDF, inspection_pack.WORD),
    ):
        reports.register(report)
    for entry in ENTRIES:
        menu.register(entry)
    for landing in LANDINGS:
        landings.register(landing)
    for permission, kinds in FEED.items():
        feed.declare(permission, *kinds)
    menu.capability_sources.append(capabilities_of)
    academy_notices.sources.append(notices)
    places.founders.append(publish_preset)
    places.presets.append(choices)
    files.register_owner("evidence", may_read_evidence)
    files.register_owner("matrix_file", may_read_matrix_file)
