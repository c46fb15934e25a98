"""Priorities of an invented trust and of its academies in the newest year, with who has agreed so far."""

from typing import Any

from academies.models import Academy
from config.example.people import actor_of
from improvement_cycle.actions import priorities, trust_priorities
from improvement_cycle.enums import Party, View
from improvement_cycle.models import AcademyCycle, Cycle, Evidence, Judgement
from trust.models import Membership, Trust

Academies = dict[str, tuple[Academy, dict[str, Membership]]]


def build(trust: Trust, said: dict[str, Any], members: dict[str, Membership], academies: Academies) -> None:
    """As the file says; a trust without a word about priorities has none."""
    if "trust_priorities" not in said:
        return
    cycle = Cycle.objects.get(school_year__starts_on__year=said["years"][-1])
    chief = actor_of(trust, members["chief"])
    of_trust = {}
    for wanted in said["trust_priorities"]:
        of_trust[wanted["key"]] = trust_priorities.add(
            actor=chief,
            cycle_id=cycle.id,
            words=trust_priorities.TrustWords(wanted["title"], wanted["statement"], wanted["columns"]),
        )
    for wanted in said["priorities"]:
        academy, staff = academies[wanted["academy"]]
        row = AcademyCycle.objects.get(cycle=cycle, academy=academy)
        people = {
            Party.HEAD: staff["head"],
            Party.DIRECTOR: members["primary" if academy.phase == "primary" else "secondary"],
            Party.CHIEF_EXECUTIVE: members["chief"],
        }
        judged = Judgement.objects.filter(
            academy_cycle=row, view=View.AGREED, column__key__in=wanted.get("columns", ())
        )
        seen = Evidence.objects.filter(academy_cycle=row).order_by("title")[: wanted.get("evidence", 0)]
        words = priorities.Words(
            wanted["statement"],
            wanted["area"],
            wanted.get("why", ""),
            wanted.get("support", ["academy"]),
            wanted.get("help", ""),
            list(judged.values_list("column__key", flat=True)),
            list(seen.values_list("id", flat=True)),
            (),
            [of_trust[key].id for key in wanted.get("trust", ())],
        )
        proposer = actor_of(trust, people[Party(wanted.get("by", "head"))])
        made = priorities.propose(actor=proposer, academy_cycle_id=row.id, words=words)
        for party in wanted.get("agreed", ()):
            actor = actor_of(trust, people[Party(party)])
            priorities.agree(actor=actor, priority_id=made.id, party=party, seen_version=made.version)
        for party, text in wanted.get("said", {}).items():
            actor = actor_of(trust, people[Party(party)])
            priorities.comment(actor=actor, priority_id=made.id, text=text, party=party)
