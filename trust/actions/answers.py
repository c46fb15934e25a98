"""A request that is sent twice does its work once."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trust.errors import BadInput
from trust.models import GivenAnswer, Trust
from trust.tenancy import tenant

KEPT = dt.timedelta(hours=24)
OTHER = "This Idempotency-Key was used for another request. Give each request a key of its own."


@dataclass(frozen=True)
class Answer:
    """An answer as it leaves the house. `is_repeated`: it was given before, and nothing was done now."""

    status: int
    body: str
    headers: Mapping[str, str] = field(default_factory=dict)
    is_repeated: bool = False


def checksum(method: str, address: str, body: bytes) -> str:
    """By which a request is known again."""
    return sha256(b"\n".join((method.encode(), address.encode(), body))).hexdigest()


@transaction.atomic
def once(*, token_id: UUID, key: str, request: str, asked: str, do: Callable[[], Answer]) -> Answer:
    """Do it and keep the answer; where this key has one already, give that. Raises BadInput for another request.

    Who may do it is checked by the caller before, and by the action in `do`. Of two at once the second waits here
    for the first to end: if that one was rolled back, so was its key, and the second does the work.
    """
    mine = GivenAnswer(token_id=token_id, key=key, request=request[:300], asked=asked)
    GivenAnswer.objects.bulk_create([mine], ignore_conflicts=True)
    standing = GivenAnswer.objects.get(token_id=token_id, key=key)
    if standing.asked != asked:
        raise BadInput(OTHER, detail={"Idempotency-Key": OTHER})
    if standing.id != mine.id:
        return Answer(standing.status, standing.body, standing.headers, is_repeated=True)
    answer = do()
    mine.status, mine.body, mine.headers = answer.status, answer.body, dict(answer.headers)
    mine.save(update_fields=["status", "body", "headers"], force_update=True)
    return answer


def forget_old_answers() -> int:
    """Delete what is older than a day, in every trust; returns how many."""
    forgotten = 0
    for trust in Trust.objects.all():
        with tenant(trust.id), transaction.atomic():
            forgotten += GivenAnswer.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
    return forgotten
