"""Which state of a thing a program has seen (ETag, If-Match), and by which key it may ask again (Idempotency-Key)."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

from trust.errors import BadInput, DomainError

TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
TAGS = re.compile(rf"\s*{TAG.pattern}(?:\s*,\s*{TAG.pattern})*\s*\Z")
KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")


class ConditionNeeded(DomainError):
    """A change without a word on what was seen."""

    status = 428


class KeyNeeded(DomainError):
    """A request that may be sent twice, without the key by which it is known again."""

    status = 400


class Stale(DomainError):
    """It says something else by now: here is what. `keep_writes`: what was sent is kept aside, and must stay."""

    status = 412

    def __init__(self, message: str, *, current: Mapping[str, Any], tag: str, keep_writes: bool = False) -> None:
        super().__init__(message)
        self.current, self.tag, self.keep_writes = current, tag, keep_writes


def tag_of(told: Any) -> str:
    """The ETag of what is told: another word in it, another tag."""
    text = json.dumps(told, cls=JSONEncoder, sort_keys=True, ensure_ascii=False)
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def tags_seen(header: str | None) -> frozenset[str]:
    """The tags of If-Match. A star names no state, so it says nothing here; a weak tag never matches."""
    if not header or header.strip() == "*":
        raise ConditionNeeded("Send If-Match with the ETag of what you read: it shows that you saw what stands.")
    if not TAGS.match(header):
        raise BadInput(
            'If-Match takes ETags as they were given, in quotes: "…".', detail={"If-Match": "Give the ETag in quotes."}
        )
    return frozenset(tag for tag in TAG.findall(header) if not tag.startswith("W/"))


def key_sent(header: str | None) -> str:
    """The key of a request that may be sent again."""
    if not header:
        raise KeyNeeded("Send Idempotency-Key with a word of your own, new for each request, such as a UUID.")
    if not KEY.match(header):
        words = "Idempotency-Key is a word of at most 200 characters without spaces, such as a UUID."
        raise BadInput(words, detail={"Idempotency-Key": words})
    return header
