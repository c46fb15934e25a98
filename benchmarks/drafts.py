"""Self-evaluations being written: an academy for each writer, its head signed in, its sections open."""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.utils import timezone

from academies.enums import Headship
from academies.models import Academy, Appointment
from benchmarks import facts, people, seed
from benchmarks.drivers import Answer, Driver
from benchmarks.harness import Plan
from improvement_cycle.actions import self_evaluations
from improvement_cycle.models import AcademyCycle
from trust.actions import memberships
from trust.actors import Actor, load_actor
from trust.enums import Place, Role
from trust.models import Membership, Section, User
from trust.tenancy import tenant

START = dt.date(2020, 9, 1)
# About four hundred words, the target of a section.
SENTENCE = "Pupils read every day, and the books they take home fit the sounds that they know. "
TEXT = "".join(f"<p>{SENTENCE * 5}</p>" for _ in range(5))


@dataclass
class Writer:
    """A section and who writes it, in one tab."""

    person: people.Person
    section_id: UUID
    url: str
    tab: UUID = field(default_factory=uuid4)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    version: int = 0
    # The key of each save that was answered "saved".
    acknowledged: list[UUID] = field(default_factory=list)

    def form(self, key: UUID) -> dict[str, str]:
        """What the page sends by itself, with a text that says which save it is."""
        number = next(self.numbers)
        return {
            "narrative": f"{TEXT}<p>Save {key}</p>",
            "version": str(self.version),
            "tab": str(self.tab),
            "key": str(key),
            "edit": str(number),
            "by_itself": "1",
        }

    def save(self, driver: Driver) -> Answer:
        """One save by itself."""
        key = uuid4()
        answer = driver.post(self.url, self.form(key))
        if answer.status == 200:
            self.acknowledged.append(key)
        return answer


def writers(plan: Plan, academies: int) -> list[list[Writer]]:
    """For each academy, a writer for each of its sections; the same head writes all of one academy."""
    facts.load(plan, academies + 1)
    first = seed.first_trust("bench")
    seed.fill(first.trust, {"bench": academies})
    with tenant(first.trust.id), transaction.atomic():
        rows = AcademyCycle.objects.filter(cycle__school_year__starts_on__year=seed.CURRENT).select_related("academy")
        return [_of_one(first, row) for row in rows.order_by("academy__slug")]


def _of_one(first: people.Person, row: AcademyCycle) -> list[Writer]:
    person = head_of(first, row.academy)
    # As the head would: whoever may write may begin.
    document = self_evaluations.begin(actor=person_actor(person), academy_cycle_id=row.id)
    url = person.url(f"self-evaluation/{seed.CURRENT}/{row.academy.slug}/")
    sections = Section.objects.filter(document=document)
    return [Writer(person, section.id, f"{url}sections/{section.key}/") for section in sections]


def head_of(first: people.Person, academy: Academy) -> people.Person:
    """The head of this academy, signed in."""
    email = f"head@{academy.slug}.example"
    user = User.objects.create(email=email, name=f"Head of {academy.short_name}")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    membership = memberships.write(
        Membership(user=user, name=user.name, email=email, role=Role.ACADEMY_STAFF, from_on=START)
    )
    Appointment.objects.create(
        membership=membership,
        academy=academy,
        role=Place.HEADTEACHER,
        headship=Headship.SUBSTANTIVE,
        agrees=True,
        from_on=START,
    )
    return people.Person(first.trust, user, membership, people.sign_in(user))


def person_actor(person: people.Person) -> Actor:
    """The person as actions take them."""
    actor = load_actor(user=person.user, trust=person.trust, today=timezone.localdate())
    assert actor is not None
    return actor
