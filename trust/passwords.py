"""What nobody should choose: a password made of words that others try first, such as the name of the trust."""

import re
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from trust import doors
from trust.errors import NoTrust
from trust.models import Trust, User
from trust.tenancy import current_trust_id

# What stands beside the forbidden words must itself be long enough to be worth guessing.
LEFT_OVER = 9
SHORTEST_WORD = 3
# As people write letters to make a word look harder.
LETTERS = str.maketrans("01345$@", "oieassa")
OURS = frozenset({"fourfold", "academy", "academies", "school", "schools", "trust", "head", "headteacher", "ofsted"})
COMMON = frozenset({"password", "passwort", "passphrase", "welcome", "letmein", "login", "qwerty", "admin", "change"})
SAID = (
    "This is mostly made of words that others would try first: your name, your address, your trust, Fourfold. "
    "Choose three random words instead."
)


class NoWordsOfTheHouse:
    """For AUTH_PASSWORD_VALIDATORS. Such a word may be part of a password, not most of it."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = OURS | COMMON | _words(*_texts_about(user))
        for written in (password.casefold(), password.casefold().translate(LETTERS)):
            whole = left = re.sub(r"[\W_]+", "", written)
            for word in sorted(words, key=len, reverse=True):
                left = left.replace(word, "")
            if left != whole and len(left) < LEFT_OVER:
                raise ValidationError(SAID, code="password_of_the_house")

    def get_help_text(self) -> str:
        return "Not the name of your trust, your own name or other words that others would try first."


def _texts_about(user: Any) -> list[str]:
    trusts = doors.trusts_of(user, timezone.localdate()) if user is not None and user.pk else []
    # Accepting an invitation: the account is not there yet, the trust is open.
    with suppress(NoTrust):
        trusts += Trust.objects.filter(pk=current_trust_id())
    texts = [text for trust in trusts for text in (trust.name, trust.slug)]
    return [*texts, user.name, user.email] if user is not None else texts


def _words(*texts: str) -> set[str]:
    found = set()
    for text in texts:
        parts = [part for part in re.split(r"[\W_\d]+", text.casefold()) if len(part) >= SHORTEST_WORD]
        found |= {*parts, "".join(parts)}
    return found - {""}
