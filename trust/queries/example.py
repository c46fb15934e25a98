"""The invented people of the example installation, by trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from trust import places
from trust.enums import Role
from trust.errors import NotFound
from trust.models import Membership, Trust, User
from trust.policies.roles import role_in_words
from trust.tenancy import tenant

ORDER = list(Role.values)


@dataclass(frozen=True)
class ExamplePerson:
    """One button."""

    user_id: UUID
    name: str
    email: str
    role: str
    where: str

    @property
    def words(self) -> str:
        """Headteacher, Beckside Primary; once where the title says the role already."""
        role = capfirst(self.role)
        if not self.where:
            return role
        return self.where if self.role.casefold() in self.where.casefold() else f"{role}, {self.where}"


@dataclass(frozen=True)
class ExampleGroup:
    """The people of one trust."""

    name: str
    kind: str
    slug: str
    people: Sequence[ExamplePerson]


def example_groups() -> list[ExampleGroup]:
    """Each trust with example people; the operators last."""
    if not settings.EXAMPLE_MODE:
        raise NotFound()
    groups = [group for trust in Trust.objects.all() if (group := _group(trust)).people]
    operators = [
        ExamplePerson(user.id, user.name, user.email, "operator", "makes trusts, sees none from inside")
        for user in User.objects.filter(is_example=True, is_operator=True, is_active=True).order_by("name")
    ]
    return [*groups, ExampleGroup("The installation", "", "", operators)] if operators else groups


def _group(trust: Trust) -> ExampleGroup:
    with tenant(trust.id), transaction.atomic():
        members = list(
            Membership.objects.on(timezone.localdate())
            .filter(user__is_example=True, user__is_active=True)
            .select_related("user")
        )
        members.sort(key=lambda member: (ORDER.index(member.role), member.name))
        lines = places.lines_of([member.id for member in members])
    people = [
        ExamplePerson(
            user_id=member.user_id,
            name=member.name,
            email=member.user.email,
            role=lines[member.id][0].role if member.id in lines else role_in_words(member.role, member.remit),
            where=", ".join(line.academy for line in lines.get(member.id, ())) or member.title,
        )
        for member in members
    ]
    return ExampleGroup(trust.name, trust.get_kind_display(), trust.slug, people)


def find_example_person(user_id: UUID) -> User:
    """An invented person, who may be signed in by a button. Nobody else is found."""
    user = None
    if settings.EXAMPLE_MODE:
        user = User.objects.filter(pk=user_id, is_example=True, is_active=True).first()
    if user is None:
        raise NotFound()
    return user
