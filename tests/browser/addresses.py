"""Every page there is, from the addresses themselves. A new address is a new page here, or the tests say so."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.urls import get_resolver, reverse
from django.utils import timezone

from academies.models import Appointment
from improvement_cycle.document_pages import OF_ONE
from improvement_cycle.enums import TermOfYear
from improvement_cycle.models import (
    BoardPack,
    Commitment,
    ImprovementModel,
    InspectionDeadline,
    InspectionWeek,
    JudgementMeeting,
    KeyArea,
    MatrixFile,
    OpenPoint,
    PlanAction,
    Priority,
    SurveyTable,
    SustainCheck,
    TrustMeeting,
    TrustPriority,
    Visit,
    VisitFollowUp,
)
from improvement_cycle.presets import presets
from tests.browser.furnishing import larkfield
from tests.browser.house import PEOPLE
from trust import panels
from trust.actions.mail_choices import stop_token
from trust.models import (
    ApiToken,
    Delegation,
    Due,
    ExampleMail,
    Invitation,
    Job,
    Membership,
    ReminderPause,
    Report,
    SchoolYear,
    User,
)

ROLES = (
    "nobody",
    "chief",
    "primary_director",
    "head",
    "trustee",
    "administrator",
    "operator",
    "governor",
    "leader",
    "consultant",
    "officer",
    "thornfield_head",
    "secondary_director",
    "kestrel_head",
)
# Addresses that are no page of ours, each with the reason.
NO_PAGES = {
    "live": "JSON",
    "ready": "JSON",
    "trust:brand": "a style sheet",
    "trust:calendar_feed": "a file for calendars: tests/web/trust/test_calendar_feed.py",
    "trust:file": "a download",
    "trust:logo": "a picture",
    "trust:waiting_count": "a part of the header",
    "improvement_cycle:sef_place": "only while a Word file waits to be placed: tests/web/…/test_sef_import.py",
    "improvement_cycle:plan_import": "a plan is not taken over from a Word file",
    "improvement_cycle:plan_place": "a plan is not taken over from a Word file",
    "improvement_cycle:cycle_home": "sends on to the own academy or to the list by stage",
    "improvement_cycle:commitments_home": "sends on to the own academy or to the list of academies",
    "improvement_cycle:priorities_home": "sends on to the own academy or to the grid",
    "improvement_cycle:home": "sends on to the latest year",
    "improvement_cycle:due_dates": "sends on to the newest year",
    "improvement_cycle:published_home": "sends on to the latest snapshot",
    "improvement_cycle:plan_row": "the draft of the example has no row: as that of the rapid plan",
    "improvement_cycle:plan_row_stands": "as above",
    "improvement_cycle:sustain_check_record": "for a head who is not among these: tests/web/…/test_sustain_pages.py",
    "improvement_cycle:plan_rows_check": "only while a file waits: tests/web/…/test_row_imports.py",
    "improvement_cycle:rapid_rows_check": "only while a file waits: tests/web/…/test_row_imports.py",
    **{
        f"improvement_cycle:rapid_{page}": "the example's rapid plan is a draft"
        for page in ("version", "version_comment", "report", "compare", "reopen", "progress", "progress_of", "tell")
    },
    **{
        f"improvement_cycle:review_{term}_{page}": "as the autumn review: the example has no other yet"
        for term in ("spring", "summer")
        for page in OF_ONE
    },
    "improvement_cycle:review_autumn_import": "a review is not taken over from a Word file",
    "mfa_download_recovery_codes": "a download",
    "mfa_login_webauthn": "JSON for the passkey's script",
    "mfa_activate_totp": "only for accounts without the app: test_joining",
    "mfa_authenticate": "only between password and second step: test_joining",
    "mfa_reauthenticate_webauthn": "only with a working passkey",
    "account_set_password": "only for accounts without a password, which do not exist",
    "account_confirm_login_code": "codes by mail are not used: sends on",
    "account_confirm_email": "addresses are proven by invitations",
    "account_email_verification_sent": "addresses are proven by invitations",
}
# More faces of the same address, written as after /t/larkfield/.
MORE = (
    "cycle/2025/",
    "cycle/2025/beckside-primary/",
    "cycle/2026/aldermere-primary/",
    "cycle/2026/dunmoor-academy/",
    "cycle/2026/thornfield-academy/",
    "matrix/2026/?phase=primary",
    "matrix/2024/",
    "matrix/2026/score/?mode=one",
    "matrix/2026/score/?mode=one&academy=beckside-primary&column=leadership_and_management",
    "matrix/2026/score/?mode=one&academy=thornfield-academy",
    "matrix/2025/score/",
    "matrix/2026/dunmoor-academy/",
    "matrix/2026/thornfield-academy/",
    "matrix/2025/beckside-primary/",
    "matrix/2026/aldermere-primary/quality_of_education/",
    "matrix/2026/beckside-primary/leadership_and_management/",
    "matrix/2026/thornfield-academy/behaviour_and_attitudes/",
    "matrix/2025/beckside-primary/quality_of_education/",
    "matrix/2026/aldermere-primary/agree/",
    "matrix/2026/beckside-primary/evidence/?column=safeguarding",
    "matrix/published/2026/?number=1",
    "academies/sorrel-hill-primary-school/",
    "academies/kestrel-point-academy/",
    "academies/?phase=primary",
    "waiting/?show=others",
    "waiting/?show=done",
    "settings/cycles/2025/dates/",
    "priorities/2026/?phase=primary",
    "priorities/2025/",
    "priorities/2026/aldermere-primary/",
    "priorities/2025/beckside-primary/",
    "priorities/2026/beckside-primary/new/?column=quality_of_education",
    "plan/2026/dunmoor-academy/",
    "plan/2026/aldermere-primary/",
    "plan/2026/beckside-primary/sections/priority-2026-1/",
    "plan/2026/dunmoor-academy/versions/1/",
    "self-evaluation/2026/holloway-bridge-academy/",
    "self-evaluation/2026/dunmoor-academy/",
    "self-evaluation/2026/thornfield-academy/",
    "self-evaluation/2026/beckside-primary/sections/context/",
    "self-evaluation/2026/beckside-primary/sections/safeguarding/",
    "self-evaluation/2025/beckside-primary/",
    "settings/cycles/2026/close/",
    "search/?q=reading",
    "search/?q=beck&in=academies",
    "search/?q=nothing-of-the-kind",
    "self-evaluation/2026/dunmoor-academy/versions/1/",
)


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    name: str
    words: tuple[str, ...]  # what stands in it

    @property
    def in_api(self) -> bool:
        return self.name.startswith("api-")


def addresses() -> list[Address]:
    """All but those of the REST interface, which has no pages."""
    return [each for each in _walk(get_resolver().url_patterns, "", ()) if not each.in_api]


def _walk(patterns: Any, namespace: str, outer: tuple[str, ...]) -> Iterator[Address]:
    for each in patterns:
        words = outer + tuple(each.pattern.regex.groupindex)
        if hasattr(each, "url_patterns"):
            yield from _walk(each.url_patterns, f"{each.namespace}:" if each.namespace else namespace, words)
        else:
            yield Address(namespace + (each.name or str(each.pattern)), words)


def path_of(address: Address) -> str:
    """An address with things of the example in it. A word that is not known here must be taught."""
    kwargs = {}
    for word in address.words:
        find = WORDS.get(f"{address.name} {word}") or WORDS.get(word)
        assert find, f"teach tests/browser/addresses.py what stands for {word!r} in {address.name}"
        kwargs[word] = find()
    return reverse(address.name, kwargs=kwargs)


def _member(email: str) -> Any:
    return Membership.objects.get(email=email).id


def _draft() -> Any:
    return ImprovementModel.objects.get(state="draft")


def _priority(number: int, academy: str = "beckside-primary") -> Any:
    return Priority.objects.get(
        academy_cycle__academy__slug=academy, academy_cycle__cycle__school_year__starts_on__year=2026, number=number
    )


def _action(academy: str, kind: str = "improvement_plan") -> Any:
    found = PlanAction.objects.filter(academy_cycle__academy__slug=academy, section__document__kind=kind)
    return found.order_by("number").first().id  # type: ignore[union-attr]


def _promised(cadence: str) -> Any:
    """A commitment of an academy in category 3, by how often it falls due."""
    found = Commitment.objects.filter(academy_cycle__academy__slug=KESTREL, cadence=cadence, owed_by="trust")
    return found.order_by("category", "order").first()


def _to_visit(kind: str) -> Any:
    return Commitment.objects.get(academy_cycle__academy__slug=KESTREL, kind=kind)


def _visit(state: str) -> Any:
    return Visit.objects.filter(academy__slug="beckside-primary", kind="qa_visit", state=state).first()


def _check() -> Any:
    return SustainCheck.objects.filter(done_on=None).order_by("due_on").first()


KESTREL, PAGE = "kestrel-point-academy", "priority-2026-1"
# Pages of a plan that stand at one of its pages with rows.
WITH_ROWS = ("row_add", "row", "row_stands", "rows_import", "rows_check", "series", "progress_of", "tell")
OF_RAPID = ("", *(f"_{page}" for page in (*OF_ONE, *WITH_ROWS, "progress")))
OF_REVIEWS = [f"{term}{page}" for term in TermOfYear.values for page in ("", *(f"_{page}" for page in OF_ONE))]
OF_INSPECTION = ("inspection", "inspection_end", "inspection_pack", "inspection_outcome")
OF_INSPECTION += ("inspection_outcome_open", "inspection_outcome_record")
OF_INSPECTION_DAY = ("inspection_deadline", "inspection_deadline_change", "inspection_deadline_done")
OF_INSPECTION_DAY += ("inspection_deadline_not_done", "inspection_deadline_remove")
ALDERMERE = "aldermere-primary"
# What was delivered in the year before, and when it is checked.
OF_CHECKS = ("sustain_check", "sustain_check_day", "sustain_check_record", "priority_not_delivered", "priority_anew")
CHECKED: dict[str, Callable[[], Any]] = {
    "year": lambda: _check().priority.academy_cycle.cycle.school_year.key,
    "academy": lambda: _check().priority.academy_cycle.academy.slug,
    "priority": lambda: _check().priority_id,
    "check": lambda: _check().id,
}


def _join_token() -> str:
    text = ExampleMail.objects.filter(text__contains="/join/larkfield/").first().text
    return re.search(r"/join/larkfield/([^/\s]+)/", text).group(1)  # type: ignore[union-attr]


def _officer() -> User:
    return User.objects.get(email=PEOPLE["officer"])


WORDS: dict[str, Callable[[], Any]] = {
    "trust": lambda: "larkfield",
    "slug": lambda: "larkfield",
    "token": _join_token,
    "user_id": lambda: _officer().id,
    "mail_id": lambda: ExampleMail.objects.first().id,
    "trust_id": lambda: larkfield().id,
    "work_id": lambda: Due.objects.get(state="failed").id,
    "operator_panel key": lambda: panels.panels()[0].key,
    "pk": lambda: Authenticator.objects.get(type="webauthn").pk,
    "account_reset_password_from_key uidb36": lambda: user_pk_to_url_str(_officer()),
    "account_reset_password_from_key key": lambda: default_token_generator.make_token(_officer()),
    "account_confirm_email key": lambda: "unknown",
    "guide": lambda: "director",
    "person": lambda: _member(PEOPLE["head"]),
    "trust:person_back person": lambda: _member("a.stroud@fernley.example"),
    "invitation": lambda: Invitation.objects.get(email="nina.falk@larkfield.example").id,
    "trust:year year": lambda: SchoolYear.objects.get(starts_on__year=2026).id,
    "trust:year_preset key": lambda: "2026",
    "trust:token_revoke token": lambda: ApiToken.objects.filter(label__startswith="Spreadsheet").first().id,
    "file": lambda: larkfield().id,
    "report": lambda: Report.objects.get(state="failed").id,
    "delegation": lambda: Delegation.objects.first().id,
    "year": lambda: "2026",
    "academy": lambda: "beckside-primary",
    "academies:join academy": lambda: "sorrel-hill-primary-school",
    "improvement_cycle:reopen academy": lambda: "aldermere-primary",
    "appointment": lambda: Appointment.objects.get(academy__slug="beckside-primary", role="headteacher").id,
    "evidence": lambda: (
        SurveyTable.objects.get(
            evidence__academy_cycle__academy__slug="beckside-primary",
            evidence__academy_cycle__cycle__school_year__starts_on__year=2026,
        ).evidence_id
    ),
    **{
        f"improvement_cycle:{page} academy": lambda: KESTREL
        for page in (
            "commitments",
            "commitments_update",
            "commitment",
            "commitment_end",
            "commitment_swap",
            "commitment_take_up",
            "commitment_new",
            "promise",
        )
    },
    "improvement_cycle:commitment_use academy": lambda: KESTREL,
    "improvement_cycle:commitment_use commitment": lambda: _promised("ongoing").id,
    **{f"improvement_cycle:{page} academy": lambda: ALDERMERE for page in OF_INSPECTION},
    **{f"improvement_cycle:{page} academy": lambda: KESTREL for page in OF_INSPECTION_DAY},
    "week": lambda: InspectionWeek.objects.get(ended_on=None).id,
    "deadline": lambda: InspectionDeadline.objects.filter(academy__slug=KESTREL, done_on=None).first().id,
    "improvement_cycle:visits_academy academy": lambda: "beckside-primary",
    **{f"improvement_cycle:{page} academy": lambda: KESTREL for page in ("commitment_visit", "promise_visit")},
    "improvement_cycle:commitment_visit commitment": lambda: _to_visit("coaching").id,
    "improvement_cycle:promise_visit commitment": lambda: _to_visit("qa_visit").id,
    "improvement_cycle:promise_visit promise": lambda: (
        _to_visit("qa_visit").promises.filter(state="promised").last().id
    ),
    "visit": lambda: _visit("answered").id,
    **{
        f"improvement_cycle:visit_{page} visit": lambda: _visit("planned").id
        for page in ("move", "cancel", "held", "write", "earlier", "send")
    },
    "improvement_cycle:visit_follow_up visit": lambda: VisitFollowUp.objects.filter(done_on=None).first().visit_id,
    "follow_up": lambda: VisitFollowUp.objects.filter(done_on=None).first().id,
    "commitment": lambda: _promised("fortnightly").id,
    "pack": lambda: BoardPack.objects.first().id,
    "promise": lambda: _promised("fortnightly").promises.last().id,
    "trust_meeting": lambda: TrustMeeting.objects.get(kind="board", held_on__gte=timezone.localdate()).id,
    "priority": lambda: _priority(1).id,
    "improvement_cycle:priority_change priority": lambda: _priority(2).id,
    **{
        f"improvement_cycle:trust_priority{page} priority": lambda: TrustPriority.objects.first().id
        for page in ("", "_change", "_end", "_open", "_away")
    },
    **{
        f"improvement_cycle:plan_{page} academy": lambda: "dunmoor-academy"
        for page in ("version", "version_comment", "compare", "report", "reopen")
    },
    **{
        f"improvement_cycle:plan_{page} section": lambda: "overview"
        for page in ("section", "earlier", "comment", "here", "writers")
    },
    **{f"improvement_cycle:plan_{page} section": lambda: PAGE for page in WITH_ROWS},
    **{f"improvement_cycle:plan_{page} academy": lambda: KESTREL for page in ("progress", "progress_of", "tell")},
    "improvement_cycle:plan_tell row": lambda: _action(KESTREL),
    **{f"improvement_cycle:rapid{page} academy": lambda: KESTREL for page in OF_RAPID},
    **{f"improvement_cycle:rapid_{page} section": lambda: "change-1" for page in WITH_ROWS},
    **{
        f"improvement_cycle:rapid_{page} section": lambda: "overview"
        for page in ("section", "earlier", "comment", "here", "writers")
    },
    **{f"improvement_cycle:rapid_{page} row": lambda: _action(KESTREL, "rapid_plan") for page in ("row", "row_stands")},
    "improvement_cycle:rapid_tell row": lambda: _action(KESTREL, "rapid_plan"),
    **{f"improvement_cycle:review_{page} academy": lambda: KESTREL for page in OF_REVIEWS},
    **{f"improvement_cycle:review_{page} section": lambda: "overall" for page in OF_REVIEWS},
    "rows": lambda: "actions",
    "waiting": lambda: larkfield().id,
    "improvement_cycle:priority_deliver academy": lambda: KESTREL,
    "improvement_cycle:priority_deliver priority": lambda: _priority(1, KESTREL).id,
    **{f"improvement_cycle:{page} {word}": find for page in OF_CHECKS for word, find in CHECKED.items()},
    "improvement_cycle:sef_version academy": lambda: "holloway-bridge-academy",
    "improvement_cycle:sef_version_comment academy": lambda: "holloway-bridge-academy",
    "improvement_cycle:sef_compare academy": lambda: "holloway-bridge-academy",
    "improvement_cycle:sef_report academy": lambda: "holloway-bridge-academy",
    "improvement_cycle:sef_reopen academy": lambda: "aldermere-primary",
    "section": lambda: "leadership",
    "pause": lambda: ReminderPause.objects.first().id,
    "mail": lambda: Job.objects.filter(kind="reminders").first().id,
    "stop_digest token": lambda: stop_token(_member(PEOPLE["head"])),
    "meeting": lambda: JudgementMeeting.objects.get(state="closed").id,
    "point": lambda: OpenPoint.objects.filter(state="open").first().id,
    "taking": lambda: MatrixFile.objects.first().id,
    "number": lambda: 1,
    "other": lambda: 1,
    "column": lambda: "statutory_annual_data",
    "model": lambda: _draft().id,
    "piece": lambda: "area",
    "row": lambda: KeyArea.objects.filter(model=_draft()).first().id,
    "improvement_cycle:model model": lambda: ImprovementModel.objects.get(state="published").id,
    "improvement_cycle:model_report model": lambda: ImprovementModel.objects.get(state="published").id,
    "improvement_cycle:model_website model": lambda: ImprovementModel.objects.get(state="published").id,
    "improvement_cycle:model_texts part": lambda: "stages",
    "improvement_cycle:model_preset key": lambda: presets("multi_academy_trust")[0].key,
}
