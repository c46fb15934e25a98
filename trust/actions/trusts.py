"""Make a trust or partnership: the tenant, its settings, its first administrator."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from trust import places
from trust.actions import activity, invitations
from trust.actions.invitations import Invited
from trust.actors import system_actor
from trust.enums import TrustKind
from trust.errors import BadInput, NotFound
from trust.models import Invitation, Trust, TrustSettings, User
from trust.models.trusts import slug_is_plain
from trust.policies.roles import FIRST_ROLE
from trust.policies.texts import one_line
from trust.tenancy import tenant

COMMAND = "Operator"
LONGEST_NAME = 200
LARGEST_UID = 2_000_000_000


@transaction.atomic
def create(
    *, operator: User | None, slug: str, name: str, kind: str, group_uid: int | None = None, another: bool = False
) -> Trust:
    """Make the trust with its settings. Without an operator it is the command line that asks.

    `another`: although there is one of this group. Raises BadInput with the fields.
    Afterwards no other trust may be opened in the same transaction.
    """
    if operator is not None and not operator.is_operator:
        raise NotFound()
    faults = _faults(slug, name, kind, group_uid)
    if group_uid and not faults and not another:
        faults |= _made_already(group_uid)
    if faults:
        raise BadInput("The trust was not made.", detail=faults)
    try:
        with transaction.atomic():
            trust = Trust.objects.create(slug=slug, name=one_line(name), kind=kind, made_from=group_uid)
    except IntegrityError:
        raise BadInput("The trust was not made.", detail={"slug": "This address is taken."}) from None
    with tenant(trust.id):
        row = TrustSettings.objects.create(group_uid=group_uid)
        actor = system_actor(trust, operator.name if operator else COMMAND)
        activity.record(actor=actor, kind="trust", subject_id=row.id, verb="create", sentence="opened Fourfold here")
    return trust


@transaction.atomic
def found(
    *,
    operator: User,
    slug: str,
    name: str,
    kind: str,
    group_uid: int | None,
    first_name: str,
    first_email: str,
    another: bool = False,
) -> tuple[Trust, list[str]]:
    """Make a trust, fill it from official facts where a group UID is given, and invite its first administrator.

    Returns the trust and what the floors above did, as sentences.
    """
    trust = create(operator=operator, slug=slug, name=name, kind=kind, group_uid=group_uid, another=another)
    with tenant(trust.id):
        actor = system_actor(trust, operator.name)
        done = [fill(actor, trust, group_uid) for fill in places.founders] if group_uid else []
        try:
            invitations.invite(actor=actor, invited=Invited(name=first_name, email=first_email, role=FIRST_ROLE[kind]))
        except BadInput as error:
            raise BadInput(
                error.message, detail={f"first_{field}": text for field, text in error.detail.items()}
            ) from None
    return trust, done


def invite_first(*, operator: User, trust_id: UUID, name: str, email: str) -> Invitation:
    """Invite another administrator into a trust whose own cannot: the operator's way out."""
    trust = Trust.objects.filter(pk=trust_id).first()
    if trust is None or not operator.is_operator:
        raise NotFound()
    with tenant(trust.id), transaction.atomic():
        actor = system_actor(trust, operator.name)
        return invitations.invite(actor=actor, invited=Invited(name=name, email=email, role=FIRST_ROLE[trust.kind]))


def _made_already(group_uid: int) -> dict[str, str]:
    standing = Trust.objects.filter(made_from=group_uid).first()
    if standing is None:
        return {}
    return {
        "another": f"{standing.name} (/t/{standing.slug}/) was made from group {group_uid} already."
        " Choose this if you want another."
    }


def _faults(slug: str, name: str, kind: str, group_uid: int | None) -> dict[str, str]:
    faults = {}
    if not name.strip():
        faults["name"] = "Enter the name of the trust."
    elif len(one_line(name)) > LONGEST_NAME:
        faults["name"] = f"Use at most {LONGEST_NAME} characters."
    if group_uid is not None and not 0 < group_uid <= LARGEST_UID:
        faults["group_uid"] = "This is no number of a group. Enter the number only, such as 2044."
    if kind not in TrustKind.values:
        faults["kind"] = "Choose what it is."
    try:
        slug_is_plain(slug)
    except ValidationError as error:
        faults["slug"] = error.messages[0]
    if Trust.objects.filter(slug=slug).exists():
        faults["slug"] = "This address is taken."
    return faults
