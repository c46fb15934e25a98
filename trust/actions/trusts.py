"""Make a trust or partnership: the tenant, its settings, its first administrator."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from trust import places
from trust.actions import activity, invitations
from trust.actions.invitations import Invited
from trust.actors import Actor, system_actor
from trust.enums import TrustKind
from trust.errors import BadInput, NotFound
from trust.models import Invitation, Trust, TrustSettings, User
from trust.models.trusts import slug_is_plain
from trust.policies.founding import is_group, listed_urns
from trust.policies.roles import FIRST_ROLE
from trust.policies.texts import one_line
from trust.tenancy import tenant

COMMAND = "Operator"
NOT_MADE = "The trust was not made."
LONGEST_NAME = 200
CHOOSE_ANOTHER = "Choose this if you want another."


@transaction.atomic
def found(
    *,
    operator: User | None,
    slug: str,
    name: str,
    kind: str,
    group_uid: int | None = None,
    urns: str = "",
    preset: str = "",
    another: bool = False,
    first_name: str = "",
    first_email: str | None = None,
) -> tuple[Trust, list[str]]:
    """Make a trust, fill it as asked, and invite its first administrator where an address is given.

    Without an operator it is the command line that asks. `urns` is a list as somebody wrote it; `another`: although
    there is a trust of this group. Returns the trust and what the floors above did, as sentences; raises BadInput with
    the fields. Afterwards no other trust may be opened in the same transaction.
    """
    if operator is not None and not operator.is_operator:
        raise NotFound()
    listed, wrong = listed_urns(urns)
    faults = _faults(slug, name, kind) | _faults_of_group(group_uid, another=another)
    if wrong or (group_uid is not None and listed):
        faults["urns"] = wrong or "Give the group's UID or a list of URNs, not both."
    if faults:
        raise BadInput(NOT_MADE, detail=faults)
    trust = _create(slug, name, kind, group_uid)
    with tenant(trust.id):
        row = TrustSettings.objects.create(group_uid=group_uid)
        actor = system_actor(trust, operator.name if operator else COMMAND)
        activity.record(actor=actor, kind="trust", subject_id=row.id, verb="create", sentence="opened Fourfold here")
        founding = places.Founding(group_uid, listed, preset)
        done = [sentence for fill in places.founders if (sentence := fill(actor, trust, founding))]
        if first_email is not None:
            _invite_first(actor, Invited(name=first_name, email=first_email, role=FIRST_ROLE[kind]))
    return trust, done


def invite_first(*, operator: User, trust_id: UUID, name: str, email: str) -> Invitation:
    """Invite another administrator into a trust whose own cannot: the operator's way out."""
    trust = Trust.objects.filter(pk=trust_id).first()
    if trust is None or not operator.is_operator:
        raise NotFound()
    with tenant(trust.id), transaction.atomic():
        actor = system_actor(trust, operator.name)
        return invitations.invite(actor=actor, invited=Invited(name=name, email=email, role=FIRST_ROLE[trust.kind]))


def _create(slug: str, name: str, kind: str, group_uid: int | None) -> Trust:
    try:
        with transaction.atomic():
            return Trust.objects.create(slug=slug, name=one_line(name), kind=kind, made_from=group_uid)
    except IntegrityError:
        raise BadInput(NOT_MADE, detail={"slug": "This address is taken."}) from None


def _invite_first(actor: Actor, invited: Invited) -> None:
    try:
        invitations.invite(actor=actor, invited=invited)
    except BadInput as error:
        raise BadInput(error.message, detail={f"first_{field}": text for field, text in error.detail.items()}) from None


def _faults_of_group(group_uid: int | None, *, another: bool) -> dict[str, str]:
    if group_uid is None:
        return {}
    if not is_group(group_uid):
        return {"group_uid": "No group has this number. Enter its UID in the register, such as 2044."}
    standing = None if another else Trust.objects.filter(made_from=group_uid).first()
    if standing is None:
        return {}
    return {
        "another": f"{standing.name} (/t/{standing.slug}/) was made from group {group_uid} already. {CHOOSE_ANOTHER}"
    }


def _faults(slug: str, name: str, kind: str) -> dict[str, str]:
    faults = {}
    if not one_line(name):
        faults["name"] = "Enter the name of the trust."
    if len(one_line(name)) > LONGEST_NAME:
        faults["name"] = f"Use at most {LONGEST_NAME} characters; these are {len(one_line(name))}."
    if kind not in TrustKind.values:
        faults["kind"] = "Choose what it is."
    try:
        slug_is_plain(slug)
    except ValidationError as error:
        faults["slug"] = error.messages[0]
    else:
        if Trust.objects.filter(slug=slug).exists():
            faults["slug"] = "This address is taken."
    return faults
