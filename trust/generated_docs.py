"""Pages of docs/ that are written from the code: who may do what, and what leads from where to where."""

from collections.abc import Callable, Mapping

from django.utils.module_loading import autodiscover_modules

from trust.enums import AGREEING_HEAD, Place, Role
from trust.permissions import DELEGABLE, MAY_INVITE, MAY_STAND_IN, REMIT_PHASES, ROLES, Grant, Permission, Reach
from trust.workflow import Transition, Workflow, workflows

NOTICE = "<!-- Written by `manage.py write_docs` from the code. Do not edit: change the code and write again. -->"
MARKS = {Reach.TRUST: "all", Reach.PHASE: "phase", Reach.ACADEMY: "own"}
AT_AN_ACADEMY = [Place.HEADTEACHER.value, AGREEING_HEAD, *Place.values[1:]]
LABELS: Mapping[str, str] = {**dict(Role.choices), **dict(Place.choices), AGREEING_HEAD: "agreeing headteacher"}


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join('---' for _ in head)}|"]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def _held(role: str, permission: Permission) -> str:
    grants = [grant for grant in ROLES[role].grants if grant.permission == permission]
    return ", ".join(_mark(grant) for grant in grants) or "-"


def _mark(grant: Grant) -> str:
    return f"{MARKS[grant.reach]}*" if grant.when else MARKS[grant.reach]


def permissions_page() -> str:
    """Roles in plain English, and the matrix of permissions and roles."""
    lines = ["# Who may do what", "", NOTICE, "", "## Roles", ""]
    lines += _table(
        ["role", "held", "what it is"],
        [
            [LABELS[role], "at an academy" if role in AT_AN_ACADEMY else "in the trust", rule.description]
            for role, rule in ROLES.items()
        ],
    )
    lines += ["", "A person has one role in the trust, for a time, and may hold roles at academies beside it.", ""]
    lines += ["## Permissions", ""]
    lines += [
        (
            "*all*: in the whole trust. *phase*: at academies of the phases the person looks after. *own*: at the"
            " academies the person is appointed to. A star: only while a policy of the trust says so. Whoever may not"
            " read a thing is told that it does not exist."
        ),
        "",
    ]
    for title, roles in (("In the trust", Role.values), ("At an academy", AT_AN_ACADEMY)):
        head = ["permission", *(LABELS[role] for role in roles)]
        rows = [[f"`{p}`", *(_held(role, p) for role in roles)] for p in Permission]
        kept = [row for row in rows if set(row[1:]) != {"-"}]
        lines += [f"### {title}", "", *_table(head, kept), ""]
    lines += ["### Only while a policy of the trust says so", ""]
    lines += _table(
        ["role", "permission", "reach", "policy"],
        [
            [LABELS[role], f"`{grant.permission}`", grant.reach.value, f"`{grant.when}`"]
            for role, rule in ROLES.items()
            for grant in rule.grants
            if grant.when
        ],
    )
    lines += ["", "## Phases a director looks after", ""]
    lines += _table(
        ["remit", "phases"],
        [[str(remit), ", ".join(sorted(phases)).replace("_", " ")] for remit, phases in REMIT_PHASES.items()],
    )
    lines += ["", "## What is left to a delegate", ""]
    lines += [
        (
            "Whoever approves may name a delegate for some days: one of"
            f" {', '.join(LABELS[role] for role in Role.values if role in MAY_STAND_IN)}. On these days the delegate"
            " holds, as far as the other does, what stands here, and nothing else of the other's; it cannot be handed"
            " on. What is approved says by whom and for whom. Nobody stands in for whoever approves what they write"
            " themselves."
        ),
        "",
    ]
    kinds = [[kind.replace("_", " "), ", ".join(f"`{p}`" for p in sorted(left))] for kind, left in DELEGABLE.items()]
    lines += _table(["document", "permissions"], kinds)
    lines += ["", "## Who may invite people as what", ""]
    lines += _table(
        ["role", "may invite"],
        [
            [LABELS.get(role, role), ", ".join(LABELS[given] for given in Role.values if given in allowed)]
            for role, allowed in MAY_INVITE.items()
        ],
    )
    return "\n".join(lines) + "\n"


def _reach(permission: Permission) -> str:
    holders = [LABELS[role] for role, rule in ROLES.items() if any(g.permission == permission for g in rule.grants)]
    return ", ".join(holders)


def _arrows(transition: Transition) -> list[str]:
    return [f"    {source} --> {transition.target}: {transition.verb}" for source in transition.sources]


def _workflow(workflow: Workflow) -> list[str]:
    lines = [f"## {workflow.title}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {workflow.start}"]
    for transition in workflow.transitions:
        lines += _arrows(transition)
    lines += ["```", ""]
    lines += _table(["state", "what it means"], [[f"`{state}`", words] for state, words in workflow.states.items()])
    lines.append("")
    rows = [
        [
            f"`{t.verb}`",
            ", ".join(f"`{source}`" for source in t.sources),
            f"`{t.target}`",
            f"`{t.permission}`: {_reach(t.permission)}",
            "yes" if t.needs_note else "",
            "yes" if t.guard else "",
        ]
        for t in workflow.transitions
    ]
    return [*lines, *_table(["verb", "from", "to", "who", "reason needed", "guard"], rows), ""]


def workflows_page() -> str:
    """A diagram and a table for each workflow."""
    autodiscover_modules("workflow")
    lines = ["# What leads from where to where", "", NOTICE, ""]
    lines += [
        (
            "Each table is data in the code. One engine (`trust/actions/advance.py`) moves every state: it locks"
            " the row, checks table, guard and permission, and writes one line of the history."
        ),
        "",
    ]
    for workflow in workflows():
        lines += _workflow(workflow)
    return "\n".join(lines).rstrip() + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "docs/permissions.md": permissions_page,
    "docs/workflows.md": workflows_page,
}
