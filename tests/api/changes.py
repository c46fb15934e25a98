"""The table of every change over REST: what is sent where, by whom, and which permissions open it."""

from typing import Any

from django.utils import timezone

from trust.permissions import Permission

P = Permission
PLAN, PAGE = "plans/{row}/", "plans/{row}/sections/overview/"
ROWS, ROW = "plans/{row}/rows/actions/", "plans/{row}/rows/actions/{action}/"
PLANNED = {"text": "Train all", "lead_name": "The leads", "ends_on": "2027-03-26"}
SEF, SECTION = "self-evaluations/{row}/", "self-evaluations/{row}/sections/leadership/"
FIGURES = "academies/{academy}/figures/"
REPORTED = {"measure": "absence_overall", "year": 2025, "number": "5.9", "pupils": 400}
CELL = "cycles/{cycle}/academies/{academy}/judgements/quality_of_education/"
ADDED = {"source": "{source}", "title": "A walk", "summary": "Seen.", "cycle_id": "{cycle}", "academy_id": "{academy}"}
WORDS = {"source": "{source}", "title": "Put right", "summary": "Seen again."}
ONE = "priorities/{priority}/"
PROMISE = "promises/{promise}/"
PROPOSED = {"cycle_id": "{cycle}", "academy_id": "{academy}", "statement": "Calm corridors", "area": "send"}
OTHER_WORDS = {"statement": "Calm lessons", "area": "send"}
VISIT, HELD = "visits/{visit}/", {"on": timezone.localdate().isoformat(), "days": "0.5"}
WRITES = (P.PLAN_WRITE, P.PLAN_WRITE_GIVEN)
# (method, address, address whose ETag is sent, who, permissions that open it, body, answer)
CHANGES: list[tuple[str, str, str, str, tuple[Permission, ...], Any, int]] = [
    ("POST", "evidence/", "", "head", (P.EVIDENCE_ADD,), ADDED, 201),
    ("PUT", "evidence/{evidence}/", "evidence/{evidence}/", "head", (P.EVIDENCE_ADD,), WORDS, 200),
    ("DELETE", "evidence/{evidence}/", "evidence/{evidence}/", "head", (P.EVIDENCE_ADD,), None, 204),
    ("POST", FIGURES, "", "head", (P.FIGURE_REPORT,), {**REPORTED, "breakdown": "disadvantaged"}, 201),
    ("PUT", FIGURES + "{figure}/", FIGURES + "{figure}/", "head", (P.FIGURE_REPORT,), {"number": "6.3"}, 200),
    ("DELETE", FIGURES + "{figure}/", FIGURES + "{figure}/", "head", (P.FIGURE_REPORT,), None, 204),
    ("POST", "priorities/", "", "head", (P.PRIORITY_PROPOSE,), PROPOSED, 201),
    ("PUT", ONE, ONE, "head", (P.PRIORITY_PROPOSE, P.PRIORITY_AGREE), OTHER_WORDS, 200),
    ("POST", ONE + "agree/", ONE, "head", (P.PRIORITY_AGREE,), {"party": "head"}, 200),
    ("POST", ONE + "absent/", ONE, "director", (P.PRIORITY_AGREE,), {"party": "head", "note": "Ill."}, 200),
    ("POST", ONE + "reopen/", ONE, "head", (P.PRIORITY_AGREE,), {"note": "Results came in."}, 200),
    ("POST", ONE + "withdraw/", ONE, "head", (P.PRIORITY_AGREE,), {"note": "Part of another."}, 200),
    ("POST", ONE + "put-in/", ONE, "head", (P.PLAN_WRITE,), None, 200),
    ("POST", ONE + "take-out/", ONE, "head", (P.PLAN_WRITE,), {"note": "Next year."}, 200),
    ("POST", ONE + "deliver/", ONE, "head", (P.PRIORITY_AGREE,), {"note": "From 46% to 65%."}, 200),
    (
        "POST",
        PROMISE + "record/",
        PROMISE,
        "director",
        (P.COMMITMENT_RECORD,),
        {"act": "schedule", "day": "2027-03-02"},
        200,
    ),
    ("POST", VISIT + "held/", VISIT, "director", (P.VISIT_MANAGE,), HELD, 200),
    ("POST", PLAN + "begin/", "", "head", (P.PLAN_WRITE,), None, 200),
    ("POST", PLAN + "submit/", PLAN, "head", (P.PLAN_WRITE,), None, 200),
    ("POST", PLAN + "return/", PLAN, "director", (P.PLAN_APPROVE,), {"note": "Who covers?"}, 200),
    ("POST", PLAN + "approve/", PLAN, "director", (P.PLAN_APPROVE,), {"capacity": "director"}, 200),
    ("POST", PLAN + "reopen/", PLAN, "director", (P.PLAN_APPROVE,), {"note": "One more priority."}, 200),
    ("PATCH", PAGE, PAGE, "head", (P.PLAN_WRITE, P.PLAN_WRITE_GIVEN), {"content": {"aim": "Calm lessons"}}, 200),
    ("POST", ROWS, "", "head", WRITES, {"section": "{page}", "content": PLANNED}, 201),
    ("PUT", ROW, ROW, "head", WRITES, {"content": PLANNED}, 200),
    ("DELETE", ROW, ROW, "head", WRITES, None, 204),
    (
        "POST",
        ROW + "tell/",
        ROW,
        "head",
        WRITES,
        {"progress": {"state": "at_risk", "note": "Cover fell through."}},
        200,
    ),
    ("POST", ROW + "close/", ROW, "head", WRITES, {"note": "The trainer left."}, 200),
    ("POST", ROW + "open/", ROW, "head", WRITES, None, 200),
    ("POST", SEF + "begin/", "", "head", (P.SEF_WRITE,), None, 200),
    ("POST", SEF + "submit/", SEF, "head", (P.SEF_WRITE,), None, 200),
    ("POST", SEF + "return/", SEF, "director", (P.SEF_APPROVE,), {"note": "More on attendance."}, 200),
    ("POST", SEF + "approve/", SEF, "director", (P.SEF_APPROVE,), {"capacity": "director"}, 200),
    ("POST", SEF + "reopen/", SEF, "director", (P.SEF_APPROVE,), {"note": "A new inspection."}, 200),
    (
        "PATCH",
        SECTION,
        SECTION,
        "head",
        (P.SEF_WRITE, P.SEF_WRITE_GIVEN),
        {"content": {"narrative": "<p>New</p>"}},
        200,
    ),
    (
        "PUT",
        CELL.replace("quality_of_education", "behaviour_and_attitudes") + "head/",
        CELL.replace("quality_of_education", "behaviour_and_attitudes") + "head/",
        "head",
        (P.VIEW_HEAD,),
        {"grade": "good", "reason": "Calm."},
        200,
    ),
    (
        "PUT",
        CELL + "agreed/",
        CELL + "agreed/",
        "chief",
        (P.JUDGEMENT_AGREE,),
        {"grade": "outstanding", "reason": "Seen again."},
        200,
    ),
]
