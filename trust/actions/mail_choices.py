"""What a person wants by mail: the digest can be stopped by anybody for themselves, also by the link in it."""

from uuid import UUID

from django.core import signing
from django.db import transaction

from trust.actors import Actor
from trust.enums import TrustState
from trust.errors import NotFound
from trust.history import say_who
from trust.models import MailChoice, Membership, Trust
from trust.permissions import Permission, check_may
from trust.tenancy import tenant

SALT = "trust.stop_digest"


@transaction.atomic
def choose_digest(*, actor: Actor, wanted: bool) -> MailChoice:
    """Get the digest, or get it no more. One's own deadlines are told all the same."""
    check_may(actor, Permission.TRUST_ENTER)
    return _choose(actor.membership_id, wanted=wanted)


def stop_token(membership_id: UUID) -> str:
    """The word of the link that stops one person's digest, and does nothing else. It holds as long as the mail does."""
    return signing.dumps(membership_id.hex, salt=SALT)


def trust_of_stop(slug: str, token: str) -> tuple[Trust, UUID]:
    """The trust and the member that a link speaks of; NotFound for any other word."""
    try:
        membership_id = UUID(str(signing.loads(token, salt=SALT)))
    except (signing.BadSignature, ValueError):
        raise NotFound() from None
    trust = Trust.objects.filter(slug=slug.replace("\x00", "?"), state=TrustState.ACTIVE).first()
    if trust is None:
        raise NotFound()
    with tenant(trust.id), transaction.atomic():
        if not Membership.objects.filter(pk=membership_id).exists():
            raise NotFound()
    return trust, membership_id


def stop_digest(*, slug: str, token: str) -> Trust:
    """Stop it by the link in the mail, without a sign-in; done twice it is done once."""
    trust, membership_id = trust_of_stop(slug, token)
    with tenant(trust.id), transaction.atomic():
        say_who(name="The link in the digest")
        _choose(membership_id, wanted=False)
    return trust


def _choose(membership_id: UUID | None, *, wanted: bool) -> MailChoice:
    made, _ = MailChoice.objects.update_or_create(
        membership_id=membership_id, defaults={"wants_digest": wanted}, create_defaults={"wants_digest": wanted}
    )
    return made
